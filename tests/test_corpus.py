"""A corpus: same results however they are computed, nothing lost, nothing done twice."""

import csv
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import helpers
from helpers import analyse, analyse_corpus, analysis, annotation_sheet, corpus, read_article, read_gold
from helpers.analysis import TABLES
from helpers.errors import CorpusError, GoldError
from helpers.lexicon import DATA, DEFAULT

TEXTS = ["村里来了12名志愿者。", "张慧娟是村民。", "", "塘栖镇组建了28支抗疫先锋队。", "近400户农户。"]


@pytest.fixture
def files(tmp_path):
    """Five files; the third is empty and so cannot be read."""
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    return sorted(tmp_path.glob("*.txt"))


@pytest.fixture(scope="module")
def cluster():
    """Two workers of one process each; the same for all tests of this file."""
    pytest.importorskip("distributed", reason="Dask is not installed (extra scale)")
    with corpus.open_cluster(2) as client:
        yield client


def content(result):
    """What a run gave, without where it was written."""
    tables = {name: result.table(name).to_dict("records") for name in TABLES}
    return result.files.drop(columns="folder").to_dict("records"), result.failures.to_dict("records"), tables


def test_analyse_runs_every_finder():
    found = analyse(read_article(DATA / "article.txt"))
    assert all(found.counts().values()) and found.counts()["words"] > 1000
    spans = [r for name in ("words", "quantities", "people", "entities") for r in getattr(found, name)]
    assert [r for r in spans if found.article.text[r.start : r.end] != r.text] == []
    assert found.quantities == tuple(helpers.find_quantities(found.article))
    assert found.relations == tuple(helpers.find_relations(found.article))


def test_tables_open_in_a_spreadsheet(tmp_path):
    folder = analyse("塘栖镇组建了28支抗疫先锋队。").to_csv(tmp_path / "a" / "b")
    assert sorted(p.stem for p in folder.iterdir()) == sorted(TABLES)
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in folder.iterdir())
    assert read_gold(folder / "quantities.csv") == list(analyse("塘栖镇组建了28支抗疫先锋队。").quantities)


def test_one_table_in_the_order_given(files, capsys):
    result = analyse_corpus(files[::-1])
    assert [Path(file).stem for file in result.files["file"]] == ["4", "3", "1", "0"]
    assert result.failures["error"].tolist() == ["ArticleError"]
    assert "2.txt is empty" in result.failures["reason"][0]
    assert result.table("quantities")[["value", "unit"]].values.tolist() == [
        ["400", "户"],
        ["28", "支"],
        ["12", "名"],
    ]
    assert capsys.readouterr() == ("".join(f"\r{'█' * (4 * n):░<20} {n}/5" for n in range(1, 6)) + "\n", "")


def test_of_many_files_the_bar_shows_twenty_steps(capsys):
    for done in range(1, 2001):
        corpus.show_progress(done, 2000)
    lines = capsys.readouterr().out.split("\r")
    assert len(lines) == 21 and lines[1].endswith(" 100/2000")


def test_no_files_give_empty_tables():
    result = analyse_corpus([], progress=False)
    assert (len(result.files), len(result.failures), len(result.table("people"))) == (0, 0, 0)
    assert "person" in result.table("people").columns


def test_written_or_kept_the_content_is_the_same(files, tmp_path):
    kept = analyse_corpus(files, progress=False)
    written = analyse_corpus(files, out=tmp_path / "out", progress=False)
    assert content(kept) == content(written)
    assert written.rows == {}


def test_workers_make_no_difference(files, tmp_path, cluster):
    alone = analyse_corpus(files, progress=False)
    for order in (files, files[::-1]):
        spread = analyse_corpus(order, client=cluster, progress=False)
        assert content(spread)[0] == (content(alone)[0] if order is files else content(alone)[0][::-1])
    assert content(analyse_corpus(files, client=cluster, progress=False)) == content(alone)
    by_address = analyse_corpus(files, tmp_path / "out", cluster.scheduler.address, progress=False)
    assert content(by_address) == content(alone)


def test_a_worker_that_dies_loses_one_file(files, cluster):
    results = corpus._run_on(cluster, die_of_the_second, [file.stem for file in files])
    assert {result["file"]: result["error"] for result in results} == {
        "0": "fine", "1": "WorkerDied", "2": "fine", "3": "fine", "4": "fine",
    }  # fmt: skip


def die_of_the_second(batch):
    if "1" in batch:
        raise MemoryError
    return [{"file": name, "error": "fine"} for name in batch]


def test_warnings_of_dask_are_kept_from_learners(tmp_path):
    """On a busy machine it warns that workers are slow to stop."""
    pytest.importorskip("distributed", reason="Dask is not installed (extra scale)")
    script = tmp_path / "run.py"
    script.write_text(
        "import logging\nfrom helpers import open_cluster\nif __name__ == '__main__':\n"
        "    with open_cluster(1):\n"
        "        logging.getLogger('distributed.nanny').warning('slow to stop')\n"
        "        logging.getLogger('distributed.nanny').error('out of order')\n"
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert "out of order" in run.stderr and "slow to stop" not in run.stderr


def test_listens_on_this_machine_only(cluster):
    assert cluster.scheduler.address.startswith("tcp://127.0.0.1:")
    assert cluster.dashboard_link.startswith("http://127.0.0.1:")
    inodes = {entry.split(":[")[1][:-1] for entry in sockets_of_cluster(cluster)}
    listening = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    open_to_all = [
        row[1] for row in listening if row[3] == "0A" and row[9] in inodes and row[1][:8] != "0100007F"
    ]
    assert inodes and open_to_all == []


def sockets_of_cluster(cluster):
    if not Path("/proc/net/tcp").exists():
        pytest.skip("this system does not list its sockets")
    import os

    pids = [os.getpid(), *cluster.run(os.getpid).values()]
    links = [link for pid in pids for link in Path(f"/proc/{pid}/fd").iterdir()]
    targets = [os.readlink(link) for link in links if link.is_symlink()]
    return [target for target in targets if target.startswith("socket:[")]


def test_an_interrupted_run_goes_on_where_it_stopped(files, tmp_path, monkeypatch):
    seen = []

    def stop_at_the_third(article, lexicon=DEFAULT):
        if article:
            seen.append(article.text)
            if len(seen) == 3:
                raise KeyboardInterrupt
        return analyse(article, lexicon)

    monkeypatch.setattr(corpus, "analyse", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        analyse_corpus(files, out=tmp_path / "out", progress=False)
    assert len(list((tmp_path / "out").iterdir())) == 2
    result = analyse_corpus(files, out=tmp_path / "out", progress=False)
    assert seen == [TEXTS[0], TEXTS[1], TEXTS[3], TEXTS[3], TEXTS[4]]
    assert content(result) == content(analyse_corpus(files, progress=False))


def test_half_written_tables_are_made_again(files, tmp_path):
    whole = analyse_corpus(files, out=tmp_path / "out", progress=False)
    (Path(whole.files["folder"][1]) / "people.csv").unlink()
    assert content(analyse_corpus(files, out=tmp_path / "out", progress=False)) == content(whole)


def test_an_interrupted_write_leaves_nothing(tmp_path, monkeypatch):
    def stop(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(analysis, "_write", stop)
    with pytest.raises(KeyboardInterrupt):
        corpus._write_whole(analyse("好。"), tmp_path / "key")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", ["content", "lexicon", "rules", "name"])
def test_what_has_changed_is_done_again(change, files, tmp_path, monkeypatch):
    article = read_article(files[0])
    before = corpus._key("0.txt", article, DEFAULT)
    if change == "rules":
        monkeypatch.setattr(corpus, "_rules", lambda: "others")
    lexicon = DEFAULT.adding(words=["志愿者"]) if change == "lexicon" else DEFAULT
    article = read_article(files[1]) if change == "content" else article
    assert corpus._key("1.txt" if change == "name" else "0.txt", article, lexicon) != before


def test_what_takes_too_long_is_a_row(files, monkeypatch):
    def sleep_on_the_first(article, lexicon=DEFAULT):
        while getattr(article, "text", "") == TEXTS[0]:
            time.sleep(0.001)
        return analyse(article, lexicon)

    monkeypatch.setattr(corpus, "analyse", sleep_on_the_first)
    result = analyse_corpus(files[:2], seconds=0.2, progress=False)
    assert result.failures["error"].tolist() == ["TooLong"] and len(result.files) == 1


def test_a_crash_is_a_row(files, monkeypatch):
    def crash(article, lexicon=DEFAULT):
        if getattr(article, "text", "") == TEXTS[1]:
            raise RecursionError("too deep")
        return analyse(article, lexicon)

    monkeypatch.setattr(corpus, "analyse", crash)
    failures = analyse_corpus(files[:2], progress=False).failures
    assert failures[["error"]].values.tolist() == [["RecursionError"]]
    assert failures["reason"][0].endswith("1.txt: too deep")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda folder: analyse_corpus("article.txt"), "give a list of files"),
        (lambda folder: analyse_corpus([folder / "0.txt"], out=folder / "0.txt"), "cannot be a folder"),
        (lambda folder: analyse_corpus([], progress=False).table("verbs"), "Tables: words, quantities"),
        (lambda x: annotation_sheet("好。", x / "my_relations.csv", "relations"), "Sheets: words"),
        (lambda x: annotation_sheet("好。", x / "mine.csv", "people"), "end the name in people.csv"),
        (lambda x: annotation_sheet("好。", x / "people.csv", "people"), "may hold your work"),
    ],
)  # fmt: skip
def test_wrong_calls_say_what_to_do(call, says, files, tmp_path):
    (tmp_path / "people.csv").write_text("mine")
    with pytest.raises(CorpusError, match=says):
        call(tmp_path)


def test_without_dask_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with corpus.open_cluster(2) as client:
        assert client is None
    with pytest.raises(CorpusError, match="Dask is not installed"):
        analyse_corpus(["a.txt"], client="tcp://127.0.0.1:1")


def test_no_scheduler_at_that_address(monkeypatch):
    distributed = pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(distributed, "Client", lambda address, timeout: refuse())
    with pytest.raises(CorpusError, match="no scheduler answers"):
        analyse_corpus(["a.txt"], client=address)


def refuse():
    raise OSError("Timed out")


def test_import_reads_nothing_heavy():
    code = "import sys, json, helpers; print(json.dumps(list(sys.modules)))"
    modules = json.loads(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert "helpers" in modules
    assert not {"matplotlib", "pandas", "jieba", "networkx", "distributed", "numpy"} & set(modules)
    assert not [name for name in modules if name.startswith("helpers.")]


def test_every_public_name_is_there():
    assert len(helpers.__all__) == len(set(helpers.__all__)) > 30
    assert [name for name in helpers.__all__ if not getattr(helpers, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'find_verbs'"):
        helpers.find_verbs  # noqa: B018


# ---- the annotation sheet


def test_a_sheet_comes_back_unchanged(tmp_path):
    article = read_article(DATA / "practice" / "flood.txt")
    found = analyse(article)
    for name in ("quantities", "people", "entities"):
        path = annotation_sheet(article, tmp_path / f"my_{name}.csv", name)
        assert tuple(read_gold(path, article)) == getattr(found, name)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert all(row["text"] in row["sentence_text"] for row in rows)


SAVED = {
    "as it was": ("utf-8-sig", ","),
    "Unicode text of Excel": ("utf-16", "\t"),
    "Chinese Windows": ("gb18030", ","),
    "semicolons": ("utf-8", ";"),
}


@pytest.mark.parametrize("way", SAVED)
def test_a_sheet_is_read_however_it_was_saved(way, tmp_path):
    encoding, separator = SAVED[way]
    article = read_article(DATA / "practice" / "flood.txt")
    path = annotation_sheet(article, tmp_path / "quantities.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows([*rows, [""] * len(rows[0])])
    assert read_gold(path, article) == list(analyse(article).quantities)


ROWS = "start,end,text,kind,value,low,high,modifier,unit,counted,sentence\n"
TEXT = "来了3人。又来3人，再来3人。"


def test_a_row_added_by_hand_is_located(tmp_path):
    path = tmp_path / "quantities.csv"
    path.write_text(ROWS + ",,3人,count,3,3,3,,人,,1\n", encoding="utf-8")
    [found] = read_gold(path, helpers.parse_article(TEXT))
    assert (found.start, found.end, found.value) == (2, 4, 3)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",,3人,count,3,3,3,,人,,2", "line 2.*exactly once in sentence 2"),
        (",,4人,count,4,4,4,,人,,1", "line 2.*exactly once in sentence 1"),
        ("3,5,3人,count,3,3,3,,人,,1", "line 2.*does not stand at that place"),
        ("two,4,3人,count,3,3,3,,人,,1", "line 2.*wrong value"),
        ("2,4,3人,count,three,3,3,,人,,1", "line 2.*wrong value"),
    ],
)
def test_a_row_that_does_not_fit_is_named(row, says, tmp_path):
    path = tmp_path / "quantities.csv"
    path.write_text(ROWS + row + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=says):
        read_gold(path, helpers.parse_article(TEXT))


def test_a_limit_that_was_ignored_is_said_again():
    ignored = 0
    with pytest.raises(corpus._TooLong), corpus._at_most(0.1):
        try:
            while True:
                pass
        except corpus._TooLong:
            ignored += 1
        while True:
            pass
    assert ignored == 1
