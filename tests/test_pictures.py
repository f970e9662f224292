"""The comparison of figures notices a changed digit or character and tolerates a sub-pixel difference.

The picture that the README shows is the figure of lesson 05.
"""

import base64
import io
from itertools import combinations

import matplotlib
import nbformat
import numpy as np
import pytest
from pictures import LIMIT, decode, explain_difference, largest_difference, pictures_of
from repository import NOTEBOOKS, read_notebook

from helpers.lessons import SHOWN, refresh_lesson
from helpers.plots import style

PAIRS = list(combinations("0123456789", 2))


def draw(text: str, *, shift: float = 0.0, size: int = 9, colour: str = "#666666", width: float = 2) -> str:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(style()):
        figure = Figure(figsize=(width, 1), dpi=100, layout="none")
        figure.text((20 + shift) / (100 * width), 0.4, text, size=size, color=colour)
        buffer = io.BytesIO()
        FigureCanvasAgg(figure).print_png(buffer)
    return base64.b64encode(buffer.getvalue()).decode()


def outputs(*pictures: str) -> list:
    return [{"data": {"image/png": picture}} for picture in pictures]


@pytest.mark.parametrize(("a", "b"), [*PAIRS, ("未", "末"), ("志愿者", "志愿者们")])
def test_notices_a_change(a, b):
    assert explain_difference(outputs(draw(a, colour="black")), outputs(draw(b, colour="black")))


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_notices_a_changed_digit_in_small_grey_print(a, b):
    assert largest_difference(decode(draw(f"约{a}00人")), decode(draw(f"约{b}00人"))) > 2 * LIMIT


@pytest.mark.parametrize("text", [*"0123456789", "塘栖镇"])
def test_tolerates_a_twentieth_of_a_pixel(text):
    assert 0 < largest_difference(decode(draw(text)), decode(draw(text, shift=0.05))) < LIMIT


def test_notices_another_size_and_number_of_pictures():
    one = draw("塘栖镇")
    assert "pixels" in explain_difference(outputs(one), outputs(draw("塘栖镇", width=2.1)))
    assert "1 pictures" in explain_difference(outputs(one), outputs())
    assert explain_difference(outputs(one, one), outputs(one, one)) == ""


def test_largest_difference_of_known_pictures():
    white, spot = np.ones((20, 30, 3)), np.ones((20, 30, 3))
    spot[3:7, 5:9] = 0
    assert largest_difference(white, spot) == pytest.approx(16 / 64)
    assert largest_difference(white[:4, :4], spot[3:7, 5:9]) == 1


def test_the_picture_of_the_readme_is_that_of_lesson_05():
    cell = next(cell for cell in read_notebook(NOTEBOOKS[5])["cells"] if cell["id"] == SHOWN)
    picture = (NOTEBOOKS[5].parent / "response.png").read_bytes()
    assert [base64.b64decode(shown) for shown in pictures_of(cell["outputs"])] == [picture]
    assert len(picture) < 250_000 and decode(picture).shape[1] >= 1500


def test_refresh_writes_the_picture_of_the_readme(tmp_path):
    source = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])\nprint('a line that rises')"
    cell = nbformat.v4.new_code_cell(source, id=SHOWN)
    path = tmp_path / NOTEBOOKS[5].name
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    refresh_lesson(path)
    outputs = read_notebook(path)["cells"][0]["outputs"]
    assert [base64.b64decode(shown) for shown in pictures_of(outputs)] == [
        (tmp_path / "response.png").read_bytes()
    ]
