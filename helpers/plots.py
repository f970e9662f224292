"""Figures with Chinese text that never turn to boxes. Plots draw and return Axes; they never call ``show``."""

from typing import TYPE_CHECKING, Any

from .lexicon import DATA

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONT = DATA / "fonts" / "KeBenSans-Regular.otf"
# Okabe and Ito's palette, which survives the common colour-blindnesses (jfly.uni-koeln.de/color).
COLOURS = {"blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#CC79A7",
           "sky": "#56B4E9", "orange": "#E69F00", "yellow": "#F0E442", "black": "#000000"}


def style() -> dict[str, Any]:
    """The settings of every figure, for ``matplotlib.rc_context(style())``."""
    from cycler import cycler
    from matplotlib import font_manager
    if not any(entry.fname == str(FONT) for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(FONT)
    name = font_manager.FontProperties(fname=FONT).get_name()
    return {"font.family": ["sans-serif", "DejaVu Sans"], "font.sans-serif": [name, "DejaVu Sans"],
            "axes.unicode_minus": False, "axes.prop_cycle": cycler(color=list(COLOURS.values())),
            "axes.spines.top": False, "axes.spines.right": False, "font.size": 12,
            "figure.figsize": (9, 5), "figure.dpi": 100, "figure.constrained_layout.use": True,
            "figure.facecolor": "white", "axes.facecolor": "white"}


def use_style() -> None:
    """Set font and colours for the figures of a lesson, the learner's own included. Call it once, in the first cell."""
    import matplotlib
    matplotlib.rcParams.update(style())


def describe(ax: "Axes") -> str:
    """The sentence that says what a figure shows. Plots of this package write it; print it under the figure."""
    return str(ax.get_label())
