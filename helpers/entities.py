"""Entities: places, organisations, teams, groups, tasks and systems, by head and modifiers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .article import Article, as_article
from .canonical import canonical_names
from .lexicon import DEFAULT, Lexicon
from .people import Mention, find_people
from .quantities import Quantity, find_quantities
from .tokens import QUOTED, Token, code_tokens, code_word

Edge = tuple[int, int, str]
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Entity:
    """A name or kind in the text: place org team group task system; ``canonical`` is its one spelling."""

    start: int
    end: int
    text: str
    type: str
    canonical: str


# The words that may stand before a head, by class letter (tokens.CLASSES).
ANY = "[mMnQLkKvVGgSsqtTUN]"
PLACE = re.compile(r"(?:(?:(?<=[|A])w)?[uNnrMY]{1,4}|(?<=A)[xkKvVm])A")
NAMES = re.compile(
    rf"""
    (?P<system> [mMnQLkKvVsqU]*S | [mMnQLkKvVsqU]*C[mMnk]*[UkKvV] | [mMnQLkKvVsqU]+s(?![kKvVgGtT])
              | [mMnkKvVsqU]*[QL][mMnkKvVsqU]*q )
  | (?P<team>   {ANY}*[uYf]{{0,3}}[tT](?!{ANY}*[oO]) )
  | (?P<org>    (?: (?:P|[uNn]{{1,3}})?{ANY}*B | (?:m?P?A?H?|[uN]{{1,3}})[mMnQLkKvVGgSsqtTUNoOY]*u{{0,2}}o
                | [PA]?[mMQGn]*O )
                (?!{ANY}*[fY]) )
  | (?P<place>  (?:[PAH]|[uN]{{1,3}}){ANY}*[oOB]?{ANY}*f | (?:[PA]|[uN]{{2,3}}|[Nn]){ANY}*Y(?![fF])
              | [uN]{{2,3}}Y[uNP]{{1,3}}Y
              | (?:[PH]|[uNY]{{2,3}}|NY?|nY)?{ANY}*F(?![mMn]{{0,2}}[kKvV](?![Mn])) | P )
  | (?P<group>  [mkK]{{2,}}dg(?![kKvV]) | [mMnNQsF]*G?(?:[mMnNQsF]|[kKvVG])g(?![kKvV](?![Mn])) | (?<=c)g
              | [mMnNQsFk]*?[mMnNQsF]*G?G )
  | (?P<object> [vV][mMnk]{{0,3}}(?:[Mn]|(?<=[vVmMnk])[uk]?u{{1,2}}(?=[|c]))(?![kKvV]) )
  | (?P<task>   [mMnQLkKvVgNFfqsU]+d[vVkK](?![mMngk]) | (?:[mMnQLkKvVgNFfqsY]|Lu)+u{{0,2}}[vk]
              | [mMQLkKvVgNFfqsY]*V(?=G) | [mMQLkKvVgNFfqsY]*[VK](?!G) )(?![gtTsF])
    """,
    re.VERBOSE,
)
OPENERS = frozenset(
    ["组织", "联合", "联系", "协调", "安排", "统筹", "发布", "支援", "驰援", "制定", "一线"]
)  # verbs before a name, not in it
BARE = re.compile(
    r"..?|(?:..)?中心(?<!疾控中心)|委员会|办事处|联合会|研究会"
)  # no organisation without words before it
CLASS = re.compile(
    r"(?:企业|部门|单位|机构|国企|民企|药店|社会组织)$"
)  # a class of organisations takes no owner
POSTS = re.compile(
    r"值守|值班|执勤|检查|查验|防控|排查|守护"
)  # 卡口值守 is one task, 安置点 | 巡诊 are two things
IN_PLACE = re.compile(
    r"[^在到从去回进来于，。,、]{0,2}(?:村|镇|乡|街道|社区)(?![民里干委支])"
)  # 陈家 in 陈家塘村
LIGHT = frozenset({"落实", "实施", "进行", "开展", "加强"})  # 对涉疫人员落实管控
BODY = re.compile(
    r"的?(?:统一|周密|精心|科学)?(?:安排|部署|组织|指导|协调|号召|带领|牵头|统筹)"
)  # 在社区的安排下
NUMBERED = re.compile(r"\d+(?:组|号楼|栋|幢|单元|号院|社)(?!长)")


def find_entities(
    article: Article | str,
    lexicon: Lexicon = DEFAULT,
    *,
    quantities: Sequence[Quantity] | None = None,
    people: Sequence[Mention] | None = None,
) -> list[Entity]:
    """Find places, organisations, teams, groups, tasks and systems.

    >>> [(e.text, e.type) for e in find_entities("泰山村组建了3支党员突击队。")]
    [('泰山村', 'place'), ('党员突击队', 'team')]
    >>> find_entities("今天天气很好。")
    []

    Args:
        article: an article or a text.
        lexicon: the tables of names and heads.
        quantities: the result of `find_quantities`, if there is one already.
        people: the result of `find_people`, if there is one already.
    """
    article = as_article(article)
    quantities = find_quantities(article, lexicon) if quantities is None else quantities
    people = find_people(article, lexicon) if people is None else people
    people = [m for m in people if not IN_PLACE.match(article.text, m.end)]
    edges = _edges(quantities, people)
    blocks = [
        _tokens_of(article.text, b.start, b.end, edges, lexicon)
        for b in article.blocks
        if b.kind != "furniture"
    ]
    blocks = _with_short_names(article.text, blocks, lexicon)
    spans = [span for tokens in blocks for span in _spans_in(article.text, tokens, lexicon)]
    spans = _without_roles(spans, people, article.text)
    names = canonical_names(article, spans, lexicon)
    return [
        Entity(s, e, article.text[s:e], {"object": "task"}.get(kind, kind), name)
        for (s, e, kind), name in zip(spans, names, strict=True)
    ]


def _edges(quantities: Iterable[Quantity], people: Iterable[Mention]) -> list[Edge]:
    edges = [(m.start, m.end, "p") for m in people]
    for q in quantities:
        if q.kind == "label":
            edges.append((q.start, q.end, _label_code(q.text)))
        elif q.kind != "idiom":
            edges.append((q.start, q.end, "c"))
    return sorted(edges)


def _label_code(text: str) -> str:
    if len(text) > 2 and text[-1] in "村镇乡县":
        return "P"
    return "t" if text[-1] in "班队连" else code_word(text[-2:]) if text[-2:] in {"梯队", "小组"} else "L"


def _tokens_of(text: str, start: int, end: int, edges: Sequence[Edge], lexicon: Lexicon) -> list[Token]:
    near = edges[bisect_left(edges, (start,)) : bisect_left(edges, (end,))]
    inside = [e for e in near if e[1] <= end]
    quotes = [
        (m.start(), m.end(), "Q")
        for m in QUOTED.finditer(text, start, end)
        if m.end() < end and "\u4e00" <= text[m.end()] <= "\u9fff"
    ]
    inside = [e for e in inside if not any(q[0] <= e[0] < q[1] for q in quotes)]
    tokens = code_tokens(text, start, end, inside + quotes, lexicon)
    return _with_places(text, tokens)


def _with_places(text: str, tokens: list[Token]) -> list[Token]:
    """Join the words of each administrative name (class P)."""
    joined: list[Token] = []
    at = 0
    for match in PLACE.finditer("".join(t.code for t in tokens)):
        first, last = match.span()
        while first < last - 2 and tokens[last - 1].start - tokens[first].start > 4:
            first += 1
        start, end = tokens[first].start, tokens[last - 1].end
        joined += tokens[at:first]
        joined.append(Token(start, end, text[start:end], "P"))
        at = last
    return joined + tokens[at:]


def _with_short_names(text: str, blocks: list[list[Token]], lexicon: Lexicon) -> list[list[Token]]:
    """塘栖 is a place where 塘栖镇 stands elsewhere in the text."""
    admin = tuple(r["term"] for r in lexicon.rows("places") if r["kind"] == "admin")
    stems: set[str] = set()
    for tokens in blocks:
        for t in tokens:
            if t.code == "P":
                suffix = max((a for a in admin if t.text.endswith(a)), key=len, default="")
                stem = t.text[: len(t.text) - len(suffix)]
                if len(stem) > 1:
                    stems.add(stem)
    stems = {s for s in stems if not any(s != t and s.startswith(t) for t in stems)}
    if not stems:
        return blocks
    pattern = re.compile("|".join(sorted(map(re.escape, stems), key=len, reverse=True)))
    return [_with_stems(text, tokens, pattern, lexicon) for tokens in blocks]


def _with_stems(text: str, tokens: list[Token], pattern: re.Pattern[str], lexicon: Lexicon) -> list[Token]:
    out: list[Token] = []
    run: list[Token] = []

    def flush() -> None:
        if not run:
            return
        s, e = run[0].start, run[-1].end
        at = s
        for m in pattern.finditer(text, s, e):
            out.extend(_cut(run, text, at, m.start(), lexicon))
            out.append(Token(m.start(), m.end(), m[0], "P"))
            at = m.end()
        if at == s:
            out.extend(run)
        else:
            out.extend(_cut(run, text, at, e, lexicon))
        run.clear()

    for t in tokens:
        m = pattern.match(text, t.start, t.end) if t.code == "P" else None
        if m and t.end - m.end() > 2:
            flush()
            out += [Token(t.start, m.end(), m[0], "P"), Token(m.end(), t.end, text[m.end() : t.end], "P")]
        elif t.code in "PQLcp|":
            flush()
            out.append(t)
        else:
            run.append(t)
    flush()
    return out


def _cut(run: Iterable[Token], text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Token]:
    for t in run:
        s, e = max(t.start, start), min(t.end, end)
        if s < e:
            yield t if (s, e) == (t.start, t.end) else Token(s, e, text[s:e], code_word(text[s:e], lexicon))


def _spans_in(text: str, tokens: list[Token], lexicon: Lexicon) -> list[Span]:
    tokens = _with_numbered(text, tokens)
    spans: list[Span] = []
    used: set[int] = set()
    for m in NAMES.finditer("".join(t.code for t in tokens)):
        span = _trimmed(tokens, m)
        for t in tokens[m.start() : m.end()]:
            if t.code == "F" and span and t.start < span[0].start:
                spans.append((t.start, t.end, "place"))
            if t.code in "VK" and (not span or t.start < span[0].start) and t.text not in OPENERS:
                spans.append((t.start, t.end, "task"))
        if span:
            spans.append((span[0].start, span[-1].end, str(m.lastgroup)))
            used.update(t.start for t in span)
    for i, t in enumerate(tokens):
        if t.code == "Q" and t.start not in used:
            spans += _spans_in_quotes(text, t, lexicon)
        elif t.code in "kv" and t.start not in used and tokens[i - 1].text in LIGHT and _after_dui(tokens, i):
            spans.append((t.start, t.end, "task"))
        elif t.text == "社区" and t.start not in used and BODY.match(text, t.end):
            spans.append((t.start, t.end, "org"))
    umbrella = {r["term"] for r in lexicon.rows("general") if r["kind"] == "umbrella"}
    return sorted(s for s in spans if text[s[0] : s[1]] not in umbrella)


def _after_dui(tokens: list[Token], i: int) -> bool:
    while i and tokens[i].code != "|":
        i -= 1
        if tokens[i].text == "对":
            return True
    return False


def _with_numbered(text: str, tokens: list[Token]) -> list[Token]:
    """泰山村 and 2组 are one name."""
    out: list[Token] = []
    end = -1
    for t in tokens:
        if t.start < end:
            continue
        m = NUMBERED.match(text, t.end) if t.code == "P" else None
        end = m.end() if m else t.end
        out.append(Token(t.start, end, text[t.start : end], t.code))
    return out


def _trimmed(tokens: list[Token], m: re.Match[str]) -> list[Token] | None:
    """The words of a match that belong to the name; None where it is no name after all."""
    kind = m.lastgroup
    first, last = m.span()
    while first < last - 1 and (
        tokens[first].text in OPENERS
        or (kind in {"task", "system"} and tokens[first].text == "解除")
        or (
            kind == "group"
            and tokens[first].code in "vV"
            and (last - first > 2 or tokens[last - 1].code == "G")
        )
        or (kind in {"org", "place"} and tokens[first].code in "vV")
    ):
        first += 1
    if kind == "object" and m.start() < first:
        return None
    while (
        kind == "task"
        and first < last - 1
        and tokens[first].code == "F"
        and not POSTS.search(tokens[last - 1].text)
    ):
        first += 1
    if kind in {"group", "task"} and last - first == 1 and tokens[first].code in "gkv" and m.start() < first:
        return None
    if (
        kind == "org"
        and last - first == 1
        and tokens[first].code == "o"
        and BARE.fullmatch(tokens[first].text)
    ):
        return None
    if kind == "org" and tokens[first].code == "P" and CLASS.search(tokens[last - 1].text):
        first += 1
    if (
        kind == "place"
        and tokens[first].code == "n"
        and first > 1
        and tokens[first - 1].text == "、"
        and tokens[first - 2].code == "n"
    ):
        while tokens[first].code == "n":
            first += 1
    if (
        kind == "team"
        and last - first > 1
        and all(t.code in "uYf" for t in tokens[first : last - 1])
        and tokens[last - 1].text not in {"队", "组", "班", "专班"}
    ):
        return None
    if kind in {"team", "system"} and last - first == 1 and tokens[first].code in "ts":
        return (
            None if not any(ch in "一二三四五六七八九十" for ch in tokens[first].text) else tokens[first:last]
        )
    return tokens[first:last]


def _spans_in_quotes(text: str, token: Token, lexicon: Lexicon) -> list[Span]:
    start = token.start + min(i for i, c in enumerate(token.text) if c in "“「『") + 1
    inner = _tokens_of(text, start, token.end - 1, (), lexicon)
    whole = text[start : token.end - 1]
    if re.fullmatch("[一二三四五六七八九十两][\u4e00-\u9fff]{1,3}", whole):
        kind = "place" if whole[-1] == "区" else "team" if whole[-1] == "队" else "system"
        return [(start, token.end - 1, kind)]
    return [s for s in _spans_in(text, inner, lexicon) if s[2] != "group"]


def _without_roles(spans: list[Span], people: Iterable[Mention], text: str) -> list[Span]:
    """Drop the kinds of people that only say who a named person is (机关干部 in 机关干部高水娣)."""
    roles: list[tuple[int, int]] = []
    for m in people:
        if m.role:
            at = text.rfind(m.role, max(0, m.start - 15), m.start)
            if at >= 0:
                roles.append((at, m.start))
            else:
                at = text.find(m.role, m.end, m.end + 25)
                if at >= 0:
                    roles.append((at, at + len(m.role)))
    roles.sort()

    def in_role(start: int, end: int) -> bool:
        near = roles[bisect_left(roles, (start - 25,)) : bisect_left(roles, (start + 1,))]
        return any(end <= b for _, b in near)

    return [s for s in spans if s[2] != "group" or not in_role(s[0], s[1])]
