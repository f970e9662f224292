"""Each of the 35 systems that data/gold/SYSTEMS.md lists comes out of the article by a right relation."""

import csv
import re
from pathlib import Path

import pytest

from helpers import find_relations, read_article, read_gold
from helpers.lexicon import DATA

TABLE = Path(__file__).parent / "data" / "systems.csv"


def carriers():
    with TABLE.open(encoding="utf-8", newline="") as file:
        systems: dict[str, list[tuple[str, str, str]]] = {}
        for row in csv.DictReader(file):
            systems.setdefault(row["system"], []).append((row["source"], row["relation"], row["target"]))
    return systems


@pytest.fixture(scope="module")
def found():
    return {(r.source, r.relation, r.target) for r in find_relations(read_article(DATA / "article.txt"))}


def test_every_system_is_in_the_table():
    listed = re.findall(r"^\| (S\d\d) \|", (DATA / "gold" / "SYSTEMS.md").read_text(encoding="utf-8"), re.M)
    assert sorted(carriers()) == listed
    assert len(listed) == 35


def test_the_table_holds_gold_relations_only():
    gold = {(r.source, r.relation, r.target) for r in read_gold("relations")}
    assert all(triple in gold for triples in carriers().values() for triple in triples)


@pytest.mark.parametrize("system", sorted(carriers()))
def test_system_is_found(system, found):
    assert found & set(carriers()[system])
