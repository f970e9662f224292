"""Drawing by measure: text that is measured and wrapped before it is placed, so that no two labels overlap.

All lengths are in points (1/72 inch); x runs to the right and y runs down.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

from .plots import COLOURS, FONT, finish, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# fsum, since sum adds floats in another way from Python 3.12 on, and a label would move by a pixel.
LEADING = 1.32  # line height in ems
WIDE = 9.2 * 72  # the width of a lesson


class Line(NamedTuple):
    """One line of a label: what it says, its size in points, its colour, a smaller grey end."""

    text: str
    size: float = 10.5
    colour: str = COLOURS["black"]
    tail: str = ""


@lru_cache(maxsize=1)
def _font() -> Any:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(FONT)
    font.set_size(100, 72)
    return font


@lru_cache(maxsize=8192)
def _advance(char: str) -> float:
    """The width of a character in ems."""
    from matplotlib.ft2font import LoadFlags

    glyph = _font().load_char(ord(char), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 100


def width(text: str, size: float) -> float:
    """The width of a text in points, with 3 % for the renderer's rounding.

    >>> round(width("塘栖", 10), 1)
    20.6
    """
    return 1.03 * size * fsum(_advance(char) for char in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break a text into lines of at most ``room`` points, of about equal length; Chinese may break anywhere.

    >>> wrap("生活物资供应", 10, 45)
    ['生活物', '资供应']
    >>> wrap("", 10, 45)
    []
    """
    pieces = re.findall(r"[“‘（]*(?:[!-~½–’]+\s?|.)[”’、，。）：]*", text)
    fit = (([piece] if width(piece.rstrip(), size) <= room else piece) for piece in pieces)
    pieces = [part for parts in fit for part in parts]
    rows = len(_fill(pieces, size, room))
    for share in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        if len(lines := _fill(pieces, size, room * share)) <= rows:
            return lines
    return _fill(pieces, size, room)


def _fill(pieces: Sequence[str], size: float, room: float) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if lines and width((lines[-1] + piece).rstrip(), size) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.rstrip() for line in lines]


def label(chinese: str, english: str = "", room: float = 120, size: float = 10.5) -> list[Line]:
    """A label: the Chinese, and below it, grey and as small as its longest word asks for, the English."""
    longest = max((width(word, 1) for word in english.split()), default=0.1)
    small = min(size * 0.8, 0.999 * room / longest)
    return [Line(line, size) for line in wrap(chinese, size, room)] + [
        Line(line, small, COLOURS["grey"]) for line in wrap(english, small, room)
    ]


def height(lines: Sequence[Line]) -> float:
    """The height of a label in points."""
    return fsum(line.size * LEADING for line in lines)


def settle(wanted: Sequence[float], heights: Sequence[float], gap: float, top: float = 0) -> list[float]:
    """Upper edges for items in a fixed order, as near to the wanted edges as the order and the heights allow.

    >>> settle([0, 0, 50], [10, 10, 10], 2)
    [0.0, 12.0, 50.0]
    """
    offsets = [fsum(heights[:n]) + gap * n for n in range(len(heights))]
    pools: list[tuple[float, int]] = []  # isotonic regression: mean and size of each run of items that touch
    for edge, offset in zip(wanted, offsets, strict=True):
        mean, size = edge - offset, 1
        while pools and pools[-1][0] >= mean:
            before, n = pools.pop()
            mean, size = (before * n + mean * size) / (n + size), n + size
        pools.append((mean, size))
    slack = [mean for mean, size in pools for _ in range(size)]
    return [max(shift, top) + offset for shift, offset in zip(slack, offsets, strict=True)]


class Sheet:
    """An Axes of a known size in points, without ticks. A smaller Axes gets a smaller drawing."""

    def __init__(self, ax: "Axes | None", wide: float, tall: float) -> None:
        """Draw on ``ax``, or on a new figure of ``wide`` by ``tall`` points."""
        if ax is None:
            ax = new_axes(None, (wide / 72, tall / 72))
            ax.set_in_layout(False)
            ax.set_position((0, 0, 1, 1))
        self.ax, self.wide, self.tall = ax, wide, tall
        ax.figure.draw_without_rendering()  # type: ignore[union-attr]
        room = ax.get_window_extent()
        dpi = ax.figure.dpi
        self.scale = min(1.0, room.width / dpi * 72 / wide, room.height / dpi * 72 / tall)
        ax.set(xlim=(0, wide), ylim=(tall, 0), aspect="equal")
        ax.axis("off")

    def write(self, x: float, y: float, lines: Sequence[Line], align: str = "left") -> None:
        """Put the lines of a label below one another, from ``y`` down."""
        for line in lines:
            self.ax.text(
                x,
                y + line.size * (LEADING - 0.36),
                line.text,
                fontsize=line.size * self.scale,
                color=line.colour,
                ha=align,
                va="baseline",
            )
            if line.tail:
                after = [Line(line.tail, line.size * 0.8, COLOURS["grey"])]
                self.write(x + width(line.text, line.size) + 6, y + line.size * 0.2 * (LEADING - 0.36), after)
            y += line.size * LEADING

    def title(self, text: str, subtitle: str) -> None:
        """The title of the figure and the line that says how to read it."""
        self.write(8, 2, [Line(text, 15), Line(subtitle, 9.5, COLOURS["grey"])])

    def box(self, x: float, y: float, wide: float, tall: float, round_: float = 4, **look: Any) -> None:
        """A rectangle with round corners; ``look`` as for a matplotlib patch."""
        from matplotlib.patches import FancyBboxPatch

        shape = f"round,pad=0,rounding_size={round_}"
        self.ax.add_patch(FancyBboxPatch((x, y), wide, tall, boxstyle=shape, **look))

    def line(self, points: Sequence[tuple[float, float]], **look: Any) -> None:
        """A line through points; ``look`` as for ``Axes.plot``."""
        xs, ys = zip(*points, strict=True)
        self.ax.plot(xs, ys, **look)


def say_nothing(ax: "Axes | None", title: str, sentence: str) -> "Axes":
    """An Axes that says that there is nothing of the kind to draw."""
    sheet = Sheet(ax, WIDE, 90)
    sheet.title(title, sentence)
    return finish(sheet.ax, sentence)


End = tuple[str, float]  # an item of a column, and how far below its upper edge a link ends


def arrange(columns: Sequence[Sequence[str]], links: Sequence[tuple[End, End]]) -> list[list[str]]:
    """Order the items of neighbouring columns so that links between them cross seldom.

    Barycentre method: to and fro over the columns each is sorted by the mean place of its neighbours, first
    of those on both sides, later of those where the sweep comes from.
    """
    order = [list(column) for column in columns]
    best, fewest = order, crossings(order, links)
    for sweep in range(48):
        step = -1 if sweep % 2 else 1
        order = [list(column) for column in order]
        for i in range(1, len(order)) if step == 1 else range(len(order) - 2, -1, -1):
            order[i] = _sort_by_neighbours(
                order, i, links, (i - step, i + step) if sweep < 24 else (i - step,)
            )
        if (count := crossings(order, links)) < fewest:
            best, fewest = order, count
    return best


def _sort_by_neighbours(
    order: list[list[str]], i: int, links: Sequence[tuple[End, End]], sides: Sequence[int]
) -> list[str]:
    column = {item: c for c, items in enumerate(order) for item in items}
    place = {item: (n + 0.5) / len(items) for items in order for n, item in enumerate(items)}
    mean: dict[str, float] = {}
    for item in order[i]:
        ends = [b if a[0] == item else a for a, b in links if item in (a[0], b[0])]
        near = [place[end] + depth / 1e4 for end, depth in ends if column[end] in sides]
        mean[item] = sum(near) / len(near) if near else place[item]
    return sorted(order[i], key=mean.__getitem__)


def crossings(order: Sequence[Sequence[str]], links: Sequence[tuple[End, End]]) -> int:
    """How many pairs of links between the same two columns cross."""
    where = {item: (i, n) for i, column in enumerate(order) for n, item in enumerate(column)}
    spans: dict[tuple[int, int], list[Any]] = {}
    for link in links:
        (i, *a), (j, *b) = sorted((*where[item], depth) for item, depth in link)
        spans.setdefault((i, j), []).append((a, b))
    pairs = [pair for (i, j), span in spans.items() if i != j for pair in combinations(span, 2)]
    return sum((a < c and b > d) or (a > c and b < d) for (a, b), (c, d) in pairs)
