"""One spelling for all mentions of the same thing, from the text itself and a small table of synonyms."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from .article import Article
from .lexicon import Lexicon

Span = tuple[int, int, str]
LEVEL = re.compile(r"(街道|社区|[村镇乡县市区省])(?=[^民庄])")
ORDER = ("村", "社区", "街道", "乡", "镇", "区", "县", "市", "省")
GENERIC_TEAM = re.compile(r"志愿(?:者|服务)?(?:团队|队伍)")
PLAIN_VERB = re.compile(r"慰问|走访|帮扶|代购|看望|测温|采样|送餐|登记")  # named alone, whoever they are for


def canonical_names(article: Article, spans: Sequence[Span], lexicon: Lexicon) -> list[str]:
    """The canonical name of each span (start, end, type), in the same order."""
    text = article.text
    places = _place_names(text, spans, lexicon)
    synonyms = {row["term"]: row["canonical"] for row in lexicon.rows("synonyms")}
    verbs = {row["term"] for row in lexicon.rows("tasks") if row["object"]}
    names: list[str] = []
    seen: list[tuple[str, str]] = []
    for i, (start, end, kind) in enumerate(spans):
        name = text[start:end]
        if kind == "place":
            name = _place(name, places, spans[:i], text)
            if name == text[start:end]:
                name = _facility(text, spans, i, places)
        elif kind in {"task", "object"}:
            name = synonyms.get(name) or _task(text, spans, i, verbs)
        elif kind == "org":
            name = _with_owner(name, spans[:i], text, places)
        elif kind in {"team", "group"}:
            name = _owned(article, spans, i, places)
            name = re.sub(r"^(?:接受)?(.{2,})的人员$", r"\1人员", name)
        name = synonyms.get(name, name)
        name = _long_form(name, kind, seen)
        seen.append((name, kind))
        names.append(name)
    return _same_verb(names, spans, text)


def _same_verb(names: Sequence[str], spans: Sequence[Span], text: str) -> list[str]:
    """转运 alone is the 密接者转运 told elsewhere in the text, when there is one only."""
    longer: dict[str, set[str]] = {}
    for name, (s, e, kind) in zip(names, spans, strict=True):
        if kind == "task" and name != text[s:e] and name.endswith(text[s:e]) and e - s == 2:
            longer.setdefault(text[s:e], set()).add(name)
    return [
        next(iter(longer[name])) if kind == "task" and len(longer.get(name, ())) == 1 else name
        for name, (_, _, kind) in zip(names, spans, strict=True)
    ]


def _place_names(text: str, spans: Sequence[Span], lexicon: Lexicon) -> dict[str, str]:
    """Short name → full name, for every administrative name of the text."""
    suffixes = tuple(r["term"] for r in lexicon.rows("places") if r["kind"] == "admin")
    full = Counter(text[s:e] for s, e, kind in spans if kind == "place" and text[s:e].endswith(suffixes))
    short: dict[str, str] = {}
    for name in sorted(full, key=lambda n: (full[n], _level(n))):
        stem = name[: len(name) - len(max((x for x in suffixes if name.endswith(x)), key=len))]
        if len(stem) > 1:
            short[stem] = name
    return short


def _level(name: str) -> int:
    return max((i for i, x in enumerate(ORDER) if name.endswith(x)), default=0)


def _place(name: str, places: dict[str, str], before: Sequence[Span], text: str) -> str:
    if name in places:
        return places[name]
    m = LEVEL.match(name)
    if m and len(name) > len(m[0]) and name not in places.values():
        owner = _owner(m[0], before, text, places)
        return owner + name[len(m[0]) :] if owner else name
    return name


def _owner(level: str, before: Sequence[Span], text: str, places: dict[str, str]) -> str:
    """The name of that level that stands last before, or nothing."""
    names = [places.get(text[s:e], text[s:e]) for s, e, kind in before if kind == "place"]
    fits = [
        n for n in names if n.endswith(level) and len(n) > len(level) + (level == "区" and n.endswith("社区"))
    ]
    if level == "区":
        fits = [n for n in fits if not n.endswith(("社区", "小区", "山区"))]
    return fits[-1] if fits else ""


def _with_owner(name: str, before: Sequence[Span], text: str, places: dict[str, str]) -> str:
    """镇党委 → 塘栖镇党委."""
    m = LEVEL.match(name)
    if m and not any(name.startswith(stem) for stem in places):
        owner = _owner(m[0], before, text, places)
        rest = name[len(m[0]) :] if len(name) > len(m[0]) else ""
        if owner and name == "村委":
            return owner[:-1] + name
        return owner + rest if owner else name
    if name in {"党委", "党支部", "党总支", "两委"}:
        s = before[-1] if before else None
        if s and s[2] == "place":
            owner = places.get(text[s[0] : s[1]], text[s[0] : s[1]])
            return owner + name
    return name


def _task(text: str, spans: Sequence[Span], i: int, verbs: set[str]) -> str:
    """运送生活物资 → 生活物资运送; 转移群众, 对涉疫人员落实管控 → 群众转移, 涉疫人员管控."""
    start, end, kind = spans[i]
    name = text[start:end].replace("的", "")
    if kind == "object":
        verb = next((name[:n] for n in (2, 1, 3) if name[:n] in verbs), "")
        if len(verb) < 2:
            return name
        thing = re.sub(r"(?<=..)信息$", "", name[len(verb) :])
        return thing + verb
    if PLAIN_VERB.fullmatch(name):
        return name
    if i + 1 < len(spans) and spans[i + 1][2] == "group" and spans[i + 1][0] == end and len(name) == 2:
        return text[spans[i + 1][0] : spans[i + 1][1]] + name
    if i and spans[i - 1][2] == "group" and len(name) == 2:
        between = text[spans[i - 1][1] : start]
        before = text[max(0, spans[i - 1][0] - 8) : spans[i - 1][0]]
        if re.fullmatch(r"[^,，。；;、]{0,8}", between) and re.search(r"[对把将][^,，。；;、]{0,6}$", before):
            return text[spans[i - 1][0] : spans[i - 1][1]] + name
    return name


def _owned(article: Article, spans: Sequence[Span], i: int, places: dict[str, str]) -> str:
    """志愿者队伍, 工作人员: a name that many could bear takes its owner from the sentence."""
    text = article.text
    start, end, kind = spans[i]
    name = text[start:end]
    if kind == "team" and GENERIC_TEAM.fullmatch(name):
        owners = [
            places.get(text[s:e], text[s:e])
            for s, e in _places_between(spans, text, article.sentence_at(start).start, start)
        ]
        return (owners[-1] if owners else "") + name
    if name == "队员":
        before = (spans[j] for j in range(i - 1, -1, -1))
        return next((text[s:e] for s, e, k in before if k == "team"), "") + name
    if name == "工作人员":
        owner = _staff_owner(article, spans, i, places)
        if owner:
            return owner + name
        return "防疫工作人员" if any(text[s:e] in {"防疫工作人员", "防疫人员"} for s, e, _ in spans) else name
    return name


def _places_between(spans: Sequence[Span], text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [
        (s, e)
        for s, e, kind in spans[bisect_left(spans, (start,)) : bisect_left(spans, (end,))]
        if kind == "place" and text[e - 1] in "村镇乡县市区道"
    ]


def _staff_owner(article: Article, spans: Sequence[Span], i: int, places: dict[str, str]) -> str:
    """Whose 工作人员: the place right before, or the only village of the paragraph."""
    text = article.text
    start = spans[i][0]
    if (
        i
        and spans[i - 1][2] == "place"
        and re.fullmatch(r"的?\d*余?[名个位]?", text[spans[i - 1][1] : start])
    ):
        s, e, _ = spans[i - 1]
        return places.get(text[s:e], text[s:e])
    sentence = article.sentence_at(start)
    block = next((b for b in article.blocks if b.start <= start < b.end), None)
    inside = (
        {
            text[s:e]
            for s, e, kind in spans[bisect_left(spans, (block.start,)) : bisect_left(spans, (block.end,))]
            if kind == "place" and text[s:e].endswith(("村", "社区"))
        }
        if block
        else set()
    )
    return inside.pop() if len(inside) == 1 and sentence.number else ""


def _facility(text: str, spans: Sequence[Span], i: int, places: dict[str, str]) -> str:
    """东小河社区的一处核酸检测点 is the point of that community."""
    s, e, kind = spans[i - 1] if i else (0, 0, "")
    start, end, _ = spans[i]
    if kind == "place" and re.fullmatch(r"的?一[处个座]", text[e:start]):
        return places.get(text[s:e], text[s:e]) + text[start:end]
    return text[start:end]


def _long_form(name: str, kind: str, seen: Sequence[tuple[str, str]]) -> str:
    """指挥部 → the last longer name of that kind that ends with it."""
    if name in {"指挥部", "专班"}:
        for other, k in reversed(seen):
            if k == kind and other.endswith(name):
                return other
    return name
