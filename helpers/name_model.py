"""The weights by which names compete with words: natural logarithms of probabilities.

The tables of ``data/lexicon/`` give them as counts in large corpora, or as weights of our own.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from .dictionary import NO_WORD, Dictionary, dictionary, plain_tags
from .lexicon import DEFAULT, Lexicon, any_of

SPACES = " 　"
LISTED = -14.0  # of a word that only the lexicon lists
RARE = -18.0  # of a character that is no word
UNSEEN = -13.0  # of a character that was never seen in a transliteration
UNSEEN_GIVEN, UNSEEN_SLOPE = -9.5, 0.35  # of one never seen in a given name: the less, the commoner it is
PERSON_TAGS = frozenset({"nr", "nrt", "nrfg"})
WELL_MADE = {"nr": -15.0, "": -13.0}  # persons of the dictionary have likelier given characters than this
LEVELS = "省市县区镇乡村"  # characters that end places and never names
ALONE = 6.0  # what a name gains from standing alone on a line
ROLE = 6.5  # what a name gains from a role before it
FAR = 5  # characters of context read on either side


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The tables of a lexicon as logarithms, ready for look-up."""

    words: Dictionary  # without the persons
    persons: Mapping[str, float]  # of the dictionary
    doubtful: Mapping[str, float]  # what the dictionary calls persons, often wrongly
    surnames: Mapping[str, float]
    first: Mapping[str, float]
    second: Mapping[str, float]
    single: Mapping[str, float]
    foreign: Mapping[str, float]
    before: Mapping[str, float]
    after: Mapping[str, float]
    titles: Mapping[str, float]
    kin: tuple[str, ...]
    parts: re.Pattern[str]
    starts: frozenset[str]  # the characters with which a name may begin
    most: float  # the most that a context can add

    def is_word(self, text: str) -> bool:
        """Whether the dictionary has this as a word and not as a person."""
        return self.words.weights.get(text, NO_WORD) > NO_WORD

    def given(self, table: Mapping[str, float], char: str) -> float:
        """The weight of a given-name character; an unseen one weighs less the commoner it is elsewhere."""
        if char in LEVELS:
            return RARE
        seen = table.get(char)
        return seen if seen is not None else UNSEEN_GIVEN - UNSEEN_SLOPE * (self.single_word(char) - RARE)

    def single_word(self, char: str) -> float:
        """The weight of a character as a word."""
        return max(self.words.weights.get(char, RARE), RARE)

    def context(self, text: str, start: int, end: int) -> float:
        """The weight of what stands on both sides; on each side the longest known string counts."""
        if alone(text, start, end):
            return ALONE
        while start and text[start - 1] in SPACES:
            start -= 1
        left = (
            self.before[s]
            for k in range(min(FAR, start), 0, -1)
            if (s := text[start - k : start]) in self.before
        )
        right = (self.after[s] for k in range(FAR, 0, -1) if (s := text[end : end + k]) in self.after)
        return next(left, 0.0) + next(right, 0.0)


def alone(text: str, start: int, end: int) -> bool:
    """A name that fills its line, as in a list of names."""
    return end - start < 7 and text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _logs(rows: Sequence[Mapping[str, str]], column: str) -> dict[str, float]:
    return {row["term"]: math.log(float(row[column]) / 1e5) for row in rows if float(row[column] or 0) > 0}


def _weights(lexicon: Lexicon, table: str, **where: str) -> dict[str, float]:
    rows = lexicon.rows(table)
    return {row["term"]: float(row["weight"]) for row in rows if all(row[k] == v for k, v in where.items())}


@lru_cache(maxsize=8)
def model(lexicon: Lexicon = DEFAULT) -> Model:
    """The tables that weigh names, from one lexicon."""
    weights = dict(dictionary(lexicon).weights)
    for table in ("name_words", "roles", "groups", "organisations", "teams", "nouns"):
        for term in lexicon.terms(table):
            if weights.get(term, NO_WORD) == NO_WORD:
                weights[term] = LISTED
                for n in range(1, len(term)):
                    weights.setdefault(term[:n], NO_WORD)
    long = {term for term in lexicon.terms("name_words") if len(term) > 2}
    surnames, given = _logs(lexicon.rows("surnames"), "per_100k"), lexicon.rows("given")
    foreign, parts = _logs(lexicon.rows("transliteration"), "per_100k"), lexicon.terms("name_parts")
    before = _weights(lexicon, "name_context", side="before") | dict.fromkeys(lexicon.terms("roles"), ROLE)
    after = _weights(lexicon, "name_context", side="after")
    m = Model(
        words=replace(dictionary(lexicon), weights=weights, unknown=RARE),
        persons={},
        doubtful={w: weights[w] for w, tag in plain_tags().items() if tag in PERSON_TAGS and w not in long},
        surnames=surnames,
        first=_logs(given, "first"),
        second=_logs(given, "second"),
        single=_logs(given, "single"),
        foreign=foreign,
        before=before,
        after=after,
        titles=_weights(lexicon, "titles") | _weights(lexicon, "kin"),
        kin=tuple(sorted(lexicon.terms("kin"), key=len, reverse=True)),
        parts=re.compile(f"(?:{any_of(parts)}){{2,}}"),
        starts=frozenset("老小阿").union(*(term[0] for term in (*surnames, *foreign, *parts))),
        most=max(ALONE, max(before.values()) + max(after.values())),
    )
    m = replace(m, persons={word: weights[word] for word in _persons(m, lexicon)})
    weights.update(dict.fromkeys(m.persons, NO_WORD))
    return m


def _persons(m: Model, lexicon: Lexicon) -> Iterator[str]:
    """The persons of the dictionary that are believed: those of well-made names."""
    kinds = {row["term"]: row["kind"] for row in lexicon.rows("name_words")}
    first, second, third = (set(t) | m.foreign.keys() for t in (m.surnames, m.first, m.second))
    made = {w for w in m.words.weights if len(w) == 3 and w[0] in first and w[1] in second and w[2] in third}
    yield from (word for word, kind in kinds.items() if kind == "person")
    for word in (made | m.doubtful.keys()) - kinds.keys():
        least = WELL_MADE["nr" if word in m.doubtful else ""]
        if len(word) > 1 and m.is_word(word) and _well_made(m, word) > least:
            yield word


def _well_made(m: Model, word: str) -> float:
    """How likely the characters of a dictionary word are as a name."""
    if len(word) == 2 and m.surnames.get(word[0], RARE) > -5.8:
        return m.single.get(word[1], UNSEEN) - 5
    if len(word) == 3 and m.surnames.get(word[0], RARE) > -8.5:
        return m.first.get(word[1], UNSEEN) + m.second.get(word[2], UNSEEN)
    if all(c in m.foreign for c in word):
        return sum(m.foreign[c] for c in word) / len(word) - 8.2
    return RARE
