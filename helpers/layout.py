"""Drawing by measure: text that is measured and wrapped before it is placed, so that no two labels overlap.

All lengths are in points (1/72 inch); x runs to the right and y runs down.
"""

import re
from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

from .plots import COLOURS, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# fsum, since sum adds floats in another way from Python 3.12 on, and a label would move by a pixel.
LEADING = 1.32  # line height in ems
WIDE = 9.2 * 72  # the width of a lesson
GREY = COLOURS["grey"]


class Line(NamedTuple):
    """One line of a label: what it says, its size in points, its colour."""

    text: str
    size: float = 10.5
    colour: str = COLOURS["black"]


def width(text: str, size: float) -> float:
    """The width of a text in points: a Chinese character is as wide as high, a letter a little over half.

    >>> round(width("塘栖 ab", 10), 1)
    36.2
    """
    return size * fsum(1.0 if east_asian_width(char) in "WFA" else 0.54 for char in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break a text into lines of about equal length; Chinese may break anywhere, other words never.

    Args:
        text: what to break.
        size: of the print, in points.
        room: the width of a line in points; only a single long word takes more.

    >>> wrap("生活物资供应", 10, 45)
    ['生活物', '资供应']
    >>> wrap("", 10, 45)
    []
    """
    pieces = re.findall(r"[“‘（]*(?:[!-~½–’]+\s?|.)[”’、，。）：]*", text)
    lines = _fill(pieces, size, room)
    for share in (0.9, 0.8, 0.7, 0.6, 0.5):
        if len(even := _fill(pieces, size, room * share)) == len(lines):
            lines = even
    return lines


def _fill(pieces: Sequence[str], size: float, room: float) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if lines and width((lines[-1] + piece).rstrip(), size) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.rstrip() for line in lines]


def label(chinese: str, english: str = "", room: float = 120, size: float = 10.5) -> list[Line]:
    """A label: the Chinese, and below it, smaller and grey, the English."""
    return [Line(line, size) for line in wrap(chinese, size, room)] + [
        Line(line, size * 0.8, GREY) for line in wrap(english, size * 0.8, room)
    ]


def height(lines: Sequence[Line]) -> float:
    """The height of a label in points."""
    return fsum(line.size * LEADING for line in lines)


class Sheet:
    """An Axes to draw on in points. A new one is cut to size; on a smaller one the drawing is smaller."""

    def __init__(self, ax: "Axes | None", title: str, note: str, wide: float = WIDE) -> None:
        """Begin on ``ax`` or on a new figure ``wide`` points wide; the note says how to read it."""
        from matplotlib import pyplot

        self.new, self.wide = ax is None, wide
        self.ax = ax or pyplot.figure(layout="none").add_axes((0, 0, 1, 1))
        self.ax.axis("off")
        self.write(8, 2, [Line(title, 15), Line(note, 9.5, GREY)])

    def write(self, x: float, y: float, lines: Sequence[Line], align: str = "left") -> float:
        """Put the lines of a label below one another, from ``y`` down; returns where they end."""
        for text, size, colour in lines:
            look: dict[str, Any] = {"fontsize": size, "color": colour, "ha": align, "va": "baseline"}
            self.ax.text(x, y + size * (LEADING - 0.36), text, **look)
            y += size * LEADING
        return y

    def bar(self, x: float, y: float, lines: Sequence[Line], ink: str = "blue") -> float:
        """A label with a bar at its left, from ``y`` down; returns where it ends."""
        self.line([(x, y + 2), (x, y + height(lines))], color=COLOURS[ink], linewidth=2)
        return self.write(x + 6, y, lines)

    def box(self, x: float, y: float, wide: float, tall: float, **look: Any) -> None:
        """A rectangle with round corners; ``look`` as for a matplotlib patch."""
        from matplotlib.patches import FancyBboxPatch

        shape = "round,pad=0,rounding_size=4"
        self.ax.add_patch(FancyBboxPatch((x, y), wide, tall, boxstyle=shape, **look))

    def line(self, points: Sequence[tuple[float, float]], **look: Any) -> None:
        """A line through points; ``look`` as for ``Axes.plot``."""
        xs, ys = zip(*points, strict=True)
        self.ax.plot(xs, ys, **look)

    def end(self, tall: float, sentence: str) -> "Axes":
        """Cut the sheet at ``tall`` points, fit the print to it; returns the Axes with its sentence."""
        figure: Any = self.ax.figure
        if self.new:
            figure.set_size_inches(self.wide / 72, tall / 72)
        self.ax.set(xlim=(0, self.wide), ylim=(tall, 0), aspect="equal")
        figure.draw_without_rendering()
        room, points = self.ax.get_window_extent(), 72 / figure.dpi
        for text in self.ax.texts:
            scale = min(1.0, room.width * points / self.wide, room.height * points / tall)
            text.set_fontsize(scale * float(text.get_fontsize()))
        return finish(self.ax, sentence)


def say_nothing(ax: "Axes | None", title: str, sentence: str) -> "Axes":
    """An Axes that says that there is nothing of the kind to draw."""
    return Sheet(ax, title, sentence).end(90, sentence)
