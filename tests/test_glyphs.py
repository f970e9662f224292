"""Every character that lessons and data show is in the font of the figures or in its fallback: no boxes."""

import json

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from repository import NOTEBOOKS, ROOT

from helpers.plots import FONT

TEXTS = [
    *NOTEBOOKS,
    ROOT / "data/article.txt",
    # variants.csv lists signs that a text may use in place of others: to be read, not shown.
    *sorted(path for path in ROOT.glob("data/**/*.csv") if path.name != "variants.csv"),
    *sorted(ROOT.glob("data/practice/*.txt")),
]


def characters_of(path):
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        shown = [
            [
                cell["source"],
                [
                    {k: v for k, v in out.get("data", out).items() if k != "image/png"}
                    for out in cell.get("outputs", [])
                ],
            ]
            for cell in cells
        ]
        text = json.dumps(shown, ensure_ascii=False)
    return {c for c in text if c.isprintable()}


@pytest.fixture(scope="module")
def drawable():
    fallback = font_manager.findfont("DejaVu Sans")
    return {chr(code) for path in (FONT, fallback) for code in FT2Font(str(path)).get_charmap()}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_character_is_a_box(path, drawable):
    assert characters_of(path) - drawable == set()


def test_the_font_alone_draws_the_article():
    own = {chr(code) for code in FT2Font(str(FONT)).get_charmap()}
    assert characters_of(ROOT / "data/article.txt") <= own
    assert "\U00020000" not in own  # so the test above can fail
