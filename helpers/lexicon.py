"""Lexicons: tables of general words that the rules read, kept apart from the rules.

A table is a CSV file in ``data/lexicon/`` whose first column is ``term``. A `Lexicon` is frozen:
`Lexicon.adding` gives a new one, so that a learner's word is used without editing a file and without changing
anybody else's result.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .errors import LexiconError

DATA = Path(__file__).resolve().parent.parent / "data"

Row = dict[str, str]


@lru_cache(maxsize=256)
def _read_table(table: str) -> tuple[Row, ...]:
    path = DATA / "lexicon" / f"{table}.csv"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.csv")))
        raise LexiconError(f"{path.name}: there is no such lexicon table. Tables: {known}.")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if not reader.fieldnames or reader.fieldnames[0] != "term":
            raise LexiconError(f"{path.name}: the first column must be called 'term'.")
        rows = tuple(reader)
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise LexiconError(f"{path.name}, line {line}: the number of columns differs from the header's.")
    return rows


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of ``data/lexicon/``, with what has been added to them.

    >>> lexicon = Lexicon().adding(words=["山核桃"])
    >>> "山核桃" in lexicon.terms("words"), "山核桃" in Lexicon().terms("words")
    (True, False)
    """

    added: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def rows(self, table: str) -> tuple[Row, ...]:
        """All rows of a table as dictionaries of strings, the added ones last.

        Raises:
            LexiconError: there is no such table.
        """
        base = _read_table(table)
        if not self.added:
            return base
        columns = _columns(table)
        extra = (
            dict.fromkeys(columns, "") | dict(zip(columns, values, strict=False))
            for name, values in self.added
            if name == table
        )
        return base + tuple(extra)

    def terms(self, table: str) -> frozenset[str]:
        """The first column of a table as a set."""
        return _terms(self, table)

    def adding(self, **tables: Iterable[str | tuple[str, ...]]) -> "Lexicon":
        """A new lexicon with more rows: each a term, or a tuple in the order of the table's columns.

        >>> Lexicon().adding(words=[("山核桃", "n")]).rows("words")[-1]["tag"]
        'n'

        Raises:
            LexiconError: there is no such table, or a row has more values than the table has columns.
        """
        extra = list(self.added)
        for table, items in tables.items():
            if isinstance(items, str):
                raise LexiconError(f"{table}={items!r}: give a list of terms, such as {table}=[{items!r}].")
            columns = _columns(table)
            for item in items:
                values = (item,) if isinstance(item, str) else tuple(str(value) for value in item)
                if not values or not values[0] or len(values) > len(columns):
                    raise LexiconError(f"{table}: {item!r} does not fit the columns {', '.join(columns)}.")
                extra.append((table, values))
        return Lexicon(tuple(extra))


@lru_cache(maxsize=1024)
def _terms(lexicon: Lexicon, table: str) -> frozenset[str]:
    return frozenset(row["term"] for row in lexicon.rows(table))


def any_of(terms: Iterable[str]) -> str:
    """A pattern of terms, the longest first; of no terms, one that matches nowhere."""
    return "|".join(map(re.escape, sorted(terms, key=lambda t: (-len(t), t)))) or "(?!)"


def find_terms(
    terms: Collection[str], text: str, spans: Iterable[tuple[int, int]], but: str = "(?!)"
) -> Iterator[tuple[int, int]]:
    """Where terms stand in stretches of a text, not before ``but``: as a pattern of `any_of` finds them.

    The time does not grow with the number of terms, and no pattern of them need be compiled.
    """
    sizes: dict[str, set[int]] = {}
    for term in terms:
        sizes.setdefault(term[0], set()).add(len(term))
    falling = {first: sorted(own, reverse=True) for first, own in sizes.items()}
    refused = re.compile(but)
    for start, end in spans:
        at = start
        for i in [i for i, char in enumerate(text[start:end], start) if char in falling]:
            ends = (i + size for size in falling[text[i]] if i >= at and text[i : i + size] in terms)
            found = next((stop for stop in ends if stop <= end and not refused.match(text, stop, end)), 0)
            if found:
                yield i, found
                at = found


def _columns(table: str) -> tuple[str, ...]:
    rows = _read_table(table)
    return tuple(rows[0]) if rows else ("term",)


DEFAULT = Lexicon()
