"""What the whole text adds to the names that the grammar finds: counted nouns, lists, short names."""

import re
from collections.abc import Iterable
from itertools import pairwise

from .lexicon import find_terms
from .quantities import Quantity
from .tokens import Token

Span = tuple[int, int, str]  # start, end, type

COUNTED = {"名": "group", "位": "group", "户": "group", "支": "team", "家": "org"}
COUNTED_TEAMS = re.compile(  # 、物资保障等8个 | 工作组
    r"(?:、[一-鿿]{2,4})*等?[\d一二三四五六七八九十两]+[个支]"
)
FORMED = re.compile(  # before a name that begins too late
    r"(?:成立|组建|建立|设立|组成|编成|凑成|下设|增设)了?([^，。、；：,;:“”\s的了在由和与及个支名位家\d一二两三几多各]{1,6})$"
)


def add_counted(spans: list[Span], quantities: Iterable[Quantity], text: str) -> list[Span]:
    """What stands behind a count is one name, of the kind that its unit counts, whether listed or not."""
    by_end = {s[1]: s for s in spans}
    covered = {i for start, end, _ in spans for i in range(start, end)}
    for q in quantities:
        start, end = q.end, q.end + len(q.counted or "")
        if q.kind != "count" or end - start < 2 or not text.startswith(q.counted, start):
            continue
        known = by_end.get(end)
        if known and known[2] in {"group", "team", "org"} and not covered & {*range(start, known[0])}:
            by_end[end] = (min(start, known[0]), end, known[2])
        elif q.unit in COUNTED and not covered & {*range(start, end)}:
            by_end[end] = (start, end, COUNTED[q.unit])
    return sorted(by_end.values())


def widen_formed(spans: list[Span], text: str) -> list[Span]:
    """A body or team that is set up is named from the verb on (成立 | 高温应对指挥部)."""
    widened, end = [], 0
    for span in spans:
        formed = FORMED.search(text, max(end, span[0] - 12), span[0]) if span[2] in {"org", "team"} else None
        widened.append((formed.start(1) if formed else span[0], *span[1:]))
        end = span[1]
    return widened


def drop_lists(spans: list[Span], text: str) -> list[Span]:
    """Drop the activities that only say what teams there are (流调溯源、物资保障等8个工作组)."""
    kept: list[Span] = []
    following = (0, 0, "")
    listed = False
    for span in reversed(spans):
        gap = text[span[1] : following[0]]
        counted = following[2] == "team" and COUNTED_TEAMS.fullmatch(gap)
        more = listed and re.fullmatch("(?:、[一-鿿]{2,4})*、", gap)
        listed = span[2] in {"task", "object"} and bool(counted or more)
        following = span
        if not listed:
            kept.append(span)
    return kept[::-1]


def add_repeats(spans: list[Span], blocks: Iterable[tuple[int, int]], text: str) -> list[Span]:
    """A name of three characters or more wherever it stands again; a company also without 公司."""
    kinds = {text[s:e]: k for s, e, k in spans if k not in {"group", "task", "object"} and e - s > 2}
    kinds |= {name[:-2]: "org" for name in kinds if name.endswith("公司") and len(name) > 5}
    if not kinds:
        return spans
    covered = {i for start, end, _ in spans for i in range(start, end)}
    again = [at for at in find_terms(kinds, text, blocks) if not covered & {*range(*at)}]
    return sorted(spans + [(start, end, kinds[text[start:end]]) for start, end in again])


def add_short_names(spans: list[Span], coded: Iterable[list[Token]], text: str) -> list[Span]:
    """The head of a name alone, after the name (浅川临时医院, 医院), where it is not one of many."""
    heads: dict[str, Span] = {}
    for span in reversed(spans):
        if span[2] in {"place", "org", "team"}:
            heads |= {text[n : span[1]]: span for n in range(span[0] + 2, span[1] - 1)}
    covered = {i for start, end, _ in spans for i in range(start, end)}
    short = []
    for before, word in (pair for tokens in coded for pair in pairwise(tokens)):
        named = heads.get(word.text) if word.code in "otI" else None
        one = before.code != "c" and text[word.start - 1] not in "各该全每本的"
        if named and one and named[1] <= word.start and word.start not in covered:
            short.append((word.start, word.end, named[2]))
    return sorted(spans + short)
