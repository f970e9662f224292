"""What all figures share: a font whose Chinese never turns to boxes, colours, the sentence about each.

Plots draw and return Axes; they never call ``show``.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from .lexicon import DATA

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")
FONT = DATA / "fonts" / "KeBenSans-Regular.otf"
GETA = "〓"  # the typesetter's sign for a character that the font lacks

# Contrast, and distance under colour-vision deficiencies, are tested in test_colours.py. Never colour alone:
# a marker, a line style, a place or a word says the same.
PALETTE = {  # ink, and the pale ground for dark print
    "blue": ("#0072B2", "#DCEBF7"),
    "vermilion": ("#B34700", "#FBE3D2"),
    "green": ("#06532B", "#DDEDE3"),
    "purple": ("#7523C0", "#EFE3F8"),
    "black": ("#1F2933", "#E4E7EB"),
    "grey": ("#59606A", "#F1F3F5"),
}
COLOURS = {name: ink for name, (ink, _) in PALETTE.items()}
PALE = {name: pale for name, (_, pale) in PALETTE.items()}
INKS, MARKERS = tuple(COLOURS), "osD^vP"


def style() -> dict[Any, Any]:
    """The settings of every figure, for ``matplotlib.rc_context(style())``."""
    from cycler import cycler
    from matplotlib import pyplot

    # Loads the backend. Loaded inside an rc_context, its own settings would end with the context, and a
    # notebook would show the first figure only.
    pyplot.draw_if_interactive()  # type: ignore[no-untyped-call]
    family = _load_font()
    ink = COLOURS["black"]
    return {
        # The family by its own name for what is drawn later, outside the rc_context; the generic name because
        # networkx asks for "sans-serif"; DejaVu Sans for signs such as ½.
        "font.family": [family, "sans-serif", "DejaVu Sans"],
        "font.sans-serif": [family, "DejaVu Sans"],
        "font.size": 12,
        "axes.unicode_minus": False,
        "text.parse_math": False,  # a $ in a text is a $
        "axes.prop_cycle": cycler(color=[COLOURS[name] for name in INKS[:4]]),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": COLOURS["grey"],
        "axes.titlelocation": "left",
        "axes.axisbelow": True,
        "grid.color": PALE["black"],
        "legend.frameon": False,
        **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), ink),
        "figure.figsize": (9, 5),
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        **dict.fromkeys(("figure.facecolor", "axes.facecolor"), "white"),
    }


def use_style() -> None:
    """Set font and colours for all figures of a lesson, the learner's own too. Call it in the first cell."""
    import matplotlib
    from IPython import get_ipython
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    matplotlib.rcParams.update(style())
    if get_ipython():
        # Twice the pixels at the same size: sharp on a projector.
        set_matplotlib_formats("retina")  # type: ignore[no-untyped-call]


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


def new_axes(ax: "Axes | None", wide: float, tall: float) -> "Axes":
    """The Axes given, or those of a new figure of this size in inches."""
    from matplotlib import pyplot

    return ax if ax is not None else pyplot.subplots(figsize=(wide, tall))[1]


def finish(ax: "Axes", sentence: str) -> "Axes":
    """The last line of every plot: 〓 for characters that the font lacks, and the sentence for `describe`."""
    from matplotlib.text import Text

    said = ""
    for axis in (ax.xaxis, ax.yaxis):
        labels = [label.get_text() for label in axis.get_ticklabels()]
        said += "".join(labels)
        if drawable(said) != said:
            axis.set_ticks(axis.get_ticklocs(), [drawable(text) for text in labels])
    artists: list[Any] = ax.findobj(Text)
    for artist in artists:
        said += artist.get_text()
        artist.set_text(drawable(artist.get_text()))
    missing = [c for c in dict.fromkeys(said) if drawable(c) != c]
    if missing:
        names = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed')}" for c in missing)
        sentence += f" No glyph in the font, drawn as {GETA}: {names}."
    ax.set_label(sentence)
    return ax


def drawable(text: str) -> str:
    """A text with 〓 for each character that no font of the figures has.

    >>> drawable("塘栖½"), drawable("𠮷")
    ('塘栖½', '〓')
    """
    return "".join(c if c.isspace() or ord(c) in _glyphs() else GETA for c in text)


@lru_cache(maxsize=1)
def _load_font() -> str:
    from matplotlib import font_manager

    font_manager.fontManager.addfont(FONT)
    return font_manager.FontProperties(fname=FONT).get_name()


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    fonts = FONT, font_manager.findfont("DejaVu Sans")
    return frozenset().union(*(FT2Font(font).get_charmap() for font in fonts))
