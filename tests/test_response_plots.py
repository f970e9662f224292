"""The figures of a response: nothing overlaps or is cut off, each system is in one, sentences are right."""

import csv
import dataclasses
import itertools
import re

import matplotlib
import pytest
from matplotlib import pyplot

matplotlib.use("Agg")

from figures import CHARTS, RESPONSE, TEXTS, drawn, gold, texts

from helpers import layout, story
from helpers.article import read_article
from helpers.lexicon import DATA, DEFAULT
from helpers.plots import describe
from helpers.scoring import read_gold

CASES = [pytest.param(f, t, s, id=f"{f}-{t}-{s}") for f in RESPONSE for t in TEXTS for s in ("gold", "found")]
CASES += [pytest.param(f, "article", "gold", id=f) for f in CHARTS]


@pytest.mark.parametrize(("figure", "text", "source"), CASES)
def test_no_two_texts_overlap_and_none_is_cut(figure, text, source):
    ax = drawn(figure, text, source)
    page = ax.figure.bbox
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts(ax)]
    for said, box in boxes:
        assert box.x0 >= -0.5 and box.y0 >= -0.5, said
        assert box.x1 <= page.x1 + 0.5 and box.y1 <= page.y1 + 0.5, said
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1 or down <= 3, f"{one!r} and {other!r} overlap"


@pytest.mark.parametrize("figure", RESPONSE)
def test_nothing_to_draw_is_said(figure):
    ax = RESPONSE[figure]("今天天气很好。", [], [], [], [])
    assert len(texts(ax)) >= 2 and describe(ax)
    pyplot.close(ax.figure)


@pytest.mark.parametrize("figure", RESPONSE)
def test_draws_on_a_given_axes(figure):
    _, axes = pyplot.subplots(1, 2, figsize=(8, 4))
    ax = RESPONSE[figure](read_article(TEXTS["article"]), *gold("article"), ax=axes[1])
    assert ax is axes[1] and describe(ax)
    pyplot.close(ax.figure)


@pytest.mark.parametrize("figure", RESPONSE)
def test_names_of_persons_are_roles(figure):
    said = "".join(t.get_text() for t in texts(drawn(figure, "article", "gold")))
    assert not [m.person for m in read_gold("people") if m.person in said]


@pytest.mark.parametrize("text", TEXTS)
def test_one_person_is_not_labelled_as_the_group(text):
    told = story.tell(read_article(TEXTS[text]), *gold(text))
    assert told.roles and not set(told.roles.values()) & {e.canonical for e in gold(text)[1]}


@pytest.mark.parametrize("room", [12, 30, 60])
@pytest.mark.parametrize("english", ["inspection of firms", "isolation, control", "care"])
def test_english_breaks_at_the_ends_of_words_only(english, room):
    words = " ".join(line.text for line in layout.label("检查", english, room)).split()
    assert [word for word in words if word.isascii()] == english.split()


# Words of each system of SYSTEMS.md as a figure writes it, and the figures that hold all of them.
SYSTEMS = list(
    csv.DictReader((DATA.parent / "tests" / "data" / "system_figures.csv").open(encoding="utf-8", newline=""))
)


def test_every_system_has_a_row():
    listed = re.findall(r"^\| (S\d\d) ", (DATA / "gold" / "SYSTEMS.md").read_text(encoding="utf-8"), re.M)
    assert [row["system"] for row in SYSTEMS] == listed and len(listed) == 35


@pytest.mark.parametrize("row", SYSTEMS, ids=lambda row: row["system"])
def test_system_is_in_its_figures(row):
    for figure in row["figures"].split():
        said = re.sub(r"\s", "", "".join(t.get_text() for t in texts(drawn(figure, "article", "gold"))))
        for word in row["words"].split():
            assert word in said, figure


def test_cells_hold_the_sentences_of_their_relations():
    tables = gold("article")
    told = story.tell(read_article(TEXTS["article"]), *tables)
    for row in story.find_rows(told):
        for family, numbers in row.cells.items():
            for number in numbers:
                assert any(
                    told.shown(r.source) in row.actors
                    and told.sentence(r) == number
                    and story.family_told(told, r) == family
                    for r in tables[0]
                )


def test_lines_of_the_organisation_are_relations_and_only_those():
    tables = gold("article")
    told = story.tell(read_article(TEXTS["article"]), *tables)
    stated = {f"{r.source} {r.relation} {r.target} [{told.sentence(r)}]" for r in tables[0]}
    lines = [p.get_gid() for p in drawn("organisation", "article", "gold").patches if p.get_gid()]
    assert len(lines) > 20 and set(lines) <= stated


def test_class_nouns_are_no_hub():
    told = story.tell(read_article(TEXTS["article"]), *gold("article"))
    volunteers = {
        node for edge in story.find_edges(told) for node in edge if getattr(node, "name", "") == "志愿者"
    }
    rows = [row for row in story.find_rows(told) if row.actors == ["志愿者"]]
    assert volunteers and len(rows) == 2 and all(node.sentence for node in volunteers)


def test_joint_number_is_at_no_single_node_and_once_in_reach():
    told = story.tell(read_article(TEXTS["article"]), *gold("article"))
    assert not [node for node in told.numbers if "几百人" in told.count(node)]
    said = [t.get_text() for t in texts(drawn("reach", "article", "gold"))]
    assert sum("几百人" in line for line in said) == 1


def test_a_number_says_itself_whom_it_counts():
    relations, *rest = gold("article")
    bare = [dataclasses.replace(relation, count="") for relation in relations]
    full, told = (story.tell(read_article(TEXTS["article"]), rows, *rest) for rows in (relations, bare))
    counts = {node: full.count(node) for node in full.numbers if not full.count(node).startswith("一")}
    assert len(counts) > 15 and {node: told.count(node) for node in told.numbers} == counts


@pytest.mark.parametrize("table", ["task_families", "actor_blocks"])
def test_tables_name_each_word_once_and_every_heading_has_english(table):
    rows = DEFAULT.rows(table)
    assert len({row["term"] for row in rows}) == len(rows)
    assert all(
        story.gloss(name) for name in (story.families() if table == "task_families" else story.blocks())
    )


@pytest.mark.parametrize("room", [30, 60, 120])
@pytest.mark.parametrize(
    "text", ["“美蚕娘”巾帼志愿服务队", "a very_long_unbroken_word_indeed here", "7个 检查站点"]
)
def test_wrapped_text_is_whole_and_fits(text, room):
    lines = layout.wrap(text, 10, room)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(layout.width(line, 10) <= room + 12 for line in lines if "_" not in line)
