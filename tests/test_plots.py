"""Style of the figures: font, contrast, missing glyphs."""

import warnings

import matplotlib
import pytest

matplotlib.use("Agg")

from helpers import plots
from helpers.errors import FigureError


def luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", plots.COLOURS)
def test_inks_are_readable_on_white(name):
    assert contrast(plots.COLOURS[name], "#FFFFFF") >= 4.5


@pytest.mark.parametrize("name", plots.PALE)
def test_text_is_readable_on_pale_grounds(name):
    assert contrast(plots.COLOURS["black"], plots.PALE[name]) >= 4.5
    assert contrast(plots.COLOURS["grey"], plots.PALE[name]) >= 4.5


def test_missing_glyph_is_drawn_as_geta_and_named():
    with warnings.catch_warnings(), matplotlib.rc_context(plots.style()):
        warnings.simplefilter("error")
        ax = plots.new_axes(None)
        ax.set_yticks([0, 1], ["塘栖𠮷", "b"])
        ax.set_title("½ 塘𠮷 $x$")
        plots.finish(ax, "Two labels.")
        ax.figure.canvas.draw()
    assert [t.get_text() for t in ax.get_yticklabels()] == ["塘栖〓", "b"]
    assert ax.get_title(loc="left") + ax.get_title() == "½ 塘〓 $x$"
    assert plots.describe(ax).startswith("Two labels.") and "U+20BB7" in plots.describe(ax)


def test_missing_font_is_named(tmp_path):
    with pytest.raises(FigureError, match=r"Nothing\.otf"):
        plots._load_font(tmp_path / "Nothing.otf")


def test_style_touches_nothing_global():
    before = matplotlib.rcParams["font.sans-serif"][:]
    plots.style()
    assert matplotlib.rcParams["font.sans-serif"] == before
