"""The data hold together: the article as received, gold that fits its text, gist and glossary complete."""

import hashlib
import re
from itertools import pairwise

import pytest
from repository import NOTEBOOKS, ROOT, read_notebook, read_rows

from helpers import read_article

DATA = ROOT / "data"
ARTICLE_SHA256 = "dbe90477507755bc4b45de8444fdf8a2a8f626ff69a8fb863261d1d104c5b19a"
TEXTS = {"article": (DATA / "article.txt", DATA / "gold")}
TEXTS |= {path.stem: (path, path.with_suffix("")) for path in sorted(DATA.glob("practice/*.txt"))}
WITH_WORDS = ("article", "flood")  # the texts whose words are annotated too
COLUMNS = {
    "words": "start end text",
    "quantities": "start end text kind value low high modifier unit counted note",
    "people": "start end text person form role place note",
    "entities": "start end text type canonical note",
    "relations": "source relation target count evidence_start evidence_end note",
}
KINDS = {"count", "duration", "date", "clock", "label", "idiom", "article", "measure", "percent", "ordinal"}
TYPES = {"place", "org", "team", "group", "task", "system"}
RELATIONS = {"forms", "consists_of", "leads", "does", "serves", "part_of", "runs", "finds", "supports"}
CLAUSE_END = re.compile(r"[,，:：。!！?？;；”’」』)）]$")


def tables_of(name):
    return [table for table in COLUMNS if table != "words" or name in WITH_WORDS]


texts = pytest.mark.parametrize("name", TEXTS)
tables = pytest.mark.parametrize(("name", "table"), [(n, t) for n in TEXTS for t in tables_of(n)])
spans = pytest.mark.parametrize(
    ("name", "table"), [(n, t) for n in TEXTS for t in tables_of(n) if t != "relations"]
)


def text_of(name):
    return read_article(TEXTS[name][0]).text


def gold(name, table):
    return read_rows(TEXTS[name][1] / f"{table}.csv")


def span_of(row):
    return int(row["start"]), int(row["end"])


def overlaps(rows):
    ordered = sorted(span_of(row) for row in rows)
    return [b for a, b in pairwise(ordered) if b[0] < a[1]]


def test_the_article_is_as_received():
    assert hashlib.sha256((DATA / "article.txt").read_bytes()).hexdigest() == ARTICLE_SHA256


@tables
def test_columns(name, table):
    columns = COLUMNS[table].split()
    if name == "article" and table != "words":
        columns = ["id", *columns]
    rows = gold(name, table)
    assert rows and all(list(row) == columns for row in rows)
    if "id" in columns:
        ids = [row["id"] for row in rows]
        width = len(ids[0]) - 1
        assert ids == [f"{table[0]}{number:0{width}d}" for number in range(1, len(ids) + 1)]


@spans
def test_every_span_slices_to_its_text(name, table):
    text = text_of(name)
    wrong = [row for row in gold(name, table) if text[slice(*span_of(row))] != row["text"]]
    assert wrong == []


@spans
def test_spans_are_in_order_and_apart(name, table):
    rows = gold(name, table)
    assert [span_of(row) for row in rows] == sorted(span_of(row) for row in rows)
    assert overlaps(rows) == []


@texts
def test_entities_and_people_are_apart(name):
    assert overlaps(gold(name, "entities") + gold(name, "people")) == []


@pytest.mark.parametrize("name", WITH_WORDS)
def test_words_cover_the_text(name):
    text = text_of(name)
    covered = "".join(row["text"] for row in gold(name, "words"))
    assert covered == re.sub(r"\s", "", text)[: len(covered)]
    assert len(covered) > 0.98 * len(re.sub(r"\s", "", text))


@texts
def test_quantities_by_kind(name):
    for row in gold(name, "quantities"):
        assert row["kind"] in KINDS, row
        if row["kind"] in {"date", "clock", "label", "idiom"}:
            assert not row["low"] and not row["high"] and not row["unit"], row
        elif row["value"] and row["high"]:
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row
        assert bool(row["value"]) is (row["kind"] != "idiom") or row["low"], row


@texts
def test_entities_have_one_type_each(name):
    types = {}
    for row in gold(name, "entities"):
        assert row["type"] in TYPES, row
        assert types.setdefault(row["canonical"], row["type"]) == row["type"], row


@texts
def test_relations_join_known_names_and_their_count_is_in_the_evidence(name):
    text = text_of(name)
    known = {row["canonical"] for row in gold(name, "entities")} | {
        row["person"] for row in gold(name, "people")
    }
    quantities = gold(name, "quantities")
    triples = [(row["source"], row["relation"], row["target"]) for row in gold(name, "relations")]
    assert len(triples) == len(set(triples))
    for row in gold(name, "relations"):
        assert row["relation"] in RELATIONS and {row["source"], row["target"]} <= known, row
        start, end = int(row["evidence_start"]), int(row["evidence_end"])
        assert text[start:end] == text[start:end].strip() and "\n" not in text[start:end], row
        if name != "flood":  # which was annotated before that rule
            assert CLAUSE_END.search(text[start:end]), row
        if row["count"]:
            inside = [q["text"] for q in quantities if start <= int(q["start"]) and int(q["end"]) <= end]
            assert row["count"] in inside, row


def test_the_gist_has_a_line_for_each_sentence_and_names_nobody():
    rows = read_rows(DATA / "gist.csv")
    article = read_article(DATA / "article.txt")
    numbers = [sentence.number for sentence in article.sentences if sentence.number]
    assert [int(row["number"]) for row in rows] == numbers and len(numbers) > 30
    for row in rows:
        assert len(row["gist"].split()) >= 3 and not re.search(r"[\u4e00-\u9fff]", row["gist"])
        assert not re.search(r"\b(?:Wang|Zhang|Ying|Gao|Ye|Shen|Chai)\b", row["gist"]), row


def test_the_gist_keeps_the_numbers():
    """Each exact count of the article stands in the gist of its sentence, in digits or in words."""
    words = {1: "one", 2: "two", 3: "three", 9: "nine"}
    article = read_article(DATA / "article.txt")
    gists = {int(row["number"]): row["gist"] for row in read_rows(DATA / "gist.csv")}
    for row in gold("article", "quantities"):
        if row["kind"] == "count" and row["value"]:
            gist, value = gists[article.sentence_at(int(row["start"])).number], int(row["value"])
            assert re.search(rf"\b(?:{value}|{value:,}|{words.get(value, value)})\b", gist), (
                row["text"],
                gist,
            )


def test_the_glossary_is_in_form():
    rows = read_rows(DATA / "glossary.csv")
    terms = [row["term"] for row in rows]
    assert list(rows[0]) == ["term", "pinyin", "english", "source", "first_used"]
    assert len(terms) == len(set(terms))
    for row in rows:
        assert all(row.values()), row
        assert re.search(r"[\u4e00-\u9fff]", row["term"]) and not re.search(
            r"[\u4e00-\u9fff]", row["pinyin"]
        ), row
        assert re.fullmatch(r"0[0-6]", row["first_used"]), row


def glosses(path):
    """Each term that a lesson glosses as 汉字 (pinyin, meaning)."""
    prose = "\n".join(
        cell["source"] for cell in read_notebook(path)["cells"] if cell["cell_type"] == "markdown"
    )
    return re.findall(
        r"([\u4e00-\u9fff“”+]+)[*”]* ?\(([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü'\s-]+), [^)]+\)", prose, re.I
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_term_that_a_lesson_glosses_is_in_the_glossary(path):
    known = {row["term"]: row["first_used"] for row in read_rows(DATA / "glossary.csv")}
    for term, _ in glosses(path):
        assert term.strip("“”") in known, term
        assert known[term.strip("“”")] <= path.stem[:2], f"{term}: first_used is later"
