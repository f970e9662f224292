"""Comparing a learner's answer with another one: what counts as the same, and what to say when it is not."""

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

LONGEST = 100_000  # items read from a generator; no answer of the lessons comes near

Lines = tuple[str, str]  # the same message in English and in Chinese


class Unfit(Exception):
    """An answer of the wrong type; its arguments are the message in English and in Chinese."""


class Bag(tuple[Any, ...]):
    """Items whose order does not matter."""


def settle(answer: Any) -> Any:
    """The answer itself, or the list of what a generator gives, so that it can be read more than once."""
    return list(islice(answer, LONGEST)) if hasattr(answer, "__next__") else answer


def plain(x: Any) -> Any:
    """A value in its simplest form: numpy and pandas types and widths of punctuation make no difference.

    >>> plain([" 300余名，", {"b": 2.0}])
    ('300余名,', {'b': 2.0})
    """
    if isinstance(x, str):
        return unicodedata.normalize("NFKC", x).strip()
    if hasattr(x, "columns") and hasattr(x, "itertuples"):
        return tuple(tuple(map(plain, row)) for row in x.itertuples(index=False, name=None))
    if hasattr(x, "tolist"):
        return plain(x.tolist())
    if isinstance(x, dict):
        return {plain(key): plain(value) for key, value in x.items()}
    if isinstance(x, (set, frozenset)):
        return Bag(map(plain, x))
    if isinstance(x, (list, tuple, range)) or type(x).__name__.startswith("dict_"):
        return tuple(map(plain, x))
    if repr(x) in {"nan", "NaT", "<NA>"}:
        return None
    return x.isoformat() if hasattr(x, "isoformat") else x


def is_number(x: Any) -> bool:
    """Whether something is a number, truth values excepted."""
    return isinstance(x, (int, float)) and not isinstance(x, bool)


def same(a: Any, b: Any, tolerance: float = 1e-6) -> bool:
    """Whether two plain values are equal; numbers may differ by ``tolerance``.

    >>> same((1, Bag("ab")), (1.0, Bag("ba"))), same(1, True)
    (True, False)
    """
    if is_number(a) and is_number(b):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=tolerance)
    if isinstance(a, Bag) and isinstance(b, Bag):
        return len(a) == len(b) and _shared(a, b, tolerance) == len(a)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key], tolerance) for key in a)
    return type(a) is type(b) and bool(a == b)


def _shared(a: Bag, b: Bag, tolerance: float) -> int:
    """How many items of one bag are in the other; equal spellings first, the rest pair by pair."""
    common = Counter(map(repr, a)) & Counter(map(repr, b))
    rest_a, rest_b = (_without(bag, common) for bag in (a, b))
    hits = common.total()
    for item in rest_a:
        match = next((i for i, other in enumerate(rest_b) if same(item, other, tolerance)), None)
        if match is not None:
            del rest_b[match]
            hits += 1
    return hits


def _without(bag: Bag, common: Counter[str]) -> list[Any]:
    left, rest = common.copy(), []
    for item in bag:
        if left[repr(item)]:
            left[repr(item)] -= 1
        else:
            rest.append(item)
    return rest


def normal(kind: str, answer: Any, model: Any, ordered: bool = False) -> Any:
    """The form in which answers of one kind are compared.

    Args:
        kind: value, list, set, spans, table or bounds.
        answer: what the learner or a table's code gives.
        model: the right answer; it tells which type is expected.
        ordered: whether the order of a table's rows matters.

    Raises:
        Unfit: the answer has the wrong type.
    """
    if answer is None and model is not None:
        raise Unfit(
            "The answer is None. Does the cell compute something, does the function return it?",
            "答案是 None。单元格算出值了吗?函数有 return 吗?",
        )
    if kind == "table":
        return _table(answer, model, ordered)
    if kind == "spans":
        return _distinct(_span(item) for item in _items(answer))
    if kind in {"list", "set"}:
        first = next(iter(_items(model)), None)
        items = tuple(_like(item, first) for item in _items(answer))
        return items if kind == "list" else _distinct(items)
    return _value(answer, model, kind)


def _value(answer: Any, model: Any, kind: str) -> Any:
    if isinstance(model, dict) and hasattr(answer, "to_dict"):
        answer = answer.to_dict()
    value, expected = plain(answer), plain(model)
    if kind == "bounds" and (is_number(value) or (isinstance(value, tuple) and len(value) == 2)):
        return value
    if model is not None and _sort(value) != _sort(expected):
        raise Unfit(*_came(_sort(value), _sort(expected), value))
    return value


def _distinct(items: Iterable[Any]) -> Bag:
    return Bag({repr(item): item for item in items}.values())


def _items(answer: Any) -> list[Any]:
    """The items of any collection; of a table with one column its values, else its rows."""
    rows = plain(answer) if hasattr(answer, "tolist") or hasattr(answer, "itertuples") else answer
    if rows is not answer and hasattr(answer, "itertuples") and len(answer.columns) == 1:
        rows = [row[0] for row in rows]
    if isinstance(rows, (str, bytes)) or not hasattr(rows, "__iter__"):
        raise Unfit(*_came(_sort(plain(answer)), "collection", answer))
    return list(rows)


def _like(item: Any, first: Any) -> Any:
    """The text of a result or match where the right answer is made of texts."""
    if isinstance(first, str) and not isinstance(item, str):
        item = getattr(item, "text", item.group() if hasattr(item, "group") else item)
    return plain(item)


def _span(item: Any) -> Any:
    if hasattr(item, "span"):
        return item.span()
    if hasattr(item, "start") and hasattr(item, "end"):
        return item.start, item.end
    if isinstance(item, (tuple, list)) and len(item) >= 2 and all(map(is_number, plain(item[:2]))):
        return plain(item[:2])
    raise Unfit(
        f"A span is a result, a match or a pair (start, end); {shorten(item)} is none of them.",
        f"区间是结果、匹配对象或 (start, end) 二元组;{shorten(item)} 都不是。",
    )


def _table(answer: Any, model: Any, ordered: bool) -> tuple[Any, ...]:
    """Column names in alphabetical order, and the rows with their cells in that order."""
    import pandas as pd

    from .scoring import table

    if isinstance(answer, (list, tuple)) and answer:
        answer = pd.DataFrame(answer) if isinstance(answer[0], dict) else _table_of(answer, table)
    if hasattr(answer, "to_frame"):
        answer = answer.to_frame()
    if not isinstance(answer, pd.DataFrame):
        raise Unfit(*_came(_sort(plain(answer)), "table", answer))
    if isinstance(model, pd.DataFrame) and set(answer.index.names) & set(model.columns) - set(answer.columns):
        answer = answer.reset_index()
    names = sorted(map(str, answer.columns))
    frame = answer.set_axis([str(column) for column in answer.columns], axis=1)
    rows = plain(frame[names]) if len(set(names)) == len(names) else plain(frame)
    return tuple(names), rows if ordered else Bag(rows)


def _table_of(results: Any, table: Callable[[Any], Any]) -> Any:
    try:
        return table(results)
    except (AttributeError, ValueError):
        return results


SORTS = {
    "number": ("a number", "一个数"),
    "text": ("a text", "一段文字"),
    "truth": ("True or False", "True 或 False"),
    "nothing": ("None", "None"),
    "pairs": ("a dictionary", "一个字典"),
    "collection": ("a list, set or column", "列表、集合或一列"),
    "table": ("a table (DataFrame)", "一张表(DataFrame)"),
    "function": ("a function", "一个函数"),
}


def _sort(value: Any) -> str:
    tests: dict[str, Any] = {
        "truth": bool,
        "number": (int, float),
        "text": str,
        "pairs": dict,
        "collection": tuple,
    }
    found = next((name for name, types in tests.items() if isinstance(value, types)), "")
    if value is None:
        return "nothing"
    return found or ("function" if callable(value) else type(value).__name__)


def _came(came: str, expected: str, value: Any) -> Lines:
    (came_en, came_zh), (want_en, want_zh) = (SORTS.get(s, (f"an object {s}",) * 2) for s in (came, expected))
    return (
        f"The answer should be {want_en}; {shorten(value)} is {came_en}.",
        f"答案应是{want_zh};{shorten(value)} 是{came_zh}。",
    )


def shorten(value: Any) -> str:
    """The value as Python writes it, in one line of at most 40 characters."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 40 else f"{text[:37]}..."


def difference(answer: Any, expected: Any, tolerance: float) -> Lines:
    """What is wrong with an answer in its normal form, without telling the right one."""
    if is_number(answer) and is_number(expected):
        way = ("too large", "太大") if answer > expected else ("too small", "太小")
        return f"{shorten(answer)} is {way[0]}.", f"{shorten(answer)} {way[1]}。"
    if isinstance(answer, Bag) and isinstance(expected, Bag):
        hits = _shared(answer, expected, tolerance)
        extra, missing = len(answer) - hits, len(expected) - hits
        return (
            f"{hits} right, {extra} that do not belong here, {missing} missing.",
            f"对的 {hits} 个,多余 {extra} 个,缺少 {missing} 个。",
        )
    if isinstance(answer, tuple) and isinstance(expected, tuple):
        return _first_difference(answer, expected, tolerance)
    return f"{shorten(answer)} is not the answer.", f"{shorten(answer)} 不是答案。"


def _first_difference(answer: tuple[Any, ...], expected: tuple[Any, ...], tolerance: float) -> Lines:
    if len(answer) != len(expected):
        way = ("more", "多了") if len(answer) > len(expected) else ("fewer", "少了")
        n = len(answer)
        return f"There are {way[0]} values than asked for ({n}).", f"{way[1]}:现在有 {n} 个值。"
    if same(Bag(answer), Bag(expected), tolerance):
        return "The values are right, their order is not.", "值都对,顺序不对。"
    at = next(i for i, pair in enumerate(zip(answer, expected, strict=True), 1) if not same(*pair, tolerance))
    value = shorten(answer[at - 1])
    return f"Value {at} ({value}) is not right.", f"第 {at} 个值({value})不对。"
