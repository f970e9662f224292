"""Exercises that answer back: `check`, `hint` and `solution`, from the tables in ``data/exercises/``."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from .answers import agree, explain, explain_call, settle, shorten
from .errors import ExerciseError
from .lexicon import DATA

FOLDER = DATA / "exercises"
TEXTS = {"article": DATA / "article.txt", "flood": DATA / "practice" / "flood.txt"}
NO_FUNCTION = (
    "The answer should be a function: give its name, without brackets after it.",
    "答案应是一个函数:只写函数名,后面不加括号。",
)

_hints_given: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error that learners make: the code that makes it, and the message that it earns."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One row of a lesson's table. ``part`` is core or practice; ``tolerance`` has the answer's unit."""

    id: str
    part: str
    minutes: int
    question: str
    compare: str
    hints: tuple[str, ...]
    solution: str
    why: str
    mistakes: tuple[Mistake, ...]
    tolerance: float = 1e-6


@dataclass(frozen=True, slots=True, repr=False)
class Feedback:
    """What an exercise says. ``outcome``: right, not yet, not tried, hint 1/3 or solution."""

    exercise: str
    outcome: str
    en: str
    zh: str = ""
    code: str = ""

    def __repr__(self) -> str:
        """The same words as in the notebook, as plain text."""
        return "\n".join(filter(None, (f"{self.exercise} · {self.outcome}", self.code, self.en, self.zh)))

    def _repr_html_(self) -> str:
        code = f"<pre>{escape(self.code)}</pre>" if self.code else "<br>"
        chinese = f"<br><span lang='zh'>{escape(self.zh)}</span>" if self.zh else ""
        return (
            "<div style='border-left: 4px solid #777; padding-left: 0.8em'>"
            f"<strong>{self.exercise} · {self.outcome}</strong>{code}{escape(self.en)}{chinese}</div>"
        )


def check(exercise: str, answer: Any) -> Feedback:
    """Say whether an answer is right; ``...`` is an exercise not tried yet.

    >>> check("q1.1", ...).outcome
    'not tried'

    Args:
        exercise: its id, such as "q3.2".
        answer: whatever the learner made of it.

    Raises:
        ExerciseError: there is no such exercise, or its table is not well formed.
    """
    task = find_exercise(exercise)
    if answer is ...:
        en = f'Write your answer instead of ... and run the cell; hint("{exercise}") helps.'
        zh = f'把 ... 换成你的答案再运行;需要提示就用 hint("{exercise}")。'
        return Feedback(exercise, "not tried", en, zh)
    return Feedback(exercise, *_judge(task, settle(answer)))


def hint(exercise: str) -> Feedback:
    """Give the next hint; after the last one, the last again."""
    task = find_exercise(exercise)
    number = min(_hints_given.get(exercise, 0) + 1, len(task.hints))
    _hints_given[exercise] = number
    return Feedback(exercise, f"hint {number}/{len(task.hints)}", task.hints[number - 1])


def solution(exercise: str) -> Feedback:
    """Show one way to solve an exercise, and why it is right."""
    task = find_exercise(exercise)
    code = re.sub(r"\banswer\b", exercise.replace(".", "_"), task.solution.strip())
    return Feedback(exercise, "solution", task.why, code=code)


def find_exercise(name: str) -> Exercise:
    """One exercise by its id.

    Raises:
        ExerciseError: there is no such exercise.
    """
    match = re.fullmatch(r"q(\d)\.\d+", str(name))
    path = FOLDER / f"lesson_{match[1]:0>2}.toml" if match else FOLDER
    if not path.is_file():
        raise ExerciseError(f"{name!r}: no such exercise. An id such as 'q3.2' stands above its question.")
    tasks = read_exercises(path)
    if name not in tasks:
        raise ExerciseError(f"{name!r}: no such exercise. {path.name} has {', '.join(tasks)}.")
    return tasks[name]


@lru_cache
def read_exercises(path: Path) -> dict[str, Exercise]:
    """The exercises of one table by their ids. What a row should hold is proved by the tests.

    Raises:
        ExerciseError: the table cannot be read; the message names the file and the exercise.
    """
    import tomllib

    tasks: dict[str, Exercise] = {}
    where = path.name
    try:
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["exercise"]:
            where = f"{path.name}, {row.get('id')}"
            mistakes = tuple(Mistake(**mistake) for mistake in row["mistakes"])
            tasks[row["id"]] = Exercise(**{**row, "hints": tuple(row["hints"]), "mistakes": mistakes})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExerciseError(f"{where}: not a table of exercises as in CONTRIBUTING.md ({error}).") from error
    return tasks


@lru_cache
def _run(name: str, code: str) -> dict[str, Any]:
    """The names that a table's code leaves behind; among them must be ``answer``."""
    import helpers

    words = set(re.findall(r"\w+", code))  # what the code does not name is not loaded
    names: dict[str, Any] = {"re": re} | {
        word: getattr(helpers, word) for word in words & set(helpers.__all__)
    }
    names |= {word: helpers.read_article(TEXTS[word]) for word in words & set(TEXTS)}
    if "pd" in words:
        names["pd"] = import_module("pandas")
    try:
        exec(compile(code, name, "exec"), names)
        names["answer"] = settle(names["answer"])
    except Exception as error:
        message = f"{name}: code in this exercise's table fails with {error!r}: {shorten(code)}."
        raise ExerciseError(f"{message} This is not your fault; please report it.") from error
    return names


def _judge(task: Exercise, answer: Any) -> tuple[str, str, str]:
    """The outcome of an answer, and the message for it in two languages."""
    names = _run(task.id, task.solution)
    cases, read = names.get("cases", ()), settle
    if task.compare == "function":
        if not callable(answer):
            return "not yet", *NO_FUNCTION
        read = partial(_call, cases=cases)
    answer, expected = read(answer), read(names["answer"])
    if agree(task.compare, answer, expected, expected, task.tolerance):
        return "right", f'Right. solution("{task.id}") says why.', f'对了。用 solution("{task.id}") 看原因。'
    for mistake in task.mistakes:
        wrong = read(_run(task.id, mistake.code)["answer"])
        if agree(task.compare, answer, wrong, expected, task.tolerance):
            return "not yet", mistake.en, mistake.zh
    if task.compare == "function":
        return "not yet", *explain_call(cases, answer, expected, task.tolerance)
    return "not yet", *explain(task.compare, answer, expected, task.tolerance)


def _call(function: Any, cases: Iterable[Any]) -> list[Any]:
    """What a function gives for each case (a tuple holds several arguments); an error counts as a result."""
    results: list[Any] = []
    for case in cases:
        try:
            results.append(settle(function(*deepcopy(case if isinstance(case, tuple) else (case,)))))
        except Exception as error:
            results.append(error)
    return results
