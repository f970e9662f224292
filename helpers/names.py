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
from .name_model import ALONE, FARMS, LEVELS, Model, alone, model, weigh_given

DOTS = "·•‧・"
DOT = re.compile(f"[{DOTS}]")
LEVEL = re.compile(f"[{LEVELS}]")
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

# First character → the lengths of the known names that begin with it, and the form of each.
Known = Mapping[str, tuple[Sequence[int], Mapping[str, str]]]
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
        if tail[0] not in (run[i], "记"):  # 顿顿吃上热饭, 李记
            yield j + 1, "full", SHORT + surname + weigh_given(m, "single", tail[0])
        office = tail[1:2] == "任" and (tail[2:4] in m.entitled or tail[2:3] in ("总", "副"))  # 李明 | 任队长
        if len(tail) > 1 and not office and (tail[0] != "家" or tail[1] not in FARMS):
            two = surname + weigh_given(m, "first", tail[0]) + weigh_given(m, "second", tail[1])
            yield j + 2, "full", FULL + two
            if len(tail) > 2 and tail[0] in m.surnames:
                own = weigh_given(m, "first", tail[1]) + weigh_given(m, "second", tail[2])
                yield j + 3, "full", MARRIED + surname + m.surnames[tail[0]] + own
        for k in range(1, len(tail) + 1):
            title = m.titles.get(tail[:k]) if run[i] != "任" or i == 0 else None  # 张三|任队长
            if title is not None and run[i] not in BREAKS:  # 由|副县长
                yield j + k, "title", TITLE + surname + title
    after = run[i + 1 : i + 2]
    if run[i] in "老小阿" and after in m.surnames:
        yield i + 2, "title", NICK + m.surnames[after]
    elif run[i] == "阿" and after in m.given["second"]:
        yield i + 2, "given", NICK + m.given["second"][after]


def _foreign(m: Model, run: str, i: int) -> Iterator[Option]:
    dotted = DOT.search(run, i, i + 8)
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
    if run[i] in known:
        yield from _known_options(m, run, i, known)


def _known_options(m: Model, run: str, i: int, known: Known) -> Iterator[Option]:
    """Names that were found elsewhere, a given name with a kin word too (月娥婶)."""
    sizes, forms = known[run[i]]
    for end in (i + size for size in sizes):
        name = run[i:end]
        form = forms.get(name)
        if not form or end > len(run):
            continue
        common = m.is_word(name)
        weight = (KNOWN_WORD if common else KNOWN) + sum(m.single_word(c) for c in name)
        if form == "full":
            yield end, form, weight if common or len(name) < 3 else max(weight, KNOWN_FULL)
            continue
        yield end, form, weight - GIVEN
        if run.startswith(m.kin, end):
            ends = (end + len(kin) for kin in m.kin if run.startswith(kin, end))
            yield from ((end, "title", weight) for end in ends)


def _promising(
    m: Model, text: str, lo: int, run: str, i: int, known: Known
) -> Sequence[tuple[int, str, float, float]]:
    """Possible names that start at ``i`` of a run, with the weight of their context.

    One that weighs less than its characters as single words cannot be on the best path, and is left out.
    """
    before = m.weigh_before(text, lo + i)
    most = before + m.most if i else max(before + m.most, ALONE)
    found, least, reach = [], 0.0, i
    for end, form, weight in _options(m, run, i, known):
        least, reach = (least, reach) if end >= reach else (0.0, i)
        least, reach, name = least + m.words.spelled(run[reach:end]), end, run[i:end]
        if weight + most > least or name in m.persons or name in m.doubtful:
            weight = _as_word(m, text, lo + i, lo + end, form, weight)
            context = ALONE if alone(text, lo + i, lo + end) else before + m.weigh_after(text, lo + end)
            if weight + context > least:
                found.append((end, form, weight, context))
    return found


def _best_path(m: Model, text: str, lo: int, hi: int, known: Known) -> list[Candidate]:
    """The names on the most probable path from ``lo`` to ``hi``, which is found from right to left."""
    run = text[lo:hi]
    starts = (i for i in range(len(run) - 1, -1, -1) if run[i] in m.starts or run[i] in known)
    hopes = [(i, options) for i in starts if (options := _promising(m, text, lo, run, i, known))]
    if not hopes:
        return []
    route, ends, at = [0.0] * (len(run) + 1), [0] * len(run), len(run)
    names: dict[int, Candidate] = {}
    for i, options in hopes:
        m.words.find_path(run, i, at, route, ends)
        at, plain = i, route[i]
        for end, form, weight, context in options:
            if (weight := weight + route[end] + context) > route[i]:
                route[i], ends[i] = weight, end
                names[i] = Candidate(lo + i, lo + end, form, weight - plain)
    m.words.find_path(run, 0, at, route, ends)
    found, at = [], 0
    while names and at < len(run):
        if at in names:
            found.append(names[at])
        at = ends[at]
    return found


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
    for n, (lo, hi) in enumerate(runs):
        if _holds(text[lo:hi], known):
            found[n] = _best_path(m, text, lo, hi, known)
    places = {text[level.start() - k : level.start()] for level in LEVEL.finditer(text) for k in (2, 3)}
    return tuple(
        n
        for names in found
        for n in names
        if n.weight > SURE or not {text[n.start : n.end], text[n.start : n.end + 1]} & places
    )


def _known(m: Model, text: str, names: Sequence[Candidate]) -> Known:
    """The names that were found safely, and their given names."""
    leads: dict[str, float] = defaultdict(float)
    for n in names:
        if n.form == "full":
            leads[text[n.start : n.end]] += n.weight
    full = sorted(name for name, lead in leads.items() if lead >= SAFE)
    given = (split_name(name, m.surnames)[1] for name in full)
    forms = {name: "given" for name in given if len(name) > 1} | dict.fromkeys(full, "full")
    known: dict[str, tuple[set[int], dict[str, str]]] = {}
    for name, form in forms.items():
        sizes, own = known.setdefault(name[0], (set(), {}))
        sizes.add(len(name))
        own[name] = form
    return {first: (sorted(sizes), own) for first, (sizes, own) in known.items()}


def _holds(run: str, known: Known) -> bool:
    """Whether a known name stands in a run."""
    near = [(i, *known[char]) for i, char in enumerate(run) if char in known]
    return any(run[i : i + size] in forms for i, sizes, forms in near for size in sizes)


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
