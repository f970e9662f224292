"""Each finder does as well on the article with other names, places and numbers: nothing is known by heart."""

import pytest
from perturb import TABLE, TABLES, Perturbation, write_perturbed
from repository import ROOT, read_rows

from helpers import (
    find_entities,
    find_people,
    find_quantities,
    find_relations,
    read_article,
    read_gold,
    score,
    segment,
)

TOLERANCE = 0.03
FINDERS = {
    "words": (segment, ("start", "end")),
    "quantities": (find_quantities, ("start", "end", "kind", "value", "low", "high", "unit")),
    "people": (find_people, ("start", "end", "person", "form")),
    "entities": (find_entities, ("start", "end", "type")),
    "relations": (find_relations, ("source", "relation", "target")),
}


@pytest.fixture(scope="module")
def perturbed(tmp_path_factory):
    return write_perturbed(tmp_path_factory.mktemp("perturbed"))


def f1(name, path):
    find, fields = FINDERS[name]
    article = read_article(path)
    folder = path.parent / ("gold" if path.parent.name == "data" else "")
    return score(find(article), read_gold(folder / f"{name}.csv"), by=fields).f1


@pytest.mark.parametrize("name", TABLES)
def test_scores_as_on_the_article(name, perturbed):
    real, other = f1(name, ROOT / "data/article.txt"), f1(name, perturbed)
    assert abs(real - other) <= TOLERANCE, (
        f"{name}: {real:.3f} on the article, {other:.3f} on the perturbed one"
    )


@pytest.mark.parametrize("name", TABLES)
def test_gold_fits_the_perturbed_text(name, perturbed):
    article = read_article(perturbed)
    assert len(read_gold(perturbed.parent / f"{name}.csv", article)) == len(read_gold(name))


def test_relations_keep_known_names_and_counts_in_their_evidence(perturbed):
    text = perturbed.read_text(encoding="utf-8")
    rows = {name: read_rows(perturbed.parent / f"{name}.csv") for name in TABLES}
    known = {row["canonical"] for row in rows["entities"]} | {row["person"] for row in rows["people"]}
    for row in rows["relations"]:
        assert {row["source"], row["target"]} <= known, row
        assert row["count"] in text[int(row["evidence_start"]) : int(row["evidence_end"])], row


def test_every_row_of_the_table_changes_something():
    text = (ROOT / "data/article.txt").read_text(encoding="utf-8")
    for row in read_rows(TABLE):
        assert row["old"] in text and row["new"] != row["old"], row
    names = {row["old"] for row in read_rows(TABLE)}
    assert {row["text"] for row in read_rows(ROOT / "data/gold/people.csv")} <= names
    counts = {row["text"] for row in read_rows(ROOT / "data/gold/quantities.csv") if row["kind"] == "count"}
    assert counts - names == {"1名", "2名", "几百人"}  # tied to the name 1+1+2; a vague number


def test_offsets_move_with_the_text():
    made = Perturbation(
        "甲村9个人,叶阳辉在甲村。", [{"old": "9个", "new": "11个"}, {"old": "叶阳辉", "new": "罗建"}]
    )
    assert made.text == "甲村11个人,罗建在甲村。"
    assert [made.move(offset) for offset in (2, 3, 6, 9, 13)] == [2, 4, 7, 9, 13]
    with pytest.raises(ValueError, match="inside a replacement"):
        made.move(7)
