"""Quotation marks: what each of the article's 24 pairs does, read by hand, and forms that it lacks."""

import csv
from pathlib import Path

import pytest

from helpers.article import parse_article, read_article
from helpers.lexicon import DATA
from helpers.quotations import find_quotations

with (Path(__file__).parent / "data" / "quotations.csv").open(encoding="utf-8", newline="") as file:
    READ = list(csv.DictReader(file))
FOUND = find_quotations(read_article(DATA / "article.txt"))


def test_every_pair_is_found():
    assert [(q.start, q.text) for q in FOUND] == [(int(row["start"]), row["text"]) for row in READ]
    assert len(FOUND) == read_article(DATA / "article.txt").text.count("“") == 24


@pytest.mark.parametrize("row", READ, ids=lambda row: row["start"])
def test_kind_and_speaker(row):
    found = next(q for q in FOUND if q.start == int(row["start"]))
    assert (found.kind, found.speaker) == (row["kind"], row["speaker"])


@pytest.mark.parametrize(
    ("text", "kind", "speaker"),
    [
        ("“水退了！”老周说。", "speech", "老周"),
        ("老周笑着应道：“水退了。”", "speech", "老周"),
        ("“水退了，”村支书介绍，“能回家了。”", "speech", "村支书"),
        ("「水退了！」老周說。", "speech", ""),
        ("村里建起“一户一档”台账。", "name", ""),
        ("他是大家的“主心骨”。", "scare", ""),
    ],
)
def test_other_forms(text, kind, speaker):
    first = find_quotations(text)[0]
    assert (first.kind, first.speaker) == (kind, speaker)


def test_furniture_and_lone_marks_give_nothing():
    assert find_quotations("他说“好。") == []
    page = parse_article("大雪压不垮的村庄\n" + "村里来了人。大家都笑了。" * 5 + "\n相关新闻\n“好！”老周说")
    assert page.blocks[-1].kind == "furniture" and find_quotations(page) == []
