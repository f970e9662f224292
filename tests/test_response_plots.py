"""The figures of a response: nothing overlaps or is cut off, each system is in one, sentences are right."""

import csv
import itertools
import re
import warnings
from functools import lru_cache

import matplotlib
import pytest
from matplotlib import pyplot

matplotlib.use("Agg")

from helpers import layout, story
from helpers.article import read_article
from helpers.lexicon import DATA, DEFAULT
from helpers.plots import describe
from helpers.response_plots import plot_matrix, plot_organisation
from helpers.scoring import read_gold
from helpers.story_plots import plot_grid_unit, plot_reach, plot_timeline

FIGURES = {
    "matrix": plot_matrix,
    "organisation": plot_organisation,
    "timeline": plot_timeline,
    "grid_unit": plot_grid_unit,
    "reach": plot_reach,
}
NAMES = ("relations", "entities", "people", "quantities")
TEXTS = {"article": DATA / "article.txt", "flood": DATA / "practice" / "flood.txt"}


def gold(text):
    return [read_gold(name if text == "article" else f"{text}/{name}") for name in NAMES]


@lru_cache(maxsize=64)
def drawn(figure, text, source):
    """The Axes of a figure, drawn with every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tables = gold(text) if source == "gold" else [] if source == "found" else [[]] * 4
        ax = FIGURES[figure](read_article(TEXTS[text]), *tables)
        ax.figure.canvas.draw()
    return ax


def texts(ax):
    return [t for t in ax.texts if t.get_text().strip()]


CASES = [pytest.param(f, t, s, id=f"{f}-{t}-{s}") for f in FIGURES for t in TEXTS for s in ("gold", "found")]


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


@pytest.mark.parametrize("figure", FIGURES)
def test_nothing_to_draw_is_said(figure):
    ax = FIGURES[figure]("今天天气很好。", [], [], [], [])
    assert len(texts(ax)) >= 2 and describe(ax)
    pyplot.close(ax.figure)


@pytest.mark.parametrize("figure", FIGURES)
def test_draws_on_a_given_axes(figure):
    _, axes = pyplot.subplots(1, 2, figsize=(8, 4))
    ax = FIGURES[figure](read_article(TEXTS["article"]), *gold("article"), ax=axes[1])
    assert ax is axes[1] and describe(ax)
    pyplot.close(ax.figure)


@pytest.mark.parametrize("figure", FIGURES)
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


def test_lines_are_ordered_so_that_none_crosses():
    columns, links = [["a", "b"], ["c", "d"]], [(("a", 5.0), ("d", 5.0)), (("b", 5.0), ("c", 5.0))]
    assert layout.crossings(columns, links) == 1
    assert layout.crossings(layout.arrange(columns, links), links) == 0


def test_lines_cross_where_ports_of_one_card_do():
    up, down = (("a", 5.0), ("d", 5.0)), (("a", 9.0), ("c", 5.0))
    assert layout.crossings([["a"], ["c", "d"]], [up, down]) == 1
    assert layout.arrange([["a"], ["c", "d"]], [up, down])[1] == ["d", "c"]


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
                    and story._family_told(told, r) == family
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


@pytest.mark.parametrize("table", ["task_families", "actor_blocks"])
def test_tables_name_each_word_once_and_every_heading_has_english(table):
    rows = DEFAULT.rows(table)
    assert len({row["term"] for row in rows}) == len(rows)
    assert all(
        story.gloss(name) for name in (story.families() if table == "task_families" else story.blocks())
    )


def test_settle_keeps_order_and_gaps():
    tops = layout.settle([50, 0, 10, 200], [20, 5, 5, 10], 3)
    assert all(b - a >= tall + 3 - 1e-9 for a, b, tall in zip(tops, tops[1:], [20, 5, 5], strict=False))


@pytest.mark.parametrize("room", [30, 60, 120])
@pytest.mark.parametrize(
    "text", ["“美蚕娘”巾帼志愿服务队", "a very_long_unbroken_word_indeed here", "7个 检查站点"]
)
def test_wrapped_text_is_whole_and_fits(text, room):
    lines = layout.wrap(text, 10, room)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(layout.width(line, 10) <= room + 12 for line in lines)
