"""Possible names in a text, weighed against the words of the dictionary.

Each stretch of Chinese characters is cut along its most probable path, on which dictionary words compete with
*possible names*: a surname with one or two characters, a surname with a title, a run of transliteration
characters. What stands before and after a possible name (村民 …, … 说) adds to its weight or takes from it.
Weights are natural logarithms of probabilities (see `name_model`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .article import Article
from .lexicon import DEFAULT, Lexicon
from .name_model import LEVELS, Model, alone, model

DOTS = "·•‧・"
RUN = re.compile(rf"[㐀-鿿]+(?:[{DOTS}][㐀-鿿]+)*")
# How frequent each form is among words: 王小明, 王明, 陈方安生, 陈书记, 老周, 克林顿; what a dot adds.
FULL, SHORT, MARRIED, TITLE, NICK, FOREIGN, DOTTED = -5.0, -6.3, -9.0, -8.5, -9.5, -6.0, 6.0
UNSEEN_DOTTED = -11.0
PAPER = re.compile("来源[:：](?!.*(?:作者|记者|通讯员))")
BREAKS = "与和及跟同在的是了说把被对向从为将也都就还又给让等到由"  # no names begin or go on with these words
PARTED = -12.0  # of a name built of known parts (扎西顿珠)
KNOWN_FULL = -10.0  # the least weight of a full name that stands elsewhere
SAME = 2.0  # what a name loses for being a word of the dictionary as well
SELDOM = -16.0  # a person of the dictionary with less is hardly a word: 宋知夏
KNOWN, KNOWN_WORD = 12.0, 7.0  # what a name gains from standing elsewhere; if it is a word as well
GIVEN = 1.0  # what the given name alone gains less
SURE = 8.0  # the lead that outweighs a place of the same name in the text (柴家坞, 柴家坞村)
SAFE = 1.5  # the lead that makes a name known

Known = Mapping[str, Sequence[tuple[str, str]]]
Option = tuple[int, str, float]


class Candidate(NamedTuple):
    """A name from ``start`` to ``end``; ``weight`` is its lead over the best path without it."""

    start: int
    end: int
    form: str
    weight: float


def _chinese(m: Model, run: str, i: int) -> Iterator[Option]:
    for size in (1, 2):
        surname = m.surnames.get(run[i : i + size])
        if surname is None or i + size >= len(run):
            continue
        j = i + size
        tail = run[j : j + 4]
        if run[i] != tail[0]:  # 顿顿吃上热饭
            yield j + 1, "full", SHORT + surname + m.given(m.single, tail[0])
        if len(tail) > 1:
            two = surname + m.given(m.first, tail[0]) + m.given(m.second, tail[1])
            yield j + 2, "full", FULL + two
            if len(tail) > 2 and tail[0] in m.surnames:
                own = m.given(m.first, tail[1]) + m.given(m.second, tail[2])
                yield j + 3, "full", MARRIED + surname + m.surnames[tail[0]] + own
        for k in range(1, len(tail) + 1):
            title = m.titles.get(tail[:k]) if run[i] != "任" or i == 0 else None  # 张三|任队长
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
    if len(name) == 3 and (
        m.doubtful.get(name, 0.0) < SELDOM or (name in m.doubtful and alone(text, start, end))
    ):
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


def find_names(article: Article, lexicon: Lexicon = DEFAULT) -> tuple[Candidate, ...]:
    """The names in a text without its page furniture, in reading order.

    The text is read twice; the second time the names that were found safely are known, and their given names.
    """
    spans = tuple(
        (b.start, b.end) for b in article.blocks if b.kind != "furniture" and not PAPER.match(b.text)
    )
    return _find(article.text, spans, lexicon)


@lru_cache(maxsize=4)
def _find(text: str, spans: tuple[tuple[int, int], ...], lexicon: Lexicon) -> tuple[Candidate, ...]:
    """The names in some stretches of a text: kept, since words and people ask for the same."""
    m = model(lexicon)
    runs = [run.span() for start, end in spans for run in RUN.finditer(text, start, end)]
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
