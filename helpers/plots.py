"""Figures whose Chinese never turns to boxes. Plots draw and return Axes; they never call ``show``."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from .errors import FigureError
from .lexicon import DATA

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .article import Article
    from .quantities import Quantity

P = ParamSpec("P")
FONT = DATA / "fonts" / "KeBenSans-Regular.otf"
GETA = "〓"  # the typesetter's sign for a character that the font lacks

# Four inks, each at least 5:1 on white and apart from one another under protanopia, deuteranopia and
# tritanopia (worst pair: CIE76 distance 17). PALE holds their grounds for dark text. Never colour alone.
COLOURS = {
    "blue": "#0072B2",
    "vermilion": "#B34700",
    "green": "#004D40",
    "purple": "#A23B72",
    "black": "#1F2933",
    "grey": "#59636E",
}
PALE = {
    "blue": "#DCEBF7",
    "vermilion": "#FBE3D2",
    "green": "#DCEDE6",
    "purple": "#F5DFEA",
    "black": "#E4E7EB",
    "grey": "#F1F3F5",
}


def style() -> dict[Any, Any]:
    """The settings of every figure, for ``matplotlib.rc_context(style())``.

    Raises:
        FigureError: the font file of this package is missing.
    """
    from cycler import cycler
    from matplotlib import pyplot

    # Loads the backend. Loaded inside an rc_context, its own settings would end with the context, and a
    # notebook would show the first figure only.
    pyplot.draw_if_interactive()  # type: ignore[no-untyped-call]
    family = _load_font(FONT)
    return {
        # The family by its own name for what is drawn later, outside the rc_context; the generic name because
        # networkx asks for "sans-serif"; DejaVu Sans for signs such as ½.
        "font.family": [family, "sans-serif", "DejaVu Sans"],
        "font.sans-serif": [family, "DejaVu Sans"],
        "font.size": 12,
        "axes.unicode_minus": False,
        "text.parse_math": False,  # a $ in a text is a $
        "axes.prop_cycle": cycler(color=[COLOURS[name] for name in ("blue", "vermilion", "green", "purple")]),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": COLOURS["grey"],
        "axes.titlelocation": "left",
        "text.color": COLOURS["black"],
        "axes.labelcolor": COLOURS["black"],
        "xtick.color": COLOURS["black"],
        "ytick.color": COLOURS["black"],
        "figure.figsize": (9, 5),
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "figure.facecolor": "white",
        "axes.facecolor": "white",
    }


def use_style() -> None:
    """Set font and colours for all figures of a lesson, the learner's own too. Call it in the first cell."""
    import matplotlib

    matplotlib.rcParams.update(style())


def styled(plot: Callable[P, "Axes"]) -> Callable[P, "Axes"]:
    """Let a plot draw with the style of the course and leave the learner's own settings alone."""

    @wraps(plot)
    def draw(*args: P.args, **kwargs: P.kwargs) -> "Axes":
        from matplotlib import rc_context

        with rc_context(style()):
            return plot(*args, **kwargs)

    return draw


def describe(ax: "Axes") -> str:
    """The sentence that says what a figure shows, as its plot wrote it. Print it under the figure."""
    return str(ax.get_label())


def new_axes(ax: "Axes | None", size: tuple[float, float] = (9, 5)) -> "Axes":
    """The Axes given, or those of a new figure of ``size`` inches."""
    from matplotlib import pyplot

    return ax if ax is not None else pyplot.subplots(figsize=size)[1]


def finish(ax: "Axes", sentence: str) -> "Axes":
    """The last line of every plot: replace missing characters, write the sentence that `describe` gives."""
    missing = _replace_missing(ax)
    if missing:
        sentence += f" No glyph in the font, drawn as {GETA}: {', '.join(missing)}."
    ax.set_label(sentence)
    return ax


def drawable(text: str) -> str:
    """A text with 〓 for each character that no font of the figures has.

    >>> drawable("塘栖½"), drawable("𠮷")
    ('塘栖½', '〓')
    """
    return "".join(c if c.isspace() or ord(c) in _glyphs(FONT) else GETA for c in text)


@lru_cache(maxsize=2)
def _load_font(path: Path) -> str:
    from matplotlib import font_manager

    if not path.is_file():
        raise FigureError(
            f"{path.name}: the font of the figures is missing from data/{path.parent.name}/. "
            "Fetch the course's folder again; the file belongs to it."
        )
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


@lru_cache(maxsize=2)
def _glyphs(path: Path) -> frozenset[int]:
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    fallback = font_manager.findfont("DejaVu Sans")
    return frozenset(FT2Font(path).get_charmap()) | frozenset(FT2Font(fallback).get_charmap())


def _replace_missing(ax: "Axes") -> list[str]:
    """Put 〓 into the texts of an Axes and name what it stands for."""
    from matplotlib.text import Text

    said = ""
    for axis in (ax.xaxis, ax.yaxis):
        labels = [label.get_text() for label in axis.get_ticklabels()]
        if drawable("".join(labels)) != "".join(labels):
            said += "".join(labels)
            axis.set_ticks(axis.get_ticklocs(), [drawable(text) for text in labels])
    for artist in ax.findobj(Text):
        text = artist.get_text()
        if drawable(text) != text:
            said += text
            artist.set_text(drawable(text))
    missing = dict.fromkeys(c for c in said if drawable(c) != c)
    return [f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed')}" for c in missing]


@styled
def plot_voices(rows: Iterable[tuple[str, int, "Quantity | None", int]], ax: "Axes | None" = None) -> "Axes":
    """Who is named, who is only counted, who has a voice.

    A count is drawn full up to its lower bound, pale up to its higher one, and labelled as written.

    Args:
        rows: for each person or group: who, mentions by name, the count of people or None, characters quoted.
        ax: where to draw; a new figure if there is none.
    """
    rows = list(rows)
    bars: list[list[tuple[float, float, str]]] = [
        [(n, n, str(n)) for _, n, _, _ in rows],
        [(q.low or 0, q.high or q.low or 0, q.text) if q else (0, 0, "") for _, _, q, _ in rows],
        [(n, n, str(n)) for _, _, _, n in rows],
    ]
    ax = new_axes(ax, (11, 0.42 * len(rows) + 1.4))
    for column, ink in enumerate(("blue", "vermilion", "green")):
        _draw_voices(ax, column, ink, bars[column])
    ax.xaxis.tick_top()
    ax.set_xticks([0, 1, 2], ["mentions by name", "people counted", "characters quoted"], ha="left")
    ax.set_yticks(range(len(rows)), [row[0] for row in rows])
    ax.set(xlim=(-0.03, 2.85), ylim=(len(rows) - 0.4, -0.6))
    ax.tick_params(length=0)
    ax.spines[["bottom", "left"]].set_visible(False)
    named = [row for row in rows if row[1]]
    return finish(
        ax,
        f"Of {len(rows)} persons and groups, {len(named)} are named, "
        f"{sum(1 for row in rows if row[2] and not row[1])} only counted, and "
        f"{sum(1 for row in rows if row[3])} are quoted; "
        f"{sum(1 for row in named if row[3])} are named and quoted.",
    )


def _draw_voices(ax: "Axes", column: int, ink: str, bars: Sequence[tuple[float, float, str]]) -> None:
    """One column of bars from low to high, each with its label; nothing where there is nothing."""
    most = max([high for _, high, _ in bars] + [1])
    for y, (low, high, label) in enumerate(bars):
        if high:
            low, high = 0.62 * low / most, 0.62 * high / most
            ax.barh(y, low, left=column, height=0.62, color=COLOURS[ink])
            if high > low:
                pale: dict[str, Any] = {"color": PALE[ink], "edgecolor": COLOURS[ink]}
                ax.barh(y, high - low, left=column + low, height=0.62, **pale)
            ax.text(column + high + 0.03, y, label, va="center")


DAYS = {"小时": 1 / 24, "天": 1, "日": 1, "周": 7, "星期": 7, "月": 30, "年": 365}  # in round days


@styled
def plot_intervals(
    groups: Mapping[str, "Sequence[Quantity]"], article: "Article", ax: "Axes | None" = None
) -> "Axes":
    """Each quantity with its bounds, what it counts and its sentence, a panel for each group.

    Counts stand on a logarithmic axis, durations in days on a linear one. A dot is the stated value, a
    bar the bounds; an open dot means that only bounds are stated.

    Args:
        groups: the name of each panel with its quantities.
        article: the text that they come from, for the numbers of the sentences.
        ax: the place for all panels; a new figure if there is none.

    Returns:
        The first panel; the others are in ``.figure.axes``.
    """
    groups = {name: sorted(rows, key=_size) for name, rows in groups.items() if rows}
    heights = [len(rows) + 1.4 for rows in groups.values()]
    ax = new_axes(ax, (10, 0.36 * sum(heights) + 0.8))
    grid: Any = ax.get_subplotspec().subgridspec(len(groups), 1, height_ratios=heights)  # type: ignore[union-attr]
    figure: Any = ax.figure
    ax.remove()
    panels = [figure.add_subplot(cell) for cell in grid]
    last = [n for n, rows in enumerate(groups.values()) if rows[0].kind == "count"][-1:]
    for n, (name, rows) in enumerate(groups.items()):
        _draw_intervals(panels[n], name, rows, article, n in last)
        finish(panels[n], "")
    everything = [q for rows in groups.values() for q in rows]
    exact = sum(q.low == q.high for q in everything)
    return finish(
        panels[0],
        f"{len(everything)} quantities in {len(groups)} groups ({', '.join(groups)}): {exact} are exact, "
        f"{len(everything) - exact} are intervals; the widest count is {_widest(everything)}.",
    )


def _in_days(q: "Quantity") -> float:
    return DAYS.get(q.unit, 1) if q.kind == "duration" else 1


def _size(q: "Quantity") -> float:
    return float(q.high if q.high is not None else q.low or 0) * _in_days(q)


def _widest(quantities: "Sequence[Quantity]") -> str:
    counts = [q for q in quantities if q.kind == "count" and q.low and q.high]
    return max(counts, key=lambda q: q.high / q.low).text if counts else "none"  # type: ignore[operator]


def _draw_intervals(
    panel: "Axes", name: str, rows: "Sequence[Quantity]", article: "Article", scale_below: bool
) -> None:
    """One panel: a line for each quantity, its bounds written at the right edge."""
    duration = rows[0].kind == "duration"
    ink = COLOURS["vermilion" if duration else "blue"]
    for y, q in enumerate(rows):
        low, high = (float(x or 0) * _in_days(q) for x in (q.low, q.high if q.high is not None else q.low))
        panel.plot([low, high], [y, y], color=ink, linewidth=5, solid_capstyle="round")
        if isinstance(q.value, int | float):
            panel.plot(q.value * _in_days(q), y, "o", color=ink, markersize=9)
        else:
            panel.plot([low, high], [y, y], "o", color=ink, markerfacecolor="white", markersize=8)
        top = "" if q.low == q.high else f"–{q.high:g}" if q.high is not None else " or more"
        bounds = f"{q.low:g}{top}"
        panel.text(1.01, y, f"{bounds}  {q.unit}", transform=panel.get_yaxis_transform(), va="center")
    names = [f"{q.text} {q.counted}  [{article.sentence_at(q.start).number}]" for q in rows]
    panel.set_yticks(range(len(rows)), names)
    panel.set_ylim(-0.7, len(rows) - 0.3)
    panel.set_title(name, loc="left", fontsize=13)
    if duration:
        panel.set_xlim(left=-0.5)
        panel.set_xlabel("days")
    else:
        panel.set_xscale("log")
        panel.set_xlim(0.8, 2500)
        panel.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"] if scale_below else [""] * 4)
    panel.grid(axis="x", color="#DDDDDD")
    panel.set_axisbelow(True)
