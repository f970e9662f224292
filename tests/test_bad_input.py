"""Whatever a learner's file holds: a right answer, or an error of this package that says what to do."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repository import ROOT, read_rows

from helpers import analyse, analyse_corpus, read_article
from helpers.errors import ArticleError

ROWS = read_rows(ROOT / "tests/data/bad_input.csv")
PIECES = [*"塘栖镇村3三百余名，。“”！①Ⅳ½〇😀𠮷\ud800\u200b\r\n\taB", "志愿者", "5月10日"]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_file(row, tmp_path):
    path = tmp_path / "mine.txt"
    path.write_bytes(eval(row["make"]))
    if row["outcome"] == "any" or row["outcome"].isdigit():
        found = analyse(read_article(path))
        assert_sound(found)
        assert row["outcome"] in {"any", str(len(found.quantities))}
    else:
        with pytest.raises(ArticleError, match=row["outcome"]):
            read_article(path)
        assert analyse_corpus([path], progress=False).failures["error"].tolist() == ["ArticleError"]


def assert_sound(found):
    text = found.article.text
    for name in ("words", "quantities", "people", "entities"):
        assert [r for r in getattr(found, name) if text[r.start : r.end] != r.text] == []


def test_folder(tmp_path):
    with pytest.raises(ArticleError, match="is a folder"):
        read_article(tmp_path)


def test_missing(tmp_path):
    with pytest.raises(ArticleError, match="no such file"):
        read_article(tmp_path / "none.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("好。", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ArticleError, match="may not read"):
        read_article(path)


@pytest.mark.parametrize(
    ("change", "says"),
    [(lambda file: file.write_text(""), "is empty"), (lambda file: file.unlink(), "no such file")],
    ids=["emptied", "removed"],
)
def test_file_that_changes_while_it_is_read(change, says, tmp_path, monkeypatch):
    path = tmp_path / "mine.txt"
    path.write_text("村里来了3人。", encoding="utf-8")
    read = type(path).read_bytes
    monkeypatch.setattr(type(path), "read_bytes", lambda file: (change(file), read(file))[1])
    with pytest.raises(ArticleError, match=says):
        read_article(path)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text(text):
    assert_sound(analyse(text))
