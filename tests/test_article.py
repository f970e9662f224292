"""Reading: encodings, hostile files, layout, sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.article import parse_article, read_article
from helpers.errors import ArticleError
from helpers.lexicon import DATA

TEXT = (DATA / "article.txt").read_text(encoding="utf-8")
HOSTILE = {
    "empty": b"",
    "blank": b" \n\n",
    "binary": bytes(range(256)) * 40,
    "html": b"<!DOCTYPE html><html><body><p>x</p></body></html>",
    "pdf": b"%PDF-1.7 x",
    "docx": b"PK\x03\x04" + b"x" * 99,
    "broken": "塘栖镇".encode() + b"\xff" + "泰山村".encode(),
    "big5": ("臨平區塘棲鎮泰山村響應號召選派黨員" * 9).encode("big5"),
    "large": b"a" * 20_000_001,
}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_encodings(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    article = read_article(path)
    assert article.text == TEXT.removesuffix("")
    assert article.encoding


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(tmp_path, name):
    path = tmp_path / "bad.txt"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(ArticleError, match=r"bad\.txt"):
        read_article(path)


def test_missing_and_folder(tmp_path):
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(ArticleError):
            read_article(path)


def test_a_list_of_sentences_is_not_laid_out():
    text = "近400户农户\n他们来了\n三千二百余人。七八个人。\n责任编辑"
    assert {block.kind for block in parse_article(text).blocks} == {"paragraph"}


@given(st.text(alphabet="村民说了“”‘’（）。！？…，：\n 　", max_size=80))
def test_sentences_rejoin_to_the_text(text):
    article = parse_article(text)
    covered = [s.text for s in article.sentences] + [b.text for b in article.blocks if b.kind == "furniture"]
    assert sorted("".join("".join(covered).split())) == sorted("".join(article.text.split()))
    assert all(article.text[s.start : s.end] == s.text for s in article.sentences)
