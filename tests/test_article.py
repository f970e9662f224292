"""Reading: encodings, layout, sentences."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.article import parse_article, read_article
from helpers.lexicon import DATA

TEXT = (DATA / "article.txt").read_text(encoding="utf-8")
with (Path(__file__).parent / "data" / "layout.csv").open(encoding="utf-8", newline="") as file:
    LAYOUT = list(csv.DictReader(file))
LONG = "昨天上午，三名志愿者来到村里，为独居老人送去了米面。老人说：“谢谢你们！”他们还检查了水电。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_encodings(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    article = read_article(path)
    assert article.text == TEXT
    assert article.encoding in {encoding, "gb18030"}


@pytest.mark.parametrize("row", LAYOUT, ids=lambda row: row["line"][:24])
def test_kind_of_a_line(row):
    """Each line of the table, put where it says into a page of a title and two paragraphs."""
    lines = ["大雪压不垮的村庄", LONG, LONG]
    lines.insert(int(row["place"]), row["line"].strip())
    blocks = parse_article("\n".join(lines)).blocks
    assert [block.kind for block in blocks if block.text in row["line"]] == row["kinds"].split()


def test_what_stands_below_a_list_of_links_is_furniture():
    article = parse_article(f"大雪压不垮的村庄\n{LONG}\n相关新闻\n雪中送炭\n村里通水了\n打印本页 关闭窗口")
    assert [block.kind for block in article.blocks] == ["title", "paragraph", *["furniture"] * 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\n\n　　"])
def test_line_ends_and_indents_change_no_sentence(end):
    plain, other = parse_article(TEXT), parse_article(TEXT.replace("\n\n", end))
    assert [(s.number, s.section, s.text) for s in other.sentences] == [
        (s.number, s.section, s.text) for s in plain.sentences
    ]


def test_an_impossible_date_is_none():
    article = parse_article(f"大雪压不垮的村庄\n来源：某某报 2021-13-41\n{LONG}")
    assert (article.source, article.published) == ("某某报", None)


def test_a_list_of_sentences_is_not_laid_out():
    text = "近400户农户\n他们来了\n三千二百余人。七八个人。\n责任编辑"
    assert {block.kind for block in parse_article(text).blocks} == {"paragraph"}


@given(st.text(alphabet="村民说了“”‘’（）。！？…，：\n 　来源:相关新闻-2", max_size=80))
def test_sentences_and_furniture_rejoin_to_the_text(text):
    article = parse_article(text)
    parts = [*article.sentences, *(block for block in article.blocks if block.kind == "furniture")]
    at = 0
    for part in sorted(parts, key=lambda part: part.start):
        assert part.start >= at and part.text and article.text[part.start : part.end] == part.text
        assert not article.text[at : part.start].strip()
        at = part.end
    assert not article.text[at:].strip()
    assert [s.number for s in article.sentences if s.number] == list(range(1, 1 + _numbered(article)))


def _numbered(article):
    return sum(s.number > 0 for s in article.sentences)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("他说:“好!走吧。”大家笑了。", ["他说:“好!走吧。”", "大家笑了。"]),
        ("“好!”他说。大家笑了。", ["“好!”他说。", "大家笑了。"]),
        ("“走吧!”的喊声不断。", ["“走吧!”的喊声不断。"]),
        ("“走吗?”“走!”的喊声不断。", ["“走吗?”“走!”的喊声不断。"]),
        ("共3.5公里。完了。", ["共3.5公里。", "完了。"]),
        ("来了（真的。不骗你）两人。", ["来了（真的。不骗你）两人。"]),
        ("“没有收尾的引号。大家笑了。", ["“没有收尾的引号。", "大家笑了。"]),
    ],
)
def test_where_sentences_end(text, sentences):
    assert [s.text for s in parse_article(text).sentences] == sentences
