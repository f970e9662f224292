"""Contrast of every text, colours apart under colour-vision deficiencies, nothing by colour alone."""

from itertools import combinations

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

matplotlib.use("Agg")

from figures import CHARTS, RESPONSE, drawn, texts

from helpers import charts, plots
from helpers.response_plots import LOOKS

# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency,
# IEEE Transactions on Visualization and Computer Graphics 15 (2009) 1291-1298, the matrices of severity 1.0:
# https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])  # sRGB, D65
APART = 15  # CIE76 distance between two inks; 2.3 is just noticeable


def linear(colour):
    """Linear light from sRGB values between 0 and 1."""
    parts = np.asarray(colour, dtype=float)
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    dark, light = sorted(float(XYZ[1] @ linear(to_rgb(colour))) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def seen(colour, matrix):
    """CIELAB of a colour as an eye sees it."""
    white = XYZ @ np.ones(3)
    ratio = XYZ @ np.clip(matrix @ linear(to_rgb(colour)), 0, 1) / white
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_known_values():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)  # the grey of WCAG's examples
    assert seen("red", SIGHT["full"]) == pytest.approx([53.2, 80.1, 67.2], abs=0.2)
    red, green = (seen(c, SIGHT["deuteranopia"]) for c in ("#A05000", "#6B7000"))
    assert np.linalg.norm(red - green) < APART  # so that the test below can fail


@pytest.mark.parametrize("sight", SIGHT)
def test_inks_stay_apart(sight):
    inks = {name: seen(ink, SIGHT[sight]) for name, ink in plots.COLOURS.items()}
    for one, other in combinations(inks, 2):
        assert np.linalg.norm(inks[one] - inks[other]) >= APART, f"{one} and {other}"


def grounds(ax, written):
    """What lies behind each text: the colours that fill a fifth of its place or more."""
    for text in written:
        text.set_alpha(0)
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())[::-1, :, :3]
    for text in written:
        text.set_alpha(1)
    for text in written:
        if text.get_bbox_patch():
            yield [text.get_bbox_patch().get_facecolor()]
        else:
            x0, y0, x1, y1 = text.get_window_extent().extents.round().astype(int)
            place = pixels[max(y0, 0) : y1, max(x0, 0) : x1].reshape(-1, 3)
            found, counts = np.unique(place, axis=0, return_counts=True)
            yield [tuple(c / 255) for c, n in zip(found, counts, strict=True) if n >= counts.sum() / 5]


@pytest.mark.parametrize("figure", [*CHARTS, *RESPONSE])
def test_every_text_stands_out_from_its_ground(figure):
    ax = drawn(figure)
    written = texts(ax)
    for text, ground in zip(written, grounds(ax, written), strict=True):
        assert ground and min(contrast(text.get_color(), colour) for colour in ground) >= 4.5, text.get_text()


def test_lines_of_the_organisation_differ_without_colour():
    assert len({str(look["linestyle"]) for look in LOOKS.values()}) == len(LOOKS)


@pytest.mark.parametrize("figure", ["ladder", "comparison"])
def test_series_differ_without_colour(figure):
    lines = [line for line in drawn(figure).lines if not line.get_label().startswith("_")]
    assert len(lines) > 1 and len({line.get_marker() for line in lines}) == len(lines)


def test_groups_of_numbers_and_parts_of_bars_differ_without_colour():
    assert len({line.get_marker() for line in drawn("reach").lines} - {"None"}) == 4
    assert {bool(bar.get_hatch()) for bar in drawn("sections").patches} == {True, False}
    assert len(set(charts.MARKERS)) == len(charts.MARKERS) == len(charts.INKS)
