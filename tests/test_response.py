"""Relations: sentences of made-up places with every relation they state; known misses are marked."""

import csv
import io
from pathlib import Path

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import (
    Lexicon,
    find_entities,
    find_people,
    find_relations,
    read_article,
    read_gold,
    response_graph,
    score,
)
from helpers.lexicon import DATA
from helpers.response import RELATIONS

TABLE = Path(__file__).parent / "data" / "relations.csv"
TRIPLE = ("source", "relation", "target")


def table_rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(
                row["text"],
                sorted(filter(None, row["relations"].split("; "))),
                id=row["id"],
                marks=[pytest.mark.xfail(strict=True)] if row["known_miss"] else [],
            )
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize(("text", "expected"), table_rows())
def test_sentence(text, expected):
    assert sorted(f"{r.source} {r.relation} {r.target}" for r in find_relations(text)) == expected


@pytest.mark.parametrize(
    ("path", "gold", "least"),
    [("article.txt", "relations", 0.85), ("practice/flood.txt", "flood/relations", 0.60)],
)
def test_score(path, gold, least):
    assert score(find_relations(read_article(DATA / path)), read_gold(gold), by=TRIPLE).f1 >= least


@pytest.mark.parametrize("path", ["article.txt", "practice/flood.txt"])
def test_form_of_the_results(path):
    article = read_article(DATA / path)
    found = find_relations(article)
    names = {e.canonical for e in find_entities(article)} | {m.person for m in find_people(article)}
    assert {r.relation for r in found} <= set(RELATIONS)
    assert all(r.source != r.target for r in found)
    assert {r.source for r in found} <= names
    assert len({(r.source, r.relation, r.target) for r in found}) == len(found)
    for r in found:
        sentence = article.sentence_at(r.evidence_start)
        assert sentence.start <= r.evidence_start < r.evidence_end <= sentence.end


def test_count_and_evidence():
    text = "雪很大。昨天,白石镇组建了12支党员突击队。大家都来了。"
    (found,) = find_relations(text)
    assert found.count == "12支"
    assert text[found.evidence_start : found.evidence_end] == "白石镇组建了12支党员突击队。"


def test_a_learners_pattern():
    text = "柳溪村认领了“微光”行动。"
    assert find_relations(text) == []
    own = Lexicon().adding(patterns=[("认领了(?P<target>{system})", "runs")])
    assert [(r.source, r.relation, r.target) for r in find_relations(text, own)] == [
        ("柳溪村", "runs", "“微光”行动")
    ]


@given(st.text(alphabet="白石镇柳溪村党员志愿者组建了3支突击队、，。由负责为在物资运送", max_size=40))
def test_any_text(text):
    assert all(r.relation in RELATIONS for r in find_relations(text))


def test_graph_survives_graphml():
    article = read_article(DATA / "article.txt")
    relations = find_relations(article)
    graph = response_graph(relations, find_entities(article), find_people(article))
    file = io.BytesIO()
    networkx.write_graphml(graph, file)
    file.seek(0)
    back = networkx.read_graphml(file, force_multigraph=True)
    assert back.number_of_edges() == graph.number_of_edges() == len(relations)
    assert all(d["type"] for _, d in back.nodes(data=True))


def test_a_place_does_not_act_on_what_befell_it():
    assert [r.relation for r in find_relations("柳溪村发现1例感染者。")] == ["finds"]
    assert find_relations("柳溪村的堤坝出现管涌。") == []
