"""Whatever a learner's file holds: a right answer, or an error of this package that says what to do."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repository import ROOT, read_rows

from helpers import analyse, analyse_corpus, find_quotations, highlight, parse_number, read_article
from helpers.article import LONGEST
from helpers.decoding import LARGEST, decode
from helpers.errors import ArticleError, HelpersError, NumberError

ROWS = read_rows(ROOT / "tests/data/bad_input.csv")
LONG_LINE = "村里来了三名志愿者，他们来了。" * 115_000
PIECES = [
    *"塘栖镇村3三百余名，。“”（：!①Ⅳ½〇٣😀𠮷\ud800\u200b\0\r\n\u2028\x1b\taB",
    "志愿者",
    "5月10日",
    "记者王明",
]
FUZZ = settings(max_examples=80, deadline=5_000, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_file(row, tmp_path):
    """A row of the table: which error, or how many quantities, each of them this text and value."""
    path = tmp_path / "mine.txt"
    made = eval(row["make"])
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    if row["error"]:
        with pytest.raises(ArticleError, match=rf"mine\.txt.*{row['error']}.*\."):
            read_article(path)
        assert analyse_corpus([path], progress=False).failures["error"].tolist() == ["ArticleError"]
    else:
        found = analyse(read_article(path))
        assert_sound(found)
        assert len(found.quantities) == int(row["times"])
        assert {(q.text, str(q.value)) for q in found.quantities if row["text"]} <= {
            (row["text"], row["value"])
        }


def assert_sound(found):
    """Each result stands where it says, and everything can be shown and written."""
    text = found.article.text
    for name in ("words", "quantities", "people", "entities"):
        assert [r for r in getattr(found, name) if text[r.start : r.end] != r.text] == []
    assert all(len(sentence.text) <= LONGEST for sentence in found.article.sentences if sentence.number)
    assert text in repr(highlight(found.article, [])) and find_quotations(found.article) is not None
    with tempfile.TemporaryDirectory() as folder:
        found.to_csv(folder)


# ---- size


def test_one_line_of_5_megabytes_is_read_and_stopped_at_its_limit(tmp_path):
    """A corpus gives up at its limit, which the table of failures names."""
    path = tmp_path / "mine.txt"
    path.write_bytes(LONG_LINE.encode())
    assert path.stat().st_size > 5_000_000
    article = read_article(path)
    assert len(article.sentences) == 115_000 and article.text == LONG_LINE
    failures = analyse_corpus([path], seconds=0.5, progress=False).failures
    assert failures["reason"].tolist() == [f"{path}: took longer than 0.5 seconds."]


@pytest.mark.parametrize("text", ["村里" * 900_000, "“村里" * 600_000, "。" * 1_700_000, "（记者" * 600_000])
def test_5_megabytes_of_one_kind_are_read(text):
    article = read_text(text)
    assert max(len(sentence.text) for sentence in article.sentences) <= max(LONGEST, text.count("。"))


def read_text(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mine.txt")
        path.write_text(text, encoding="utf-8")
        return read_article(path)


def test_a_text_without_stops_is_cut_at_commas():
    text = "村里来了三名志愿者，" * 300
    pieces = [sentence.text for sentence in read_text(text).sentences]
    assert "".join(pieces) == text and all(piece.endswith("，") for piece in pieces)
    assert max(map(len, pieces)) == LONGEST


# ---- what is no file, or no longer the same one


@pytest.mark.parametrize(
    ("name", "says"),
    [("", "folder"), ("none.txt", "no such file"), ("a\0b", "null"), ("x" * 300, "too long")],
)
def test_what_is_no_file(tmp_path, name, says):
    with pytest.raises(ArticleError, match=says):
        read_article(tmp_path / name)
    assert len(analyse_corpus([tmp_path / name], progress=False).failures) == 1


@pytest.mark.parametrize("thing", [None, 3, b"a.txt", ["a.txt"], open])
def test_what_is_no_name_and_no_text(thing):
    with pytest.raises(ArticleError, match="cannot be opened"):
        read_article(thing)
    with pytest.raises(ArticleError, match="is no text"):
        analyse(thing)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ArticleError, match="no ordinary file"):
        read_article(tmp_path / "pipe.txt")


@pytest.fixture
def open_folder():
    """A folder that everybody may enter; root gives up its rights meanwhile, as it may read everything."""
    if not hasattr(os, "seteuid"):
        pytest.skip("this system has no permissions of this kind")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    if os.getuid() == 0:
        os.seteuid(0)
    shutil.rmtree(folder)


@pytest.mark.parametrize("locked", ["file", "folder"])
def test_no_permission(locked, open_folder):
    path = open_folder / "box" / "mine.txt"
    path.parent.mkdir(mode=0o755)
    path.write_text("村里来了3人。", encoding="utf-8")
    (path if locked == "file" else path.parent).chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    with pytest.raises(ArticleError, match=r"mine\.txt.*you may not read this file"):
        read_article(path)
    if os.getuid() == 0:
        os.seteuid(0)
    path.parent.chmod(0o755)


CHANGES = {
    "emptied": (lambda file: file.write_bytes(b""), "is empty"),
    "removed": (lambda file: file.unlink(), "no such file"),
    "cut": (lambda file: file.write_bytes(file.read_bytes()[:-5]), "is no UTF-8"),
    "grown": (lambda file: file.write_bytes(b"a" * (LARGEST + 1)), "too large"),
    "replaced by a folder": (lambda file: (file.unlink(), file.mkdir()), "is a folder|may not read"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_file_that_changes_while_it_is_read(change, tmp_path, monkeypatch):
    path = tmp_path / "mine.txt"
    path.write_text("村里来了3人。", encoding="utf-8")
    alter, says = CHANGES[change]
    is_file = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda file: (is_file(file), alter(file))[0])
    with pytest.raises(ArticleError, match=says):
        read_article(path)


# ---- anything at all


@FUZZ
@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=60).map("".join))
def test_any_text(text):
    assert_sound(analyse(text))


ENCODED = st.tuples(
    st.lists(st.sampled_from([p for p in PIECES if p != "\ud800"]), min_size=1, max_size=30).map("".join),
    st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-be"]),
)


@FUZZ
@given(st.lists(ENCODED.map(lambda pair: pair[0].encode(pair[1])) | st.binary(max_size=40), max_size=4))
def test_any_bytes(parts):
    """One encoding or several, with any bytes between."""
    data = b"".join(parts)
    try:
        text, encoding = decode(data)
    except HelpersError as error:
        assert str(error).startswith("text") and str(error).endswith(".")
    else:
        assert "\0" not in text and data.decode(encoding) == text
        assert_sound(analyse(text))


@FUZZ
@given(
    st.text(alphabet=[*"0123456789,.点半零〇一三十百万亿几多余近-/%第٣½Ⅳ①"], max_size=12)
    | st.text(max_size=5)
)
def test_any_numeral(text):
    try:
        assert parse_number(text).low is not None
    except NumberError as error:
        assert repr(text)[:20] in str(error)
