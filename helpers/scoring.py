"""Gold answers, and how close a finder comes to them: precision, recall and F1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .article import Article
from .errors import ScoreError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Score:
    """How a list of results compares with gold. Precision, recall and F1 lie between 0 and 1."""

    precision: float
    recall: float
    f1: float
    missed: tuple[Any, ...] = field(repr=False)
    extra: tuple[Any, ...] = field(repr=False)


def score(found: Iterable[Any], gold: Iterable[Any], by: Sequence[str] = ("start", "end"),
          article: Article | None = None) -> Score:
    """Compare results with gold rows; two rows are the same when the fields named by ``by`` are equal.

    Precision is the share of what was found that is in gold, recall the share of gold that was found,
    F1 their harmonic mean. Nothing found in nothing is 1.0.

    >>> from helpers.words import Word
    >>> a, b = Word(0, 2, "村民", "n"), Word(2, 4, "志愿", "v")
    >>> score([a], [a, b]).recall
    0.5
    """
    def key(row: Any) -> tuple[Any, ...]:
        try:
            return tuple(getattr(row, name) for name in by)
        except AttributeError as error:
            raise ScoreError(f"by={tuple(by)}: {error}.") from None
    found, gold = list(found), list(gold)
    found_keys, gold_keys = {key(r): r for r in found}, {key(r): r for r in gold}
    shared = found_keys.keys() & gold_keys.keys()
    precision = len(shared) / len(found_keys) if found_keys else float(not gold_keys)
    recall = len(shared) / len(gold_keys) if gold_keys else float(not found_keys)
    f1 = 2 * len(shared) / (len(found_keys) + len(gold_keys)) if found_keys or gold_keys else 1.0
    return Score(precision, recall, f1, tuple(r for k, r in gold_keys.items() if k not in shared),
                 tuple(r for k, r in found_keys.items() if k not in shared))


def table(results: Iterable[Any]) -> "pd.DataFrame":
    """Results as a DataFrame, one row each, one column per field."""
    import pandas as pd
    results = list(results)
    columns = list(getattr(results[0], "__slots__", None) or results[0]._fields) if results else []
    return pd.DataFrame([[getattr(r, c) for c in columns] for r in results], columns=columns)
