"""Comparing a learner's answer with another one: what counts as the same, and what to say when it is not."""

import math
import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import Any

LONGEST = 100_000  # items read from a generator; no answer of the lessons comes near
TYPES: dict[str, tuple[Any, str]] = {
    "True or False": (bool, "True 或 False"),
    "a number": ((int, float), "一个数"),
    "a text": (str, "一段文字"),
    "a dictionary": (dict, "一个字典"),
    "a list, set or column": (tuple, "列表、集合或一列"),
    "a table (DataFrame)": ((), "一张表(DataFrame)"),
}

Lines = tuple[str, str]  # the same message in English and in Chinese


class Unfit(Exception):
    """An answer of the wrong type; its arguments are the message in English and in Chinese."""


class Bag(tuple[Any, ...]):
    """Items whose order does not matter."""


def settle(answer: Any) -> Any:
    """The answer itself, or the list of what a generator gives, so that it can be read more than once."""
    return list(islice(answer, LONGEST)) if hasattr(answer, "__next__") else answer


def agree(kind: str, a: Any, b: Any, model: Any, tolerance: float) -> bool:
    """Whether two answers of one kind are the same; of functions, what they gave for each case.

    Args:
        kind: value, list, set, spans, table, bounds or function.
        a: what the learner gives.
        b: the right answer, or one that a known mistake gives.
        model: the right answer; it tells which type is expected.
        tolerance: by how much numbers may differ.
    """
    if kind == "function":
        return all(agree(_kind_of(m), x, y, m, tolerance) for x, y, m in zip(a, b, model, strict=True))
    if isinstance(a, Exception) or isinstance(b, Exception):
        return type(a) is type(b)
    if kind == "bounds" and b is model and is_number(plain(a)):
        return bool(b[0] <= a <= b[1])
    return same(_read_anyhow(kind, a, model), _read_anyhow(kind, b, model), tolerance)


def explain(kind: str, answer: Any, model: Any, tolerance: float) -> Lines:
    """What to say about a wrong answer that no known mistake explains, without telling the right one."""
    try:
        a, b = (_read(kind, x, model) for x in (answer, model))
    except Unfit as error:
        return error.args[0], error.args[1]
    if kind == "table" and a[0] == b[0]:
        a, b = a[1], b[1]
    elif kind == "table":
        want, have = (", ".join(names) for names in (b[0], a[0]))
        return f"The columns should be {want}; yours are {have}.", f"列应为 {want};现在是 {have}。"
    return _explain_difference(a, b, tolerance)


def explain_call(cases: Iterable[Any], results: Any, model: Any, tolerance: float) -> Lines:
    """The first case for which a learner's function gives something else."""
    calls = zip(cases, results, model, strict=True)
    case, result = next((c, a) for c, a, b in calls if not agree(_kind_of(b), a, b, b, tolerance))
    case = shorten(case)
    if isinstance(result, Exception):
        fault = f"{type(result).__name__}: {result}"
        en = f"Your function stops with {fault} (called with {case})."
        return en, f"函数以 {case} 为参数时出错:{fault}"
    en = f"Called with {case}, your function gives {shorten(result)}. Read the case again."
    return en, f"参数是 {case} 时,函数得到 {shorten(result)}。再读一遍这个例子。"


def shorten(value: Any) -> str:
    """The value as Python writes it, in one line of at most 40 characters."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 40 else f"{text[:37]}..."


# ---- plain values


def plain(x: Any) -> Any:
    """A value in its simplest form: types of numpy and pandas and widths of punctuation make no difference.

    >>> plain([" 300余名，", {"b": 2.0}])
    ('300余名,', {'b': 2.0})
    """
    if isinstance(x, str):
        return unicodedata.normalize("NFKC", x).strip()
    if hasattr(x, "itertuples"):
        return tuple(plain(row) for row in x.itertuples(index=False, name=None))
    if hasattr(x, "tolist"):
        return plain(x.tolist())
    if isinstance(x, dict):
        return {plain(key): plain(value) for key, value in x.items()}
    if isinstance(x, (set, frozenset, Bag)):
        return Bag(map(plain, x))
    if isinstance(x, (list, tuple, range)) or type(x).__name__.startswith("dict_"):
        return tuple(map(plain, x))
    if repr(x) in {"nan", "NaT", "<NA>"}:
        return None
    return x.isoformat() if hasattr(x, "isoformat") else x


def same(a: Any, b: Any, tolerance: float = 1e-6) -> bool:
    """Whether two plain values are equal; numbers may differ by ``tolerance``.

    >>> same((1, Bag("ab")), (1.0, Bag("ba"))), same(1, True)
    (True, False)
    """
    if is_number(a) and is_number(b):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=tolerance)
    if type(a) is not type(b):
        return False
    if isinstance(a, Bag):
        return len(a) == len(b) == _count_shared(a, b, tolerance)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return bool(a.keys() == b.keys()) and all(same(a[key], b[key], tolerance) for key in a)
    return bool(a == b)


def is_number(x: Any) -> bool:
    """Whether something is a number, truth values excepted."""
    return isinstance(x, (int, float)) and not isinstance(x, bool)


def _count_shared(a: Iterable[Any], b: Iterable[Any], tolerance: float) -> int:
    """How many items of one collection are in the other, each used once."""
    hits, rest = 0, sorted(b, key=repr)
    for item in sorted(a, key=repr):
        match = next((i for i, other in enumerate(rest) if same(item, other, tolerance)), None)
        if match is not None:
            del rest[match]
            hits += 1
    return hits


# ---- the form in which answers of one kind are compared


def _kind_of(model: Any) -> str:
    """How the result of a function is compared."""
    return "set" if isinstance(model, set) else "list" if isinstance(model, (list, tuple)) else "value"


def _read_anyhow(kind: str, answer: Any, model: Any) -> Any:
    try:
        return _read(kind, answer, model)
    except Unfit:
        return plain(answer)


def _read(kind: str, answer: Any, model: Any) -> Any:
    if plain(answer) is None and model is not None:
        en = "The answer is None. Does the cell compute something, does the function return it?"
        raise Unfit(en, "答案是 None。单元格算出值了吗?函数有 return 吗?")
    if kind == "table":
        return _read_table(answer, model)
    if kind == "spans":
        return _drop_repeats(map(_read_span, _read_items(answer)))
    if kind in {"list", "set"}:
        of_texts = any(isinstance(item, str) for item in _read_items(model))
        items = (plain(_text_of(item) if of_texts else item) for item in _read_items(answer))
        return tuple(items) if kind == "list" else _drop_repeats(items)
    value = plain(answer.to_dict() if isinstance(model, dict) and hasattr(answer, "to_dict") else answer)
    expected = _name_type(plain(model))
    if expected in TYPES and _name_type(value) != expected and not (kind == "bounds" and is_number(value)):
        raise _unfit(value, expected)
    return value


def _drop_repeats(items: Iterable[Any]) -> Bag:
    return Bag({repr(item): item for item in items}.values())


def _read_items(answer: Any) -> list[Any]:
    """The items of any collection; of a table its spans, its only column or its rows."""
    if hasattr(answer, "itertuples"):
        frame = answer[["start", "end"]] if {"start", "end"} <= set(answer.columns) else answer
        return [row[0] if len(row) == 1 else row for row in plain(frame)]
    rows = plain(answer) if hasattr(answer, "tolist") else answer
    if isinstance(rows, (str, bytes)) or not hasattr(rows, "__iter__"):
        raise _unfit(answer, "a list, set or column")
    return list(rows)


def _text_of(item: Any) -> Any:
    """The text of a match or a result; any other item as it is."""
    return item.group() if hasattr(item, "group") else getattr(item, "text", item)


def _read_span(item: Any) -> Any:
    if hasattr(item, "span"):
        return item.span()
    if hasattr(item, "start") and hasattr(item, "end"):
        return item.start, item.end
    if isinstance(item, (tuple, list)) and len(item) >= 2 and all(map(is_number, plain(item[:2]))):
        return plain(tuple(item[:2]))
    en = f"A span is a result, a match or a pair (start, end); {shorten(item)} is none of them."
    raise Unfit(en, f"区间是结果、匹配对象或 (start, end) 二元组;{shorten(item)} 都不是。")


def _read_table(answer: Any, model: Any) -> tuple[Any, ...]:
    """Column names in alphabetical order, and the rows with their cells in that order."""
    import pandas as pd

    if isinstance(answer, (list, tuple)) and answer and all(isinstance(row, dict) for row in answer):
        answer = pd.DataFrame(answer)
    frame = answer.to_frame() if isinstance(answer, pd.Series) else answer
    if not isinstance(frame, pd.DataFrame):
        raise _unfit(answer, "a table (DataFrame)")
    if set(frame.index.names) & set(getattr(model, "columns", ())) - set(frame.columns):
        frame = frame.reset_index()
    frame = frame.set_axis([str(name) for name in frame.columns], axis=1).sort_index(axis=1)
    return tuple(frame.columns), Bag(plain(frame))


# ---- what is wrong


def _name_type(value: Any) -> str:
    """What a plain value is, in words."""
    name = next((name for name, (types, _) in TYPES.items() if isinstance(value, types)), "")
    return name or ("a function" if callable(value) else f"of type {type(value).__name__}")


def _unfit(value: Any, expected: str) -> Unfit:
    en = f"The answer should be {expected}; {shorten(value)} is {_name_type(plain(value))}."
    return Unfit(en, f"答案应是{TYPES[expected][1]};{shorten(value)} 的类型不对。")


def _explain_difference(a: Any, b: Any, tolerance: float) -> Lines:
    if is_number(a):
        is_large = a > (b if is_number(b) else b[0])
        en, zh = ("large", "大") if is_large else ("small", "小")
        return f"{shorten(a)} is too {en}.", f"{shorten(a)} 太{zh}。"
    if not isinstance(a, tuple):
        return f"{shorten(a)} is not the answer.", f"{shorten(a)} 不是答案。"
    hits = _count_shared(a, b, tolerance)
    if isinstance(a, Bag) or len(a) != len(b):
        extra, missing = len(a) - hits, len(b) - hits
        en = f"{hits} right, {extra} that do not belong here, {missing} missing."
        return en, f"对的 {hits} 个,多余 {extra} 个,缺少 {missing} 个。"
    if hits == len(b):
        return "The values are right, their order is not.", "值都对,顺序不对。"
    at = next(i for i, (x, y) in enumerate(zip(a, b, strict=True)) if not same(x, y, tolerance))
    return f"Value {at + 1} ({shorten(a[at])}) is not right.", f"第 {at + 1} 个值({shorten(a[at])})不对。"
