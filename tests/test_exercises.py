"""Feedback on every kind of answer, and the proof of every exercise of the course."""

import csv
import json
import re
import subprocess
import sys
import tomllib
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import helpers
from helpers import check, exercises, hint, solution
from helpers.answers import agree, plain, same, settle
from helpers.errors import ExerciseError
from helpers.exercises import FOLDER, read_exercises

DATA = Path(__file__).parent / "data"
MADE_UP = DATA / "exercises" / "lesson_09.toml"
NOTEBOOKS = FOLDER.parent.parent / "notebooks"
LESSONS = ["01", "02", "03", "04", "05", "06"]
COURSE = {name: task for path in sorted(FOLDER.glob("*.toml")) for name, task in read_exercises(path).items()}
MISTAKES = [(name, number) for name, task in COURSE.items() for number in range(len(task.mistakes))]
with (DATA / "answers.csv").open(encoding="utf-8", newline="") as file:
    ANSWERS = list(csv.DictReader(file))


# ---- feedback, on made-up exercises


@pytest.fixture
def made_up(monkeypatch):
    monkeypatch.setattr(exercises, "FOLDER", DATA / "exercises")
    monkeypatch.setattr(exercises, "_hints_given", {})


@pytest.mark.parametrize("row", ANSWERS, ids=[f"{row['exercise']} {row['id']}" for row in ANSWERS])
def test_answers_of_every_type(row, made_up):
    names = {name: getattr(helpers, name) for name in helpers.__all__}
    feedback = check(row["exercise"], eval(row["answer"], {**names, "pd": pd, "np": np, "re": re}))
    assert feedback.outcome == row["outcome"]
    assert row["says"] in feedback.en


@pytest.mark.parametrize("name", [f"q9.{n}" for n in range(1, 8)])
def test_untouched_costs_nothing(name, made_up, monkeypatch):
    monkeypatch.setattr(exercises, "_run", None)
    assert check(name, ...).outcome == "not tried"


def test_untouched_imports_nothing_heavy():
    code = "import sys; from helpers import check; check('q3.1', ...); print(*sys.modules)"
    modules = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert "helpers.exercises" in modules and not {"pandas", "jieba", "matplotlib"} & set(modules)


def test_hints_come_one_by_one_and_the_last_stays(made_up):
    shown = [hint("q9.1") for _ in range(3)]
    assert [feedback.outcome for feedback in shown] == ["hint 1/2", "hint 2/2", "hint 2/2"]
    assert [feedback.en for feedback in shown] == [
        "What does 万 stand for?",
        "Multiply by 10000.",
        "Multiply by 10000.",
    ]


def test_solution_uses_the_name_of_the_answer_cell(made_up):
    feedback = solution("q9.7")
    assert "def q9_7(text):" in feedback.code
    assert feedback.en == "+ takes all digits of a numeral."


@pytest.mark.parametrize("answer", [..., 12000, 1.2, "<script>&"])
def test_html_and_plain_text_say_the_same(answer, made_up):
    feedback = check("q9.1", answer)
    words = unescape(re.sub(r"<[^>]*>", " ", feedback._repr_html_())).split()
    assert words == repr(feedback).split() or "<script>" in repr(feedback)
    assert "<script>" not in feedback._repr_html_()


@pytest.mark.parametrize("name", ["q9.99", "q8.1", "q9", "", "../q9.1", None])
def test_unknown_exercise_is_named(name, made_up):
    with pytest.raises(ExerciseError, match=re.escape(repr(name))):
        check(name, ...)


FIELDS = {"id": str, "part": str, "minutes": int, "question": str, "compare": str, "hints": list}
FIELDS |= {"solution": str, "why": str, "mistakes": list}
OPTIONS = {"tolerance": (int, float)}
KINDS = ["value", "set", "list", "table", "spans", "bounds", "function"]


def fault_of(text, lesson):
    """What is wrong with a table of exercises, or an empty string."""
    rows = tomllib.loads(text)["exercise"]
    faults = (f"{row.get('id')}: {fault}" for row in rows for fault in faults_of(row, lesson))
    ids = [row.get("id") for row in rows]
    return next(faults, "" if len(ids) == len(set(ids)) else "an id is used twice")


def faults_of(row, lesson):
    for name, kind in (FIELDS | {k: v for k, v in OPTIONS.items() if k in row}).items():
        if not isinstance(row.get(name), kind) or not row[name]:
            yield f"{name} is missing, empty or of the wrong type"
            return
    keys = [set(mistake) for mistake in row["mistakes"]]
    lines = [mistake.get(key, "") for mistake in row["mistakes"] for key in ("en", "zh")]
    rules = {
        "unknown key": set(row) <= set(FIELDS) | set(OPTIONS),
        "id of another lesson": re.fullmatch(rf"q{lesson}\.\d+", row["id"]),
        "unknown kind": row["compare"] in KINDS,
        "part": row["part"] in {"core", "practice"},
        "two or three hints": 2 <= len(row["hints"]) <= 3,
        "at least two mistakes": len(keys) >= 2,
        "a mistake has code, en and zh": all(names == {"code", "en", "zh"} for names in keys),
        "a message is one line": all(line.strip() and "\n" not in line for line in lines),
    }
    yield from (name for name, kept in rules.items() if not kept)


@pytest.mark.parametrize("path", [*sorted(FOLDER.glob("*.toml")), MADE_UP], ids=lambda path: path.stem)
def test_a_table_is_well_formed(path):
    assert fault_of(path.read_text(encoding="utf-8"), path.stem[-1]) == ""


GOOD = "[[exercise]]" + MADE_UP.read_text(encoding="utf-8").split("[[exercise]]")[1]
FAULTS = {
    "missing key": ('part = "core"', "", "q9.1: part"),
    "empty": ('why = "万 is ten thousand."', 'why = ""', "q9.1: why"),
    "wrong type": ("minutes = 2", 'minutes = "2"', "q9.1: minutes"),
    "other lesson": ('"q9.1"', '"q3.1"', "q3.1: id"),
    "kind": ('"value"', '"number"', "q9.1: unknown kind"),
    "part": ('"core"', '"middle"', "q9.1: part"),
    "one hint": (', "Multiply by 10000."', "", "q9.1: two or three hints"),
    "unknown key": ("minutes = 2", "minutes = 2\nlevel = 3", "q9.1: unknown key"),
    "one mistake": (GOOD[GOOD.rindex("[[exercise.m") :], "", "q9.1: at least two mistakes"),
    "mistake without Chinese": ('zh = "漏了“万”。"', "", "q9.1: a mistake has code, en and zh"),
    "message of two lines": ("漏了“万”。", "漏了\\n“万”。", "q9.1: a message"),
    "id used twice": (GOOD, GOOD + GOOD, "an id is used twice"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_noticed(fault):
    old, new, message = FAULTS[fault]
    assert old in GOOD and fault_of(GOOD.replace(old, new), 9).startswith(message)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id = ", "lesson_09.toml"),
        ("a = 1", "lesson_09.toml"),
        (GOOD.replace('part = "core"', ""), "q9.1"),
        (GOOD.replace("minutes = 2", "level = 3"), "q9.1"),
        (GOOD.replace('zh = "漏了“万”。"', ""), "q9.1"),
    ],
    ids=["no TOML", "no exercise", "missing key", "unknown key", "mistake without Chinese"],
)
def test_a_table_that_cannot_be_read_is_named(text, place, tmp_path):
    path = tmp_path / "lesson_09.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExerciseError, match=f"lesson_09.toml.*{place}|^{place}"):
        read_exercises(path)


def test_code_that_fails_in_a_table_is_not_the_learners_fault(made_up):
    with pytest.raises(ExerciseError, match=r"q9\.1.*not your fault"):
        exercises._run("q9.1", "answer = nothing")


TEXTS = st.text(max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.sets(TEXTS, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_a_value_is_the_same_as_itself(value):
    assert same(plain(value), plain(value))
    assert plain(plain(value)) == plain(value)


ODD = [
    range(3),
    slice(1, 2),
    object(),
    int,
    len,
    b"12",
    1j,
    pd.NA,
    pd.NaT,
    np.array([]),
    pd.Series(dtype=object),
]
ODD += [
    pd.DataFrame(),
    pd.DataFrame([[1, 2]]),
    [pd.DataFrame()],
    [[]],
    [None],
    {1: {2}},
    Exception("x"),
    [range(3)],
]


@pytest.mark.parametrize("name", [f"q9.{n}" for n in range(1, 8)])
@given(answer=VALUES | st.sampled_from(ODD) | st.lists(st.sampled_from(ODD)))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@example(answer=[{}, None])
def test_no_answer_makes_check_raise(name, answer, made_up):
    assert check(name, answer).outcome in {"right", "not yet"}


@given(st.lists(st.text() | st.integers()), st.randoms())
def test_order_and_container_of_a_set_do_not_matter(items, random):
    shuffled = random.sample(items, len(items))
    forms = [items, tuple(items), pd.Series(items, dtype=object), (x for x in shuffled)]
    assert all(agree("set", settle(form), items, items, 0) for form in forms)


# ---- every exercise of the course


@pytest.fixture
def in_lesson(monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)  # a table's code may read "../data/…" as a lesson does


@pytest.mark.parametrize("name", COURSE)
def test_untouched_is_not_tried(name):
    assert check(name, ...).outcome == "not tried"


@pytest.mark.parametrize("name", COURSE)
def test_solution_is_right(name, in_lesson):
    answer = exercises._run(name, COURSE[name].solution)["answer"]
    feedback = check(name, answer)
    assert feedback.outcome == "right", feedback
    assert not hasattr(answer, "__len__") or len(answer)


@pytest.mark.parametrize(
    ("name", "number"), MISTAKES, ids=[f"{name} mistake {n + 1}" for name, n in MISTAKES]
)
def test_mistake_earns_its_own_message(name, number, in_lesson):
    mistake = COURSE[name].mistakes[number]
    feedback = check(name, exercises._run(name, mistake.code)["answer"])
    assert (feedback.outcome, feedback.en, feedback.zh) == ("not yet", mistake.en, mistake.zh)


@pytest.mark.parametrize(
    ("name", "number"), MISTAKES, ids=[f"{name} mistake {n + 1}" for name, n in MISTAKES]
)
def test_messages_are_in_both_languages(name, number):
    mistake = COURSE[name].mistakes[number]
    assert re.search(r"[a-z]{2,} ", mistake.en) and re.search(r"[一-鿿]{2}", mistake.zh)
    assert mistake.en != mistake.zh


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_has_its_exercises(lesson):
    tasks = read_exercises(FOLDER / f"lesson_{lesson}.toml").values()
    assert len(tasks) >= 4
    assert sum(task.part == "core" for task in tasks) == 2


# ---- the exercises in the lessons


def cells_of(lesson):
    path = next(NOTEBOOKS.glob(f"{lesson}_*.ipynb"))
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


def outputs(cell):
    texts = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.get("outputs", [])]
    return "\n".join("".join(text) for text in texts)


@pytest.mark.parametrize("lesson", LESSONS)
def test_table_and_lesson_hold_the_same_exercises(lesson):
    code = "\n".join(source(cell) for cell in cells_of(lesson) if cell["cell_type"] == "code")
    checked = re.findall(r"""check\(["'](.+?)["']""", code)
    assert checked == list(read_exercises(FOLDER / f"lesson_{lesson}.toml"))


@pytest.mark.parametrize("name", COURSE)
def test_exercise_stands_beside_its_answer_cell(name):
    task, variable, cells = COURSE[name], name.replace(".", "_"), cells_of("0" + name[1])
    answer_cell = f'{variable} = ...\ncheck("{name}", {variable})'
    at = next(i for i, cell in enumerate(cells) if source(cell) == answer_cell)
    assert cells[at - 1]["cell_type"] == "markdown"
    head = rf"^####? Exercise {re.escape(name)} · {task.minutes} minutes?$"
    assert re.search(head, source(cells[at - 1]), re.MULTILINE)
    parts = [
        line for cell in cells[:at] if cell["cell_type"] == "markdown" for line in source(cell).splitlines()
    ]
    parts = [line[3:].split()[0].lower() for line in parts if re.match("## (Core|Practice|Further)", line)]
    assert parts[-1] == task.part


@pytest.mark.parametrize("lesson", LESSONS)
def test_fresh_lesson_shows_no_hint_and_no_solution(lesson):
    for cell in cells_of(lesson):
        if cell["cell_type"] == "code":
            assert not re.search(r"\b(hint|solution)\(\s*[\"']", source(cell))
            assert not re.search(r"q\d\.\d+ · (hint|solution|right|not yet)", outputs(cell))


def leaves(value):
    """Every number and text of an answer."""
    if isinstance(value, dict):
        return [leaf for pair in value.items() for part in pair for leaf in leaves(part)]
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, tuple) else [value]


def is_readable(value, text):
    return all(
        re.search(
            rf"(?<![\w.]){re.escape(f'{leaf:g}' if isinstance(leaf, float) else str(leaf))}(?![\w.])", text
        )
        if not isinstance(leaf, str)
        else plain(leaf) in plain(text)
        for leaf in leaves(plain(value))
    )


@pytest.mark.parametrize("name", [name for name, task in COURSE.items() if task.compare != "function"])
def test_answer_is_not_readable_beside_its_question(name, in_lesson):
    cells = cells_of("0" + name[1])
    at = next(i for i, cell in enumerate(cells) if f'check("{name}"' in source(cell))
    text = "\n".join(source(cell) + "\n" + outputs(cell) for cell in cells[at - 1 : at + 1])
    text = text.replace(name, "").replace(name.replace(".", "_"), "")
    assert not is_readable(exercises._run(name, COURSE[name].solution)["answer"], text)


@pytest.mark.parametrize("name", COURSE)
def test_solution_code_is_not_in_the_lesson(name):
    lesson = re.sub(r"\s", "", "\n".join(map(source, cells_of("0" + name[1]))))
    code = COURSE[name].solution.replace("answer", name.replace(".", "_"))
    assert re.sub(r"\s", "", code) not in lesson
