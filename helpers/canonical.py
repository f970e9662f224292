"""One spelling for all mentions of the same thing, from the text itself and a small table of synonyms."""

import re
from collections import Counter
from collections.abc import Sequence

from .article import Article
from .lexicon import Lexicon

Span = tuple[int, int, str]
LEVELS = {"村": "村", "镇": "镇", "乡": "乡", "县": "县", "市": "市", "区": "区", "省": "省", "街道": "街道", "社区": "社区"}
LEVEL = re.compile(r"(街道|社区|[村镇乡县市区省])(?=[^民庄])")
OWNERLESS = re.compile(r"志愿团队|志愿者队伍|志愿者?服务团队|村委|党委|党支部|党总支|两委|指挥部|工作人员")


def canonical_names(article: Article, spans: Sequence[Span], lexicon: Lexicon) -> list[str]:
    """The canonical name of each span (start, end, type), in the same order."""
    text = article.text
    places = _place_names(text, spans, lexicon)
    synonyms = {row["term"]: row["canonical"] for row in lexicon.rows("synonyms")}
    names: list[str] = []
    seen: list[tuple[str, str]] = []
    for i, (start, end, kind) in enumerate(spans):
        name = text[start:end]
        if kind == "place":
            name = _place(name, places, spans[:i], text)
        elif kind == "task":
            name = _task(article, text, start, end, spans, i)
        elif kind == "org":
            name = _with_owner(name, spans[:i], text, places)
        elif kind in {"team", "group"}:
            name = _owned(article, start, end, name, kind, spans, places, synonyms)
        name = synonyms.get(name, name)
        name = _long_form(name, kind, seen)
        seen.append((name, kind))
        names.append(name)
    return names


def _place_names(text, spans, lexicon):
    """Short name → full name, for every administrative name of the text."""
    suffixes = tuple(r["term"] for r in lexicon.rows("places") if r["kind"] == "admin")
    full = Counter(text[s:e] for s, e, kind in spans if kind == "place" and text[s:e].endswith(suffixes))
    short = {}
    for name in sorted(full, key=lambda n: (full[n], _level(n))):
        stem = name[: len(name) - len(max((x for x in suffixes if name.endswith(x)), key=len))]
        if len(stem) > 1:
            short[stem] = name
    return short


ORDER = ("村", "社区", "街道", "乡", "镇", "区", "县", "市", "省")


def _level(name):
    return max((i for i, x in enumerate(ORDER) if name.endswith(x)), default=0)


def _place(name, places, before, text):
    if name in places:
        return places[name]
    m = LEVEL.match(name)
    if m and len(name) > len(m[0]) and name not in places.values():
        owner = _owner(m[0], before, text, places)
        return owner + name[len(m[0]):] if owner else name
    return name


def _owner(level, before, text, places):
    """The name of that level that stands last before, else the most frequent one."""
    names = [places.get(text[s:e], text[s:e]) for s, e, kind in before if kind == "place"]
    fits = [n for n in names if n.endswith(level) and len(n) > len(level) + (level == "区" and n.endswith("社区"))]
    if level == "区":
        fits = [n for n in fits if not n.endswith(("社区", "小区", "山区"))]
    return fits[-1] if fits else ""


def _with_owner(name, before, text, places):
    m = LEVEL.match(name)
    if m and not any(name.startswith(stem) for stem in places):
        owner = _owner(m[0], before, text, places)
        rest = name[len(m[0]):] if len(name) > len(m[0]) else ""
        if owner and name == "村委":
            return owner[:-1] + name
        return owner + rest if owner else name
    if name in {"党委", "党支部", "党总支", "两委"}:
        s = before[-1] if before else None
        if s and s[2] == "place":
            owner = places.get(text[s[0]:s[1]], text[s[0]:s[1]])
            return owner + name
    return name


def _task(article, text, start, end, spans, i):
    name = text[start:end].replace("的", "")
    return name


def _owned(article, start, end, name, kind, spans, places, synonyms):
    return name


def _long_form(name, kind, seen):
    """指挥部 → the last longer name of that kind that ends with it."""
    if name in {"指挥部", "专班", "队员"} or (kind == "org" and name in {"指挥部"}):
        for other, k in reversed(seen):
            if k == kind and other.endswith(name):
                return other
    return name
