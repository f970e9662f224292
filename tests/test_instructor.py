"""The instructor's pages: all there, in step with the lessons, and the reading copies true to their texts.

When sentences are cut in another way, ``uv run python tests/test_instructor.py`` writes the copies anew.
"""

import json
import re
from html import escape
from pathlib import Path

import pytest

from helpers import read_article, read_gold

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "notebooks" / "instructor"
COPIES = {"reading_copy.html": "article.txt", "reading_copy_flood.html": "practice/flood.txt"}
LESSONS = sorted(path for path in (ROOT / "notebooks").glob("0*.ipynb"))
PAGES = sorted(PACK.glob("*.md"))

PAGE = """\
<!DOCTYPE html>
<html lang="zh">
<meta charset="utf-8">
<title>{title}</title>
<style>
@font-face {{ font-family: "KeBen Sans"; src: url("../../data/fonts/KeBenSans-Regular.otf"); }}
body {{ font: 13pt/2.1 "KeBen Sans", sans-serif; max-width: 40em; margin: 2em auto; padding: 0 4em; }}
h1 {{ font-size: 16pt; line-height: 1.5; }}
h2 {{ font-size: 13pt; break-after: avoid; }}
p {{ position: relative; break-inside: avoid; margin: 0 0 0.4em; }}
b {{ position: absolute; left: -3em; font-weight: normal; }}
small {{ line-height: 1.5; }}
@page {{ margin: 18mm 15mm; }}
@media print {{ body {{ margin: 0; padding: 0 3.5em; }} }}
</style>
{lines}
<p><small lang="en">{note}</small></p>
</html>
"""
NOTES = {
    "article.txt": "Hangzhou Daily, 11 May 2022; reproduced for teaching. The article names private persons: "
    "do not look them up, do not pass the sheet on.",
    "practice/flood.txt": "Invented for practice: places and people do not exist.",
}


def write_copy(source):
    """A page with every sentence of a text on a line of its own under its number."""
    article = read_article(ROOT / "data" / source)
    lines = []
    for sentence in article.sentences:
        text = escape(sentence.text)
        is_heading = any(section.heading == sentence.text for section in article.sections)
        if sentence.number:
            lines.append(f"<p><b>{sentence.number}</b>{text}</p>")
        elif sentence.text == article.title:
            lines.append(f"<h1>{text}</h1>")
        else:
            lines.append(f"<h2>{text}</h2>" if is_heading else f"<p>{text}</p>")
    title = escape(article.title)
    return PAGE.format(title=title, lines="\n".join(lines), note=escape(NOTES[source]))


@pytest.mark.parametrize("name", COPIES)
def test_reading_copy_is_the_article(name):
    assert (PACK / name).read_text(encoding="utf-8") == write_copy(COPIES[name])


@pytest.mark.parametrize("name", COPIES)
def test_reading_copy_numbers_every_sentence(name):
    article = read_article(ROOT / "data" / COPIES[name])
    found = re.findall(r"<p><b>(\d+)</b>(.*)</p>", (PACK / name).read_text(encoding="utf-8"))
    assert [(int(number), text) for number, text in found] == [
        (sentence.number, escape(sentence.text)) for sentence in article.sentences if sentence.number
    ]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_has_a_page(lesson):
    page = (PACK / f"lesson_{lesson.name[:2]}.md").read_text(encoding="utf-8")
    for heading in (
        "## Aim",
        "## Minutes",
        "## Before each prediction",
        "## Wrong answers",
        "## When time is short",
    ):
        assert heading in page


def predictions_of(lesson):
    """The opening words of each prediction in a lesson."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return [match for text in texts for match in re.findall(r"^\*\*Predict\.\*\*\s*(.+)", text, re.MULTILINE)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_page_speaks_of_each_prediction_in_order(lesson):
    page = (PACK / f"lesson_{lesson.name[:2]}.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^\d+\. > (.+)$", page, re.MULTILINE)
    predictions = predictions_of(lesson)
    assert len(quoted) == len(predictions)
    assert all(text.startswith(quote) for text, quote in zip(predictions, quoted, strict=True))


@pytest.mark.parametrize("lesson", LESSONS[1:], ids=lambda path: path.stem)
def test_page_speaks_of_each_exercise(lesson):
    page = (PACK / f"lesson_{lesson.name[:2]}.md").read_text(encoding="utf-8")
    checked = re.findall(r'check\(\\"(q\d\.\d+)', lesson.read_text(encoding="utf-8"))
    assert [name for name in checked if name not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_links_of_the_pack_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith("http") and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_private_persons_are_not_named_in_the_pack(page):
    names = {form for mention in read_gold("people") for form in (mention.text, mention.person)}
    text = page.read_text(encoding="utf-8")
    assert page.stem == "lesson_04" or [name for name in names if name in text] == []


if __name__ == "__main__":
    for name, source in COPIES.items():
        (PACK / name).write_text(write_copy(source), encoding="utf-8")
