"""Possible names in a text, weighed against the words of the dictionary.

Each stretch of Chinese characters is cut along its most probable path. Dictionary words compete with *possible names*: a
surname with one or two characters, a surname with a title, a run of transliteration characters. What stands before and
after a possible name (村民 …, … 说) adds to its weight or takes from it; weights are natural logarithms of probabilities.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from .lexicon import DEFAULT, Lexicon
from .words import tokenizer

DOTS = "·•‧・"
UNSEEN = -13.0  # of a character that was never seen in a given name or transliteration
FULL, SHORT, TITLE, NICK, FOREIGN, DOTTED = (
    -4.6,
    -6.3,
    -8.5,
    -9.0,
    -6.0,
    6.0,
)  # how frequent each form of name is
WELL_MADE = -15.0  # a name of the dictionary is believed when its given characters are likelier than this
SAME = 2.0  # what a name loses for being a word of the dictionary as well
KNOWN = 12.0  # what a name gains from standing elsewhere in the same text
FAR = 5  # characters of context read on either side


RUN = re.compile(rf"[㐀-鿿]+(?:[{DOTS}][㐀-鿿]+)*")
Known = Mapping[str, Sequence[tuple[str, str]]]


class Candidate(NamedTuple):
    """A possible name from ``start`` to ``end``; ``weight`` says by how much it beats the dictionary's words."""

    start: int
    end: int
    form: str
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The tables of the lexicon as logarithms, ready for look-up."""

    words: Mapping[str, float]
    prefixes: Mapping[str, int]
    persons: frozenset[str]
    starts: frozenset[str]
    surnames: Mapping[str, float]
    first: Mapping[str, float]
    second: Mapping[str, float]
    single: Mapping[str, float]
    foreign: Mapping[str, float]
    before: Mapping[str, float]
    after: Mapping[str, float]
    titles: Mapping[str, float]

    def context(self, text: str, start: int, end: int) -> float:
        """The weight of what stands on both sides; on each side the longest known string counts."""
        left = next(
            (
                self.before[text[start - k : start]]
                for k in range(min(FAR, start), 0, -1)
                if text[start - k : start] in self.before
            ),
            0.0,
        )
        right = next(
            (self.after[text[end : end + k]] for k in range(FAR, 0, -1) if text[end : end + k] in self.after),
            0.0,
        )
        return left + right


def _logs(rows: tuple[dict[str, str], ...], column: str) -> dict[str, float]:
    return {row["term"]: math.log(float(row[column]) / 1e5) for row in rows if float(row[column] or 0) > 0}


@lru_cache(maxsize=8)
def model(lexicon: Lexicon = DEFAULT) -> Model:
    """The tables that weigh names, from one lexicon."""
    own = tokenizer(lexicon)
    total = math.log(own.total)
    words = {word: math.log(count) - total for word, count in own.FREQ.items() if count}
    given = lexicon.rows("given")
    context = lexicon.rows("name_context")
    before = {row["term"]: float(row["weight"]) for row in context if row["side"] == "before"}
    after = {row["term"]: float(row["weight"]) for row in context if row["side"] == "after"}
    titles = {row["term"]: float(row["weight"]) for table in ("titles", "kin") for row in lexicon.rows(table)}
    for term in lexicon.terms("roles"):
        before.setdefault(term, 3.5)
    surnames = _logs(lexicon.rows("surnames"), "per_100k")
    words.update(dict.fromkeys(lexicon.terms("not_names") - words.keys(), -14.0))
    m = Model(
        words,
        own.FREQ,
        frozenset(),
        frozenset("老小阿") | {name[0] for name in surnames},
        surnames,
        _logs(given, "first"),
        _logs(given, "second"),
        _logs(given, "single"),
        _logs(lexicon.rows("transliteration"), "per_100k"),
        before,
        after,
        titles,
    )
    return replace(m, persons=_persons(own, lexicon, m))


def _persons(own: Any, lexicon: Lexicon, m: Model) -> frozenset[str]:
    """The persons of the dictionary, whose tag ``nr`` is often wrong: only well-made names are believed."""
    with own.get_dict_file() as file:
        words = [line.split()[0].decode("utf-8") for line in file if b" nr" in line]
    others = lexicon.terms("not_names")
    return frozenset(
        w
        for w in words
        if w not in others
        and len(w) > 2
        and (
            (
                w[0] in m.surnames
                and len(w) == 3
                and m.first.get(w[1], UNSEEN) + m.second.get(w[2], UNSEEN) > WELL_MADE
            )
            or all(c in m.foreign for c in w)
        )
    )


def _chinese(m: Model, text: str, i: int, hi: int) -> Iterator[tuple[int, str, float]]:
    for size in (1, 2):
        surname = m.surnames.get(text[i : i + size])
        if surname is None:
            continue
        j = i + size
        if j < hi:
            yield j + 1, "full", SHORT + surname + m.single.get(text[j], UNSEEN)
        if j + 1 < hi:
            yield (
                j + 2,
                "full",
                FULL + surname + m.first.get(text[j], UNSEEN) + m.second.get(text[j + 1], UNSEEN),
            )
        for k in range(1, 5):
            title = m.titles.get(text[j : j + k])
            if title is not None and j + k <= hi:
                yield j + k, "title", TITLE + surname + title
    if text[i] in "老小阿" and i + 1 < hi and text[i + 1] in m.surnames:
        yield i + 2, "title", NICK + m.surnames[text[i + 1]]


def _foreign(m: Model, text: str, i: int, hi: int) -> Iterator[tuple[int, str, float]]:
    weight, dotted = FOREIGN, False
    for j in range(i, min(hi, i + 16)):
        if text[j] in DOTS:
            if j == i:
                return
            if not dotted:
                weight, dotted = weight + DOTTED, True
            continue
        weight += m.foreign.get(text[j], UNSEEN)
        if (
            not dotted
            and (weight < -45 or text[j] not in m.foreign)
            and not any(d in text[j : i + 8] for d in DOTS)
        ):
            return
        if j > i and (j > i + 1 or dotted):
            yield j + 1, "full", weight


def _candidates(m: Model, text: str, i: int, hi: int, known: Known) -> Iterator[tuple[int, str, float]]:
    """Possible names that start at ``i``: their end, form and weight, before the context is read."""
    if text[i] in m.starts:
        yield from _chinese(m, text, i, hi)
    if text[i] in m.foreign:
        yield from _foreign(m, text, i, hi)
    for name, form in known.get(text[i], ()):
        if text.startswith(name, i, hi):
            yield i + len(name), form, KNOWN + sum(m.words.get(c, -18.0) for c in name)


def _words(m: Model, text: str, i: int, hi: int) -> Iterator[tuple[int, float]]:
    yield i + 1, m.words.get(text[i], -18.0)
    for j in range(i + 2, hi + 1):
        word = text[i:j]
        if word not in m.prefixes:
            return
        if word in m.words and word not in m.persons:
            yield j, m.words[word]


def _best_path(m: Model, text: str, lo: int, hi: int, known: Known) -> list[Candidate]:
    """The names on the most probable path from ``lo`` to ``hi``, which is found from right to left."""
    route, step = {hi: 0.0}, {}
    for i in range(hi - 1, lo - 1, -1):
        words = {end: weight for end, weight in _words(m, text, i, hi)}
        best = max((weight + route[end], end) for end, weight in words.items())
        route[i], step[i] = best[0], (best[1], "", 0.0)
        for end, form, weight in _candidates(m, text, i, hi, known):
            if text[i:end] in m.persons:
                weight = max(weight, m.words[text[i:end]])
            elif end in words and end > i + 1:
                weight -= SAME
            weight += m.context(text, i, end)
            if weight + route[end] > route[i]:
                route[i], step[i] = weight + route[end], (end, form, weight + route[end] - best[0])
    names, i = [], lo
    while i < hi:
        end, form, gain = step[i]
        if form:
            names.append(Candidate(i, end, form, gain))
        i = end
    return names


def find_names(text: str, start: int, end: int, known: Known, lexicon: Lexicon = DEFAULT) -> list[Candidate]:
    """The names in ``text[start:end]``; ``known`` maps a first character to names that stand elsewhere in the text."""
    m = model(lexicon)
    return [
        name for run in RUN.finditer(text, start, end) for name in _best_path(m, text, *run.span(), known)
    ]
