"""A marks run over ten made-up hand-ins. They use the made-up exercises of tests/data/exercises."""

import csv
import logging
import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import lessons, marks
from helpers.errors import ExerciseError
from helpers.exercises import read_exercises
from helpers.lexicon import DATA

TABLE = Path(__file__).parent / "data" / "exercises"
TASKS = read_exercises(TABLE / "lesson_09.toml")
FIRST = f"""\
import re
from pathlib import Path
import pandas as pd
import helpers.exercises
from helpers import check
helpers.exercises.FOLDER = Path({str(TABLE)!r})"""
LIMIT = 40  # seconds; only the endless hand-in needs them, and a busy machine


def answer_cell(name, code):
    variable = name.replace(".", "_")
    return new_code_cell(f'{code.strip()}\n{variable} = answer\ncheck("{name}", {variable})')


def notebook(codes, **metadata):
    cells = [new_markdown_cell("# A hand-in"), new_code_cell(FIRST)]
    return new_notebook(cells=cells + [answer_cell(*item) for item in codes.items()], metadata=metadata)


def hand_in_ten(folder):
    """Write the ten files; return them as a dictionary of their texts."""
    right = {name: task.solution for name, task in TASKS.items()}
    untouched = dict.fromkeys(TASKS, "answer = ...")
    half = right | {name: TASKS[name].mistakes[0].code for name in ("q9.1", "q9.2", "q9.3")}
    files = {
        "right": notebook(right),
        "half right": notebook(half),
        "untouched": notebook(untouched),
        "syntax error": notebook(right | {"q9.1": "answer = (12000"}),
        "endless loop": notebook(right | {"q9.3": "while True: pass"}),
        "deleted cells": notebook({name: right[name] for name in ("q9.1", "q9.2", "q9.4")}),
        "03 作业 (1) final": notebook(right),
        "huge output": notebook(right | {"q9.2": "print('很' * 3_000_000)\n" + half["q9.2"]}),
        "wrong kernel": notebook(right, kernelspec={"name": "ir", "display_name": "R", "language": "R"}),
    }
    texts = {name: nbformat.writes(content) for name, content in files.items()}
    texts["not a notebook"] = "My answers: q9.1 is 12000."
    for name, text in texts.items():
        Path(folder, f"{name}.ipynb").write_text(text, encoding="utf-8")
    return texts


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("班级 hand-ins")
    texts = hand_in_ten(folder)
    patch = pytest.MonkeyPatch()
    patch.setattr(marks, "FOLDER", TABLE)
    calls = []
    out = folder.parent / f"{folder.name}.csv"
    found = marks.mark_folder(folder, out, LIMIT, lambda *numbers: calls.append(numbers))
    patch.undo()
    print(marks.class_table(found).to_string())
    return folder, texts, found, calls, out


EXPECTED = {
    "right": {"right": 7},
    "half right": {"right": 4, "not yet": 3},
    "untouched": {"not tried": 7},
    "syntax error": {"right": 6, "error": 1},
    "endless loop": {"right": 2, "time limit": 5},
    "deleted cells": {"right": 3, "missing": 4},
    "03 作业 (1) final": {"right": 7},
    "huge output": {"right": 6, "not yet": 1},
    "wrong kernel": {"right": 7},
    "not a notebook": {"not a notebook": 1},
}


@pytest.mark.parametrize("student", EXPECTED)
def test_outcomes_of_each_hand_in(run, student):
    outcomes = [mark.outcome for mark in run[2] if mark.student == student]
    assert {outcome: outcomes.count(outcome) for outcome in outcomes} == EXPECTED[student]


def test_a_known_mistake_brings_its_message_into_the_table(run):
    found = {(mark.student, mark.exercise): mark.message for mark in run[2]}
    assert found["half right", "q9.1"] == TASKS["q9.1"].mistakes[0].en
    assert found["syntax error", "q9.1"].startswith("SyntaxError: ")
    assert found["endless loop", "q9.3"] == f"The notebook was stopped after {LIMIT} seconds."


def test_originals_are_as_they_were(run):
    folder, texts = run[:2]
    assert {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()} == texts


def test_csv_holds_the_marks(run):
    with run[4].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["student", "exercise", "outcome", "message"]
    assert rows[1:] == [list(mark) for mark in run[2]]


def test_progress_is_reported_for_each_file(run):
    assert run[3] == [(done, 10) for done in range(11)]


def test_class_table_counts_outcomes(run):
    table = marks.class_table(run[2])
    assert table.loc["q9.1", ["right", "not yet", "error"]].tolist() == [6, 1, 1]


def test_the_table_begins_with_the_hardest_exercise_and_names_its_mistake():
    rows = [("a", "q3.1", "error", "z"), ("b", "q3.2", "not yet", "x"), ("c", "q3.2", "not yet", "y")]
    rows += [("d", "q3.2", "not yet", "y"), ("e", "q3.1", "not tried", ""), ("f", "q3.1", "missing", "")]
    rows += [("g", "q3.0", "right", "")]
    table = marks.class_table(marks.Mark(*row) for row in rows)
    assert table.index.tolist() == ["q3.2", "q3.1", "q3.0"]
    assert table[["mistake", "times"]].values.tolist() == [["y", 2], ["z", 1], ["", 0]]


def test_an_existing_file_is_not_overwritten(tmp_path):
    (tmp_path / "a.ipynb").write_text("{}")
    out = tmp_path / "marks.csv"
    out.write_text("mine")
    with pytest.raises(ExerciseError, match="--out"):
        marks.mark_folder(tmp_path, out)
    assert out.read_text() == "mine"


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(ExerciseError, match="no file"):
        marks.mark_folder(tmp_path, tmp_path / "marks.csv")


def test_a_hand_in_works_on_a_copy_of_the_data(tmp_path):
    code = "from pathlib import Path\nfor p in Path('..').rglob('article.txt'): p.write_text('gone')"
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(code)]), path)
    before = os.stat(DATA / "article.txt")
    marks.mark_file(tmp_path, Path(path.name), LIMIT)
    assert os.stat(DATA / "article.txt").st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("code", ["import os; os._exit(1)", "raise SystemExit", "input('?')", "!sleep 0"])
def test_a_notebook_that_stops_its_kernel_still_gives_a_row(tmp_path, code):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(code)]), path)
    assert [mark.outcome for mark in marks.mark_file(tmp_path, Path(path.name), LIMIT)] == ["missing"]


def test_text_like_a_formula_is_quoted():
    mark = marks.Mark("=1+1", "q3.1", "error", "-x")
    assert marks._as_text(mark) == ["'=1+1", "q3.1", "error", "'-x"]


def test_the_command_prints_a_bar_a_table_and_the_place_of_the_marks(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / "甲.ipynb").write_text("no JSON")
    (folder / "乙.docx").write_bytes(b"\xd0\xcf")
    monkeypatch.setattr("warnings.filters", [])
    disabled = logging.root.manager.disable
    out = tmp_path / "marks.csv"
    assert lessons.main(["marks", str(folder), "--out", str(out)]) == 0
    logging.disable(disabled)
    shown = capsys.readouterr()
    assert f"\r{'█' * 20} 2/2\n" in shown.out
    assert "not a notebook" in shown.out and str(out) in shown.out
    assert out.read_text(encoding="utf-8-sig").count("not a notebook") == 2


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert lessons.main(["marks", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err
