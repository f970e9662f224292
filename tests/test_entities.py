"""Entities: sentences of made-up places with every entity they hold; what is known to be missed is marked."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Lexicon, find_entities, parse_article, read_article, read_gold, score
from helpers.lexicon import DATA

TABLE = Path(__file__).parent / "data" / "entities.csv"
TYPES = {"place", "org", "team", "group", "task", "system"}


def table_rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marks = [pytest.mark.xfail(strict=True)] if row["known_miss"] else []
            yield pytest.param(row["text"], row["entities"].split(), id=row["id"], marks=marks)


@pytest.mark.parametrize(("text", "expected"), list(table_rows()))
def test_sentence(text, expected):
    assert [f"{e.text}/{e.type}" for e in find_entities(text)] == expected


@pytest.mark.parametrize(
    ("path", "gold", "least"),
    [("article.txt", "entities", 0.90), ("practice/flood.txt", "flood/entities", 0.75)],
)
def test_score(path, gold, least):
    article = read_article(DATA / path)
    assert score(find_entities(article), read_gold(gold), by=("start", "end", "type")).f1 >= least


@pytest.mark.parametrize("path", ["article.txt", "practice/flood.txt"])
def test_spans_slice_to_their_text_and_never_overlap(path):
    article = read_article(DATA / path)
    found = find_entities(article)
    assert all(article.text[e.start : e.end] == e.text for e in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert {e.type for e in found} <= TYPES


@given(st.text(alphabet="泰山村镇志愿者服务队的“”，。组建了3支物资运送", max_size=40))
def test_any_text_gives_spans_in_order(text):
    found = find_entities(text)
    source = parse_article(text).text
    assert all(source[e.start : e.end] == e.text for e in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_a_type_per_canonical():
    found = find_entities(read_article(DATA / "article.txt"))
    assert len({e.canonical for e in found}) == len({(e.canonical, e.type) for e in found})


def test_short_name_is_completed_from_the_text():
    found = find_entities("松溪镇来了人。松溪的干部都在。")
    assert [e.canonical for e in found if e.type == "place"] == ["松溪镇", "松溪镇"]


@pytest.mark.parametrize(
    ("text", "canonicals"),
    [
        ("柳湾村四组、七组转移。", "柳湾村四组 柳湾村七组 群众转移"),
        ("青山县组建了送水车队，车队每天出发。", "青山县 送水车队 送水车队"),
        ("护林队上山，3名队员扑火。", "护林队 护林队队员 扑火"),
        ("医生核酸检测，检测三轮。", "医生 核酸检测 核酸检测"),
        ("送热饭、送餐、送盒饭。", "送餐 送餐 送餐"),
        ("医务人员消毒。", "医务人员 消毒"),
        ("医务人员和医护人员都来了。", "医护人员 医护人员"),
        ("村口设了临时取水点，取水点由民兵看守。", "临时取水点 临时取水点 民兵 看守"),
        ("东岭村供水点和西岭村供水点开放，供水点不收费。", "东岭村供水点 西岭村供水点 供水点"),
        ("县民政局在云阳县城发布通知，云阳县各镇照办。", "云阳县民政局 云阳县城 云阳县"),
    ],
)
def test_canonical(text, canonicals):
    assert [e.canonical for e in find_entities(text)] == canonicals.split()


def test_furniture_holds_nothing():
    article = read_article(DATA / "article.txt")
    end = max(b.end for b in article.blocks if b.kind != "furniture")
    assert all(e.end <= end for e in find_entities(article))


def test_a_learners_team_word():
    lexicon = Lexicon().adding(teams=[("娘子团", "1")])
    assert [e.type for e in find_entities("娘子团来了。", lexicon)] == ["team"]
    assert find_entities("娘子团来了。") == []
