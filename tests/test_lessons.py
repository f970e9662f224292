"""The command line: copies never overwritten, a server that starts and stops cleanly, outputs made afresh."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from repository import NOTEBOOKS

from helpers.errors import LessonError
from helpers.lessons import RECORD, copy_lessons, find_lessons, main, refresh_lesson

START_SECONDS = 60
NAME = "00_start_here.ipynb"


@pytest.fixture(autouse=True)
def own_jupyter_folders(tmp_path, monkeypatch):
    """Signatures, settings and session files of Jupyter go to a folder of this test."""
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter" / name.lower()))
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(tmp_path / "jupyter/settings"))
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path / "jupyter/workspaces"))


@pytest.fixture
def course(tmp_path):
    """A folder with one lesson, the learner's folder beside it, and functions to change either."""
    return Course(tmp_path / "课 程")


class Course:
    def __init__(self, folder):
        self.source, self.work = folder / "notebooks", folder / "work"
        self.source.mkdir(parents=True)
        self.release("one")

    def release(self, text):
        cell = new_markdown_cell(text, id="l00-title")
        nbformat.write(new_notebook(cells=[cell]), self.source / NAME)

    def copy(self):
        return copy_lessons(self.source, self.work)

    def edit(self, text):
        (self.work / NAME).write_text(text, encoding="utf-8")

    def files(self):
        """Each file of the learner's folder with the word that tells its version."""
        found = sorted(self.work.rglob("*.ipynb"))
        texts = {path.relative_to(self.work).as_posix(): path.read_text(encoding="utf-8") for path in found}
        return {name: re.search("one|two|three|mine", text)[0] for name, text in texts.items()}


def test_copies_what_is_not_there(course):
    assert course.copy() == [f"{NAME}: copied into work/"]
    assert (course.work / NAME).read_bytes() == (course.source / NAME).read_bytes()
    assert course.copy() == []


def test_leaves_the_learners_work_alone_while_the_lesson_is_the_same(course):
    course.copy()
    course.edit("mine")
    assert course.copy() == [] and course.files() == {NAME: "mine"}


def test_puts_a_new_version_beside_the_learners_work_once(course):
    course.copy()
    course.edit("mine")
    course.release("two")
    assert "beside your own copy: 00_start_here_new.ipynb" in course.copy()[0]
    assert course.copy() == []
    course.release("three")
    course.copy()
    assert course.files() == {
        NAME: "mine",
        "00_start_here_new.ipynb": "two",
        "00_start_here_new2.ipynb": "three",
    }


def test_keeps_an_untouched_old_copy_in_older(course):
    course.copy()
    course.release("two")
    assert "older/00_start_here.ipynb" in course.copy()[0]
    course.release("three")
    course.copy()
    assert course.files() == {NAME: "three", f"older/{NAME}": "one", "older/00_start_here2.ipynb": "two"}


def test_a_copy_that_was_renamed_or_deleted_comes_again(course):
    course.copy()
    (course.work / NAME).rename(course.work / "mine.ipynb")
    assert course.copy() == [f"{NAME}: copied into work/"]


@pytest.mark.parametrize("record", [None, "{", "[]", '{"00_start_here.ipynb": 3}'])
def test_a_lost_or_damaged_record_costs_no_work(course, record):
    course.copy()
    course.edit("mine")
    (course.work / RECORD).unlink()
    if record is not None:
        (course.work / RECORD).write_text(record)
    course.copy()
    assert course.files() == {NAME: "mine", "00_start_here_new.ipynb": "one"}
    assert course.copy() == []


def test_a_lost_record_beside_the_same_version_costs_nothing(course):
    course.copy()
    (course.work / RECORD).unlink()
    assert course.copy() == [] and json.loads((course.work / RECORD).read_text())[NAME]


def test_a_file_of_the_learners_with_that_name_stays(course):
    course.work.mkdir()
    course.edit("mine")
    course.copy()
    assert course.files() == {NAME: "mine", "00_start_here_new.ipynb": "one"}


def test_copies_are_trusted(course):
    from nbformat.sign import NotebookNotary

    course.copy()
    assert NotebookNotary().check_signature(nbformat.read(course.work / NAME, as_version=4))


def test_says_what_to_do_where_it_cannot_write(course):
    course.work.write_text("a file, not a folder")
    with pytest.raises(LessonError, match="folder of your own"):
        course.copy()


def test_finds_lessons_by_number():
    assert find_lessons() == NOTEBOOKS
    assert [path.name for path in find_lessons(["0"])] == [NAME]
    with pytest.raises(LessonError, match=r"99.*Lessons: 00"):
        find_lessons(["99"])


def test_a_wrong_number_ends_with_one_line_and_exit_code_1(capsys):
    assert main(["refresh", "99"]) == 1
    assert capsys.readouterr().err.startswith("lessons: 99: there is no such lesson")


# ---- open


@contextmanager
def opened(course, environment=()):
    """Start ``lessons`` on a course of its own and yield the process and the address that it prints."""
    script = (
        "import sys, pathlib, helpers.lessons as lessons\n"
        "lessons.WORK = pathlib.Path(sys.argv[1])\n"
        "sys.exit(lessons.main(['--no-browser']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(course.work)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | dict(environment),
    )
    printed = []
    try:
        for line in process.stdout:
            printed.append(line.decode())
            if found := re.search(r"http://\S+", printed[-1]):
                yield process, found[0], printed
                break
        else:
            pytest.fail("".join(printed))
    finally:
        process.kill()
        process.wait()


def fetch(address):
    for _ in range(START_SECONDS * 4):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"no answer at {address}")


def test_opens_lesson_00_quietly_and_stops_cleanly(course):
    with opened(course) as (process, address, printed):
        assert f"/lab/tree/{NAME}?token=" in address
        status, page = fetch(address)
        assert status == 200 and "JupyterLab" in page
        disabled = re.search(r'"disabledExtensions": \[([^]]*)\]', page)
        assert "announcements" in disabled[1], "JupyterLab would ask whether to fetch news"
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)  # impatient
        rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0
    text = "".join(printed) + rest.decode()
    assert not re.search(r"warn|error|deprecat|traceback|\[[WIEC] ", text, re.I), text
    assert "Stopped." in text and (course.work / NAME).exists()


def test_two_at_once_have_their_own_address_and_key(course, tmp_path):
    other = Course(tmp_path / "other")
    # Python 3.11 cannot start from a Chinese path in the locale C; the README names the remedy.
    locale = "C" if sys.prefix.isascii() else "C.UTF-8"
    with (
        opened(course, {"LANG": "C", "LC_ALL": locale}) as (_, a, _),
        opened(other) as (_, b, _),
    ):
        assert a.split("/lab")[0] != b.split("/lab")[0]
        assert fetch(a)[0] == fetch(b)[0] == 200
        key = b.split("token=")[1]
        with pytest.raises(OSError, match="403"):
            urllib.request.urlopen(f"{a.split('/lab')[0]}/api/contents?token={key}", timeout=5)


def test_stopped_while_it_starts_it_shows_no_traceback(monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("helpers.lessons.copy_lessons", stop)
    assert main(["copy"]) == 130
    assert capsys.readouterr() == ("", "Stopped.\n")


# ---- refresh


def write_lesson(folder, *sources):
    cells = [new_code_cell(source, id=f"l00-cell{n}") for n, source in enumerate(sources)]
    path = folder / NAME
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_refresh_writes_outputs_counts_and_alt_text_the_same_each_time(tmp_path):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('塘栖: a line that rises')"
    path = write_lesson(tmp_path, "1 + 1", plot)
    refresh_lesson(path)
    once = path.read_bytes()
    refresh_lesson(path)
    assert path.read_bytes() == once and once.endswith(b"}\n") and "塘栖".encode() in once
    notebook = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]
    picture = next(out for out in notebook.cells[1].outputs if "image/png" in out.get("data", {}))
    assert picture.metadata == {"image/png": {"alt": "塘栖: a line that rises"}}
    assert notebook.metadata.language_info == {"name": "python"}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; print('x', file=sys.stderr)", "cell l00-cell0: writes to stderr"),
        ("import matplotlib.pyplot as plt\n_ = plt.plot([1])", "cell l00-cell0: an image without a sentence"),
    ],
    ids=["error", "stderr", "image"],
)
def test_refresh_refuses_and_leaves_the_file(tmp_path, source, message):
    path = write_lesson(tmp_path, source)
    before = path.read_bytes()
    with pytest.raises(LessonError, match=message):
        refresh_lesson(path)
    assert path.read_bytes() == before


def test_the_comparison_of_lessons_notices_a_changed_output(tmp_path):
    """Text, table and picture: a changed character in the committed output turns the lesson red."""
    table = "import pandas as pd\npd.DataFrame({'n': [28, 59]})"
    figure = (
        "import matplotlib.pyplot as plt\n_, ax = plt.subplots()\nax.text(.5, .5, DIGIT)\nprint('a digit')"
    )
    path = write_lesson(tmp_path, "print(300)", table, *(figure.replace("DIGIT", f"'{n}'") for n in (28, 29)))
    shutil.copy(NOTEBOOKS[0].parent / "conftest.py", tmp_path)
    refresh_lesson(path)
    notebook = nbformat.read(path, as_version=4)
    cells = [cell.outputs for cell in notebook.cells]
    cells[0][0].text = "301\n"
    html = cells[1][0].data
    html["text/html"] = html["text/html"].replace("59", "58")
    cells[2][-1].data["image/png"] = cells[3][-1].data["image/png"]
    changed = tmp_path / "changed.ipynb"
    nbformat.write(notebook, changed)
    assert failed_cells(path) == []
    assert failed_cells(changed) == [f"Cell {n}" for n in range(3)]


def failed_cells(*paths):
    """The cells that the comparison refuses, each as ``Cell n``."""
    ini = NOTEBOOKS[0].parent.parent / "pyproject.toml"
    options = ["-q", "-c", ini, "--rootdir", ini.parent, "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, *paths]
    run = subprocess.run(command, cwd=ini.parent, capture_output=True, text=True, encoding="utf-8")
    assert re.search(r"\d passed", run.stdout), run.stdout + run.stderr
    return re.findall(r"^FAILED .*?(Cell \d+)", run.stdout, re.M)
