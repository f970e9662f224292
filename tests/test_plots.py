"""Style of the figures: font, missing glyphs."""

import warnings

import matplotlib
import pytest
from figures import drawn

matplotlib.use("Agg")

from helpers import plots


def test_missing_glyph_is_drawn_as_geta_and_named():
    with warnings.catch_warnings(), matplotlib.rc_context(plots.style()):
        warnings.simplefilter("error")
        ax = plots.new_axes(None, 4, 3)
        ax.set_yticks([0, 1], ["塘栖𠮷", "b"])
        ax.set_title("½ 塘𠮷 $x$")
        plots.finish(ax, "Two labels.")
        ax.figure.canvas.draw()
    assert [t.get_text() for t in ax.get_yticklabels()] == ["塘栖〓", "b"]
    assert ax.get_title(loc="left") + ax.get_title() == "½ 塘〓 $x$"
    assert plots.describe(ax).startswith("Two labels.") and "U+20BB7" in plots.describe(ax)


def test_style_touches_nothing_global():
    before = matplotlib.rcParams["font.sans-serif"][:]
    plots.style()
    assert matplotlib.rcParams["font.sans-serif"] == before


@pytest.mark.parametrize("figure", ["sections", "ladder", "comparison"])
def test_legend_covers_no_data(figure):
    ax = drawn(figure)
    legend = ax.get_legend().get_window_extent()
    assert not legend.overlaps(ax.patch.get_window_extent())
