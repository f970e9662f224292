"""The weights by which names compete with words: natural logarithms of probabilities.

The tables of ``data/lexicon/`` give them as counts in large corpora, or as weights of our own.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
LANDS = "坡沟坳垭坝埠畈堰洼圩垸峁塬峪屯寨坪坞坨巷苑"  # so do these
FARMS = LANDS + "湾桥店河山口门塘岗营楼院台渡集堡岩坊冲庄湖岭墩窝梁咀嘴浜巷街铺滩港潭洲"  # 马家河
ALONE = 6.0  # what a name gains from standing alone on a line
ROLE = 6.5  # what a name gains from a role before it


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The tables of a lexicon as logarithms, ready for look-up."""

    words: Dictionary  # without the persons
    persons: Mapping[str, float]  # of the dictionary
    doubtful: dict[str, float]  # what the dictionary calls persons, often wrongly
    surnames: Mapping[str, float]
    given: Mapping[str, Mapping[str, float]]  # of characters seen in given names: first, second, single
    foreign: Mapping[str, float]
    before: Mapping[str, float]
    after: Mapping[str, float]
    sizes_before: Mapping[str, Sequence[int]]  # last character → lengths of what ends with it, falling
    sizes_after: Mapping[str, Sequence[int]]  # the same for first characters
    titles: Mapping[str, float]
    entitled: frozenset[str]  # the first two characters of titles
    kin: tuple[str, ...]
    parts: re.Pattern[str]
    starts: frozenset[str]  # the characters with which a name may begin
    most: float  # the most that can be added by what stands after a name

    def is_word(self, text: str) -> bool:
        """Whether the dictionary has this as a word and not as a person."""
        return self.words.weight(text) > NO_WORD

    def single_word(self, char: str) -> float:
        """The weight of a character as a word."""
        return max(self.words.weight(char), RARE)

    def weigh_before(self, text: str, start: int) -> float:
        """What stands before a name adds this; the longest known string counts."""
        while start and text[start - 1] in SPACES:
            start -= 1
        for size in self.sizes_before.get(text[start - 1 : start], ()):
            if (string := text[max(0, start - size) : start]) in self.before:
                return self.before[string]
        return 0.0

    def weigh_after(self, text: str, end: int) -> float:
        """What stands after a name adds this; the longest known string counts."""
        for size in self.sizes_after.get(text[end : end + 1], ()):
            if (string := text[end : end + size]) in self.after:
                return self.after[string]
        return 0.0


BODIES = frozenset("组队部处室科局会所站点院网库厂社团者庄寺庙")  # what ends so is no person


@lru_cache(maxsize=65536)
def weigh_given(m: Model, place: str, char: str) -> float:
    """The weight of a character in a given name, there first, second or single.

    One that was never seen in a given name weighs less the commoner it is elsewhere.
    """
    if char in LEVELS or char in LANDS:
        return RARE
    seen = m.given[place].get(char)
    return seen if seen is not None else UNSEEN_GIVEN - UNSEEN_SLOPE * (m.single_word(char) - RARE)


def alone(text: str, start: int, end: int) -> bool:
    """A name that fills its line, as in a list of names."""
    return end - start < 7 and text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _logs(rows: Sequence[Mapping[str, str]], column: str) -> dict[str, float]:
    return {row["term"]: math.log(float(row[column]) / 1e5) for row in rows if float(row[column] or 0) > 0}


def _sizes(terms: Iterable[str], at: int) -> dict[str, list[int]]:
    """The lengths of terms, the greatest first, by their first or last character."""
    sizes = defaultdict[str, set[int]](set)
    for term in terms:
        sizes[term[at]].add(len(term))
    return {char: sorted(own, reverse=True) for char, own in sizes.items()}


def _weights(lexicon: Lexicon, table: str, **where: str) -> dict[str, float]:
    rows = lexicon.rows(table)
    return {row["term"]: float(row["weight"]) for row in rows if all(row[k] == v for k, v in where.items())}


@lru_cache(maxsize=8)
def model(lexicon: Lexicon = DEFAULT) -> Model:
    """The tables that weigh names, from one lexicon."""
    own = dictionary(lexicon)
    tables = ("name_words", "roles", "groups", "organisations", "teams", "nouns")
    listed = {term for table in tables for term in lexicon.terms(table) if own.weight(term) == NO_WORD}
    words = replace(own.weighing(dict.fromkeys(listed, LISTED)), unknown=RARE)
    long = {term for term in lexicon.terms("name_words") if len(term) > 2}
    tagged = {word for word, tag in plain_tags().items() if tag in PERSON_TAGS and word[-1] not in BODIES}
    surnames, given = _logs(lexicon.rows("surnames"), "per_100k"), lexicon.rows("given")
    foreign, parts = _logs(lexicon.rows("transliteration"), "per_100k"), lexicon.terms("name_parts")
    before = _weights(lexicon, "name_context", side="before") | dict.fromkeys(lexicon.terms("roles"), ROLE)
    after = _weights(lexicon, "name_context", side="after")
    titles = _weights(lexicon, "titles") | _weights(lexicon, "kin")
    m = Model(
        words=words,
        persons={},
        doubtful={word: words.weight(word) for word in tagged - long},
        surnames=surnames,
        given={place: _logs(given, place) for place in ("first", "second", "single")},
        foreign=foreign,
        before=before,
        after=after,
        sizes_before=_sizes(before, -1),
        sizes_after=_sizes(after, 0),
        titles=titles,
        entitled=frozenset(title[:2] for title in titles),
        kin=tuple(sorted(lexicon.terms("kin"), key=len, reverse=True)),
        parts=re.compile(f"(?:{any_of(parts)}){{2,}}"),
        starts=frozenset("老小阿").union(*(term[0] for term in (*surnames, *foreign, *parts))),
        most=max(after.values()),
    )
    persons = _persons(m, lexicon)
    return replace(m, persons=persons, words=words.weighing(dict.fromkeys(persons, NO_WORD)))


def _persons(m: Model, lexicon: Lexicon) -> dict[str, float]:
    """The persons of the dictionary that are believed, those of well-made names, with their weights."""
    kinds = {row["term"]: row["kind"] for row in lexicon.rows("name_words")}
    tables = m.surnames, m.given["first"], m.given["second"]
    surnames, second, third = (table.keys() | m.foreign for table in tables)
    made = {
        char + rest: weight
        for char in surnames
        for rest, weight in m.words.tails.get(char, {}).items()
        if len(rest) == 2 and rest[0] in second and rest[1] in third
    }
    listed = {word: m.words.weight(word) for word, kind in kinds.items() if kind == "person"}
    return listed | {
        word: weight
        for word, weight in (made | m.doubtful).items()
        if weight > NO_WORD and len(word) > 1 and word[-1] not in LANDS and word not in kinds
        if _well_made(m, word) > WELL_MADE["nr" if word in m.doubtful else ""]
    }


def _well_made(m: Model, word: str) -> float:
    """How likely the characters of a dictionary word are as a name."""
    if len(word) == 2 and m.surnames.get(word[0], RARE) > -5.8:
        return m.given["single"].get(word[1], UNSEEN) - 5
    if len(word) == 3 and m.surnames.get(word[0], RARE) > -8.5:
        return m.given["first"].get(word[1], UNSEEN) + m.given["second"].get(word[2], UNSEEN)
    if all(c in m.foreign for c in word):
        return sum(m.foreign[c] for c in word) / len(word) - 8.2
    return RARE
