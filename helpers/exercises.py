"""Exercises that answer back: `check`, `hint` and `solution`, from the tables in ``data/exercises/``."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from .answers import Lines, Unfit, explain_difference, is_number, normal, plain, same, settle, shorten
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
    ordered: bool = False
    returns: str = "value"


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
    outcome, lines = _judge(task, settle(answer))
    return Feedback(exercise, outcome, *lines)


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


def _judge(task: Exercise, answer: Any) -> tuple[str, Lines]:
    """The outcome of an answer, and the message for it in two languages."""
    names = _run(task.id, task.solution)
    expected, cases = names["answer"], names.get("cases", ())
    if task.compare == "function":
        if not callable(answer):
            return "not yet", NO_FUNCTION
        answer, expected = _call(answer, cases), _call(expected, cases)
    if _agree(task, answer, expected, expected):
        en, zh = f'Right. solution("{task.id}") says why.', f'对了。用 solution("{task.id}") 看原因。'
        return "right", (en, zh)
    for mistake in task.mistakes:
        wrong = _run(task.id, mistake.code)["answer"]
        wrong = _call(wrong, cases) if task.compare == "function" else wrong
        if _agree(task, answer, wrong, expected, exact=True):
            return "not yet", (mistake.en, mistake.zh)
    if task.compare == "function":
        return "not yet", _explain_call(task, cases, answer, expected)
    return "not yet", _explain(task, answer, expected)


def _call(function: Any, cases: Iterable[Any]) -> list[Any]:
    """What a function gives for each case (a tuple holds several arguments); an error counts as a result."""
    results: list[Any] = []
    for case in cases:
        try:
            results.append(settle(function(*deepcopy(case if isinstance(case, tuple) else (case,)))))
        except Exception as error:
            results.append(error)
    return results


def _agree(task: Exercise, a: Any, b: Any, model: Any, exact: bool = False) -> bool:
    """Whether two answers are the same by the rules of an exercise; a function's, case by case."""
    if task.compare != "function":
        return _agree_as(task.compare, task, a, b, model, exact)
    return all(_agree_as(task.returns, task, *results) for results in zip(a, b, model, strict=True))


def _agree_as(kind: str, task: Exercise, a: Any, b: Any, model: Any, exact: bool = False) -> bool:
    if isinstance(a, Exception) or isinstance(b, Exception):
        return type(a) is type(b)
    try:
        a, b = (normal(kind, x, model, task.ordered) for x in (a, b))
    except Unfit:
        a, b = plain(a), plain(b)
    if kind == "bounds" and is_number(a) and not exact:
        return bool(b[0] <= a <= b[1])
    return same(a, b, task.tolerance)


def _explain(task: Exercise, answer: Any, expected: Any) -> Lines:
    """What to say about a wrong answer that no known mistake explains."""
    try:
        a, b = (normal(task.compare, x, expected, task.ordered) for x in (answer, expected))
    except Unfit as error:
        return error.args[0], error.args[1]
    if task.compare != "table":
        return explain_difference(a, b, task.tolerance)
    if a[0] == b[0]:
        return explain_difference(a[1], b[1], task.tolerance)
    want, have = (", ".join(names) for names in (b[0], a[0]))
    return f"The columns should be {want}; yours are {have}.", f"列应为 {want};现在是 {have}。"


def _explain_call(task: Exercise, cases: Any, results: Any, expected: Any) -> Lines:
    """The first case for which a learner's function gives something else."""
    calls = zip(cases, results, expected, strict=True)
    case, result = next((case, a) for case, a, b in calls if not _agree_as(task.returns, task, a, b, b))
    case = shorten(case)
    if isinstance(result, Exception):
        fault = f"{type(result).__name__}: {result}"
        en = f"Your function stops with {fault} (called with {case})."
        return en, f"函数以 {case} 为参数时出错:{fault}"
    en = f"Called with {case}, your function gives {shorten(result)}. Read the case again."
    return en, f"参数是 {case} 时,函数得到 {shorten(result)}。再读一遍这个例子。"
