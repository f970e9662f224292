"""Possible names in a text, weighed against the words of the dictionary.

Each stretch of Chinese characters is cut along its most probable path, on which dictionary words compete with
*possible names*: a surname with one or two characters, a surname with a title, a run of transliteration
characters. What stands before and after a possible name (村民 …, … 说) adds to its weight or takes from it.
Weights are natural logarithms of probabilities; the tables of ``data/lexicon/`` give them as counts.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from .dictionary import NO_WORD, Dictionary, dictionary, plain_tags
from .lexicon import DEFAULT, Lexicon

DOTS, SPACES = "·•‧・", " 　"
RUN = re.compile(rf"[㐀-鿿]+(?:[{DOTS}][㐀-鿿]+)*")
# How frequent each form is among words: 王小明, 王明, 陈方安生, 陈书记, 老周, 克林顿; what a dot adds.
FULL, SHORT, MARRIED, TITLE, NICK, FOREIGN, DOTTED = -5.0, -6.3, -9.0, -8.5, -9.5, -6.0, 6.0
LISTED = -14.0  # of a word that only the lexicon lists
RARE = -18.0  # of a character that is no word
UNSEEN_DOTTED = -11.0
BREAKS = "与和及跟同在的是了说把被对向从为将也都就还又给让等到由"  # no names begin or go on with these words
PARTED = -12.0  # of a name built of known parts (扎西顿珠)
KNOWN_FULL = -10.0  # the least weight of a full name that stands elsewhere
UNSEEN = -13.0  # of a character that was never seen in a transliteration
UNSEEN_GIVEN, UNSEEN_SLOPE = -9.5, 0.35  # of one never seen in a given name: the less, the commoner it is
PERSON_TAGS = frozenset({"nr", "nrt", "nrfg"})
WELL_MADE = {"nr": -15.0, "": -13.0}  # persons of the dictionary have likelier given characters than this
SAME = 2.0  # what a name loses for being a word of the dictionary as well
KNOWN, KNOWN_WORD = 12.0, 7.0  # what a name gains from standing elsewhere; if it is a word as well
GIVEN = 1.0  # what the given name alone gains less
SURE = 8.0  # the lead that outweighs a place of the same name in the text (柴家坞, 柴家坞村)
SAFE = 1.5  # the lead that makes a name known
LEVELS = "省市县区镇乡村"  # characters that end places and never names
ALONE = 6.0  # what a name gains from standing alone on a line
ROLE = 6.5  # what a name gains from a role before it
FAR = 5  # characters of context read on either side

Known = Mapping[str, Sequence[tuple[str, str]]]
Option = tuple[int, str, float]


class Candidate(NamedTuple):
    """A name from ``start`` to ``end``; ``weight`` is its lead over the best path without it."""

    start: int
    end: int
    form: str
    weight: float


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
        if _alone(text, start, end):
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


def _alone(text: str, start: int, end: int) -> bool:
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
    surnames, given = _logs(lexicon.rows("surnames"), "per_100k"), lexicon.rows("given")
    foreign, parts = _logs(lexicon.rows("transliteration"), "per_100k"), lexicon.terms("name_parts")
    before = _weights(lexicon, "name_context", side="before") | dict.fromkeys(lexicon.terms("roles"), ROLE)
    after = _weights(lexicon, "name_context", side="after")
    m = Model(
        words=replace(dictionary(lexicon), weights=weights, unknown=RARE),
        persons={},
        doubtful={word: weights[word] for word, tag in plain_tags().items() if tag in PERSON_TAGS},
        surnames=surnames,
        first=_logs(given, "first"),
        second=_logs(given, "second"),
        single=_logs(given, "single"),
        foreign=foreign,
        before=before,
        after=after,
        titles=_weights(lexicon, "titles") | _weights(lexicon, "kin"),
        kin=tuple(sorted(lexicon.terms("kin"), key=len, reverse=True)),
        parts=re.compile(f"(?:{'|'.join(sorted(parts, key=len, reverse=True))}){{2,}}"),
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


def _chinese(m: Model, run: str, i: int) -> Iterator[Option]:
    for size in (1, 2):
        surname = m.surnames.get(run[i : i + size])
        if surname is None or i + size >= len(run):
            continue
        j = i + size
        tail = run[j : j + 4]
        yield j + 1, "full", SHORT + surname + m.given(m.single, tail[0])
        if len(tail) > 1:
            two = surname + m.given(m.first, tail[0]) + m.given(m.second, tail[1])
            yield j + 2, "full", FULL + two
            if len(tail) > 2 and tail[0] in m.surnames:
                own = m.given(m.first, tail[1]) + m.given(m.second, tail[2])
                yield j + 3, "full", MARRIED + surname + m.surnames[tail[0]] + own
        for k in range(1, len(tail) + 1):
            title = m.titles.get(tail[:k])
            if title is not None and run[i] not in BREAKS:  # 由|副县长
                yield j + k, "title", TITLE + surname + title
    after = run[i + 1 : i + 2]
    if run[i] in "老小阿" and after in m.surnames:
        yield i + 2, "title", NICK + m.surnames[after]
    elif run[i] == "阿" and after in m.second:
        yield i + 2, "given", NICK + m.second[after]


def _foreign(m: Model, run: str, i: int) -> Iterator[Option]:
    dotted = any(c in DOTS for c in run[i : i + 8])
    weight = FOREIGN
    for j in range(i, min(len(run), i + 20)):
        char = run[j]
        if char in BREAKS and j > i:
            return
        if char in DOTS:
            weight += DOTTED
        elif char in m.foreign or dotted:
            weight += m.foreign.get(char, UNSEEN_DOTTED)
            if j > i:
                yield j + 1, "full", weight
        else:
            return


def _options(m: Model, run: str, i: int, known: Known) -> Iterator[Option]:
    """Possible names that start at ``i``: end, form and weight before the context is read."""
    if run[i] in m.starts:
        yield from _chinese(m, run, i)
        if run[i] in m.foreign:
            yield from _foreign(m, run, i)
        parted = m.parts.match(run, i)
        if parted and not {run[i - 1 : i], run[parted.end() : parted.end() + 1]} & set(DOTS):
            yield parted.end(), "full", PARTED
    yield from _known_options(m, run, i, known)


def _known_options(m: Model, run: str, i: int, known: Known) -> Iterator[Option]:
    """Names that were found elsewhere, a given name with a kin word too (月娥婶)."""
    for name, form in known.get(run[i], ()):
        if not run.startswith(name, i):
            continue
        end, common = i + len(name), m.is_word(name)
        weight = (KNOWN_WORD if common else KNOWN) + sum(m.single_word(c) for c in name)
        if form == "full":
            yield end, form, weight if common or len(name) < 3 else max(weight, KNOWN_FULL)
            continue
        yield end, form, weight - GIVEN
        for kin in m.kin:
            if run.startswith(kin, end):
                yield end + len(kin), "title", weight


def _best_path(m: Model, text: str, lo: int, hi: int, known: Known) -> list[Candidate]:
    """The names on the most probable path from ``lo`` to ``hi``, which is found from right to left."""
    run = text[lo:hi]
    route, step = [0.0] * (len(run) + 1), [(0, "", 0.0)] * len(run)
    for i in range(len(run) - 1, -1, -1):
        plain, end = m.words.best_word(run, i, route)
        best, step[i] = plain, (end, "", 0.0)
        if run[i] in m.starts or run[i] in known:
            for end, form, weight in _options(m, run, i, known):
                weight = _as_word(m, text, lo + i, lo + end, form, weight) + route[end]
                if weight + m.most > best and (weight := weight + m.context(text, lo + i, lo + end)) > best:
                    best, step[i] = weight, (end, form, weight - plain)
        route[i] = best
    return list(_names(step, lo))


def _as_word(m: Model, text: str, start: int, end: int, form: str, weight: float) -> float:
    """The weight of a name that may be a word of the dictionary: more if that is a person, else less."""
    name = text[start:end]
    if name in m.persons:
        return max(weight, m.persons[name])
    if len(name) == 3 and name in m.doubtful and _alone(text, start, end):
        return max(weight, m.doubtful[name])
    if form == "full" and len(name) > 1 and name not in m.doubtful and m.is_word(name):
        return weight - SAME
    return weight


def _names(step: Sequence[Option], lo: int) -> Iterator[Candidate]:
    at = 0
    while at < len(step):
        end, form, lead = step[at]
        if form:
            yield Candidate(lo + at, lo + end, form, lead)
        at = end


def find_names(text: str, spans: Sequence[tuple[int, int]], lexicon: Lexicon = DEFAULT) -> list[Candidate]:
    """The names in the given stretches of a text, in reading order.

    The text is read twice; the second time the names that were found safely are known, and their given names.
    """
    return list(
        _find(text, tuple(r.span() for start, end in spans for r in RUN.finditer(text, start, end)), lexicon)
    )


@lru_cache(maxsize=4)
def _find(text: str, runs: tuple[tuple[int, int], ...], lexicon: Lexicon) -> tuple[Candidate, ...]:
    """The names in the runs of Chinese characters: kept, since words and people ask for the same."""
    m = model(lexicon)
    found = [_best_path(m, text, lo, hi, {}) for lo, hi in runs]
    known = _known(m, text, [name for names in found for name in names])
    heads = {name[:2] for names in known.values() for name, _ in names}
    for n, (lo, hi) in enumerate(runs):
        if any(text[i : i + 2] in heads for i in range(lo, hi - 1)):
            found[n] = _best_path(m, text, lo, hi, known)
    places = {text[i - k : i] for i, char in enumerate(text) if char in LEVELS for k in (2, 3)}
    return tuple(
        n
        for names in found
        for n in names
        if n.weight > SURE or not {text[n.start : n.end], text[n.start : n.end + 1]} & places
    )


def _known(m: Model, text: str, names: Sequence[Candidate]) -> Known:
    known: dict[str, dict[str, str]] = {}
    leads: dict[str, float] = defaultdict(float)
    for n in names:
        if n.form == "full":
            leads[text[n.start : n.end]] += n.weight
    full = [name for name, lead in leads.items() if lead >= SAFE]
    for name in sorted(full):
        known.setdefault(name[0], {})[name] = "full"
    for name in sorted(full):
        given = split_name(name, m.surnames)[1]
        if len(given) > 1 and given not in known.get(given[0], {}):
            known.setdefault(given[0], {})[given] = "given"
    return {first: tuple(forms.items()) for first, forms in known.items()}


def split_name(name: str, surnames: Iterable[str]) -> tuple[str, str]:
    """Surname and given name; of a name with a dot, the last part and the first, by which a person is called.

    >>> split_name("欧阳修", {"欧阳", "欧"}), split_name("阿依木·赛尔江", ())
    (('欧阳', '修'), ('赛尔江', '阿依木'))
    """
    parts = re.split(f"[{DOTS}]", name)
    if len(parts) > 1:
        return parts[-1], parts[0]
    size = 2 if name[:2] in surnames and len(name) > 2 else 1
    return (name[:size], name[size:]) if name[:size] in surnames and len(name) <= size + 2 else (name, "")
