"""The lines of a text and what each is: title, source line, heading, paragraph, byline or page furniture.

Kinds are told apart by form (length, closing punctuation, neighbours), never by subject. A list of phrases or
of sentences, one to a line, has no such kinds: there every line is a paragraph, and nothing is set aside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .lexicon import DEFAULT

LONGEST_HEADING, LONGEST_TITLE = 40, 70  # characters
MANY = 80  # lines of one sentence each, from which on they are a list, whatever else they hold
HEAD = 6  # lines among which title and source line are looked for
TAIL = 120  # characters at either end of a line in which a byline is looked for

HAN = re.compile(r"[一-鿿]")
STOP = re.compile(r"[。！？!?…．]+[”’」』）)\"]*")
ENDED = re.compile(r"(?:[。！？!?…．.；;：:，,、]|[。！？!?…．.][”’」』）)\"]+)$")

LIST = re.compile(  # the head of a list of other pages
    r"[【\[]?(?:(?:相关|延伸|推荐|更多|热门|热点|精彩|往期|最近|最新)(?:新闻|阅读|链接|推荐|更新|报道|文章|专题|回顾|资讯)"
    r"|猜你喜欢|大家都在看|编辑推荐|新闻排行榜?|点击排行)[】\]]?[:：]?"
)
BUTTON = re.compile(
    r"打印|关闭|返回|收藏|分享|纠错|评论|字号|扫一扫|[上下]一页|本页|本文|窗口|顶部|首页|列表|到|至|微信|微博|朋友圈"
    r"|QQ|空间|[大中小\W]"
)
FURNITURE = re.compile(
    r"""
    [（(【\[]?(?:责任编辑|责编|编辑|编审|审核|审校|校对|监制|值班主任)\s*[:：].{0,40}   # who saw it to press
    |(?:(?:当前|您的|你的)?(?:所在)?位置[:：]|首页\s*[>›»|]).*                      # where on a site we are
    |(?:上一篇|下一篇|版权所有|版权声明|免责声明|特别声明)[:：\s].*
    |.*(?:©|Copyright|ICP[备证]|公网安备).*
    |(?:阅读|浏览|点击)(?:量|数|次数)?\s*[:：]\s*[\d,.万+]+\s*次?
    |[【\[（(]?(?:图片|视频|音频|广告)[】\]）)]?
    |[（(][^）)]*(?:虚构|仅供教学|仅供学习)[^）)]*[）)]
    |[\W_]+                                                                # dashes or stars
    """,
    re.VERBOSE | re.IGNORECASE,
)
IMPRINT = re.compile(r"[（(【\[]\s*(?:责任编辑|责编|编辑)\s*[:：][^（(）)]{0,40}[）)】\]]\s*$")

DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d\d?)[-/.月](?P<d>\d\d?)日?"
    r"(?:[\sT]*(?P<H>\d\d?)[:：时点](?P<M>\d\d)(?:[:：分](?P<S>\d\d))?)?"
)
KEYED = re.compile(
    r"[（(【\[]?\s*(?:(?:文章|信息|新闻|稿件)?来源|稿源|出处|(?:发布|发表|更新|刊发)?(?:时间|日期)|发布|作者)\s*[:：]"
)
SOURCE = re.compile(r"(?:来源|稿源|出处)\s*[:：]\s*(?P<name>[^\s|:：，,；;）)】\]]+)")
PUBLISHER = re.compile(r"[一-鿿]{1,10}(?:报|网|社|台|客户端|在线|新闻|发布)(?![一-鿿])")

REPORTER = (
    r"(?:[一-鿿]{0,8}(?:记者|通讯员|实习生|评论员)|作者|撰文|撰稿|供稿|摄影(?:报道)?|[文图摄](?:/[文图摄])?)"
)
NAME = r"(?:[一-鿿·•]{2,12}|[一-鿿][ 　][一-鿿](?![一-鿿]))"
NAMES = rf"{NAME}(?:[\s、，,/]+(?:{NAME}|[文图摄]))*"
CREDIT = rf"{REPORTER}\s*[:：/]?\s*{NAMES}"
BYLINE = re.compile(rf"[□■●◎▲]?\s*[（(]?\s*{CREDIT}\s*[)）]?")
ENDING = re.compile(
    rf"[（(]\s*(?:{CREDIT}|(?P<bare>{NAMES}))\s*[)）]\s*$"  # (记者…), or names alone behind a full stop
    rf"|(?<=[。！？”])\s*(?:本报)?(?:记者|通讯员)\s*{NAMES}\s*$"
)
OPENING = re.compile(
    rf"""
    (?:[一-鿿]{{1,8}}(?:讯|电|\d{{1,2}}月\d{{1,2}}日电))?\s*[（(]\s*{CREDIT}\s*[)）]   # 新华社…日电(记者…)
    |(?:本报|本台|本网|本刊)讯(?=[\s　，,:：])
    |(?:本报)?记者\s*{NAME}(?:[\s、]{NAME})*\s*报道[:：]
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or the byline at one of its ends. ``kind``: title source heading paragraph byline furniture."""

    start: int
    end: int
    text: str
    kind: str


def find_blocks(text: str) -> Iterator[Block]:
    """The non-empty lines of a text with their kinds; together they hold every character that is no space.

    >>> [block.kind for block in find_blocks("近400户农户")]
    ['paragraph']
    """
    spans = list(_lines(text))
    lines = [text[start:end] for start, end in spans]
    kinds = _kinds(lines) if _is_article(lines) else ["paragraph"] * len(lines)
    for (start, end), kind in zip(spans, kinds, strict=True):
        if kind == "paragraph":
            yield from _split(text, start, end)
        else:
            yield Block(start, end, text[start:end], kind)


def find_source(blocks: Sequence[Block]) -> tuple[str, datetime | None]:
    """Who published a text, and when, as its source line says; an impossible date is None."""
    line = " ".join(block.text for block in blocks if block.kind == "source")
    named, dated = SOURCE.search(line), DATE.search(line)
    publisher = PUBLISHER.search(DATE.sub(" ", line))
    source = named["name"] if named else publisher[0] if publisher else ""
    try:
        return source, datetime(*(int(part or 0) for part in dated.groups())) if dated else None  # type: ignore[arg-type]
    except ValueError:
        return source, None


def find_reporters(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The names in the bylines, without the professions before them, each once."""
    credits = [block.text for block in blocks if block.kind == "byline"]
    credits += re.findall(r"作者[:：]\s*\S+", " ".join(b.text for b in blocks if b.kind == "source"))
    return tuple(dict.fromkeys(name for credit in credits for name in _names(credit)))


def _names(credit: str) -> list[str]:
    """The names in a credit; one of two characters may be spaced: 王 明."""
    credit = re.sub(r"^[^(（]*[(（]", "", credit)
    joined = re.sub(r"(?<![一-鿿])([一-鿿])[ 　]([一-鿿])(?![一-鿿])", r"\1\2", credit)
    parts = re.split(rf"[\s、，,/:：()（）□■●◎▲]+|{REPORTER}(?=[\s:：/一-鿿])|报道", joined)
    return [part for part in parts if _is_name(part)]


def _is_name(part: str) -> bool:
    surnames = DEFAULT.terms("surnames")
    return "·" in part or (2 <= len(part) <= 4 and (part[0] in surnames or part[:2] in surnames))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends that is not blank, without the spaces around it."""
    for line in re.finditer(r"[^\s](?:[^\n]*[^\s])?", text):
        yield line.span()


def _is_article(lines: Sequence[str]) -> bool:
    """Whether lines have the shape of an article: paragraphs of several sentences, or marks of one."""
    prose = [line for line in lines if ENDED.search(line)]
    several = sum(len(line) >= LONGEST_HEADING and len(STOP.findall(line)) > 1 for line in prose)
    if several * 4 >= max(len(prose), 1):
        return len(lines) > 1
    if not 1 < len(lines) <= MANY:
        return False
    marked = any(_is_source(line) or OPENING.match(line) for line in lines[:HEAD])
    ended = any(map(LIST.fullmatch, lines[1:])) or any(map(_ending, prose[-3:]))
    return marked or ended or _has_title(lines, prose)


def _has_title(lines: Sequence[str], prose: Sequence[str]) -> bool:
    """Whether the first line is a title above a few paragraphs of one sentence each."""
    long = sum(map(len, prose)) >= 30 * len(prose) > 0
    return long and len(lines[0]) >= 8 and _is_headlike(lines[0]) and len(prose) * 3 >= len(lines) * 2


def _is_headlike(line: str) -> bool:
    ended = ENDED.search(line) or "。" in line
    return len(line) <= LONGEST_TITLE and not ended and bool(HAN.search(line))


def _is_source(line: str) -> bool:
    if len(line) > 100 or "。" in line:
        return False
    dated = DATE.search(line)
    return bool(KEYED.match(line) or (dated and (KEYED.search(line) or len(line) - len(dated[0]) <= 14)))


def _is_furniture(line: str) -> bool:
    known = LIST.fullmatch(line) or FURNITURE.fullmatch(line)
    return len(line) <= 100 and bool(known or (len(line) > 1 and not BUTTON.sub("", line)))


def _kinds(lines: Sequence[str]) -> list[str]:
    """The kind of each line of an article."""
    kinds = [_own_kind(line, i) for i, line in enumerate(lines)]
    _mark_title(lines, kinds)
    _mark_headings(lines, kinds)
    _mark_lists(lines, kinds)
    return kinds


def _own_kind(line: str, i: int) -> str:
    """What a line is by its own form; a short line without a stop is a candidate for title and heading."""
    if _is_furniture(line):
        return "furniture"
    if (i < HEAD and _is_source(line)) or (KEYED.match(line) and len(line) <= 60 and SOURCE.search(line)):
        return "source"
    if len(line) <= 60 and (BYLINE.fullmatch(line) or OPENING.fullmatch(line)) and _names(line):
        return "byline"
    return "candidate" if _is_headlike(line) else "paragraph"


def _mark_title(lines: Sequence[str], kinds: list[str]) -> None:
    """The lines above the source line are the title; without one, the first line if it looks like one."""
    first = next((i for i, kind in enumerate(kinds) if kind != "furniture"), 0)
    source = kinds.index("source") if "source" in kinds[:HEAD] else 0
    if kinds[first] == "source":
        above = [first + 1] if kinds[first + 1 : first + 2] == ["candidate"] else []
    elif source:
        above = [i for i in range(first, source) if kinds[i] in {"candidate", "paragraph"}]
    else:
        above = [first] if kinds[first] == "candidate" or _is_cry(lines, first) else []
    for i in above:
        kinds[i] = "title" if len(lines[i]) <= LONGEST_TITLE else kinds[i]
    if above and lines[above[-1] + 1 :] and lines[above[-1] + 1].startswith("—"):
        kinds[above[-1] + 1] = "title"


def _is_cry(lines: Sequence[str], i: int) -> bool:
    """Whether a first line is a title although it ends in ! or ?: short, unquoted, above much longer text."""
    line = lines[i]
    short = 6 <= len(line) <= LONGEST_HEADING and line[0] not in '“"「' and not STOP.search(line[:-1])
    return short and line[-1] in "！？!?" and max(map(len, lines[i + 1 : i + 4]), default=0) >= 3 * len(line)


def _mark_headings(lines: Sequence[str], kinds: list[str]) -> None:
    """A candidate is a heading if a paragraph or one more heading follows, and the line before has ended."""
    follows = ""  # kind of the next line that is no furniture
    for i in range(len(lines) - 1, -1, -1):
        if kinds[i] == "candidate":
            ended = i == 0 or kinds[i - 1] != "paragraph" or ENDED.search(lines[i - 1])
            stacked = i > 1 and kinds[i - 1] == kinds[i - 2] == "candidate"
            fits = len(lines[i]) <= LONGEST_HEADING and ended and not stacked
            kinds[i] = "heading" if fits and follows in {"paragraph", "heading"} else "paragraph"
        follows = follows if kinds[i] == "furniture" else kinds[i]


def _mark_lists(lines: Sequence[str], kinds: list[str]) -> None:
    """The short lines below 相关新闻 and the like are furniture too, if text came before."""
    inside = False
    for i, line in enumerate(lines):
        if LIST.fullmatch(line):
            inside = "paragraph" in kinds[:i]
        elif len(line) >= LONGEST_HEADING and ENDED.search(line):
            inside = False
        elif inside:
            kinds[i] = "furniture"


def _ending(line: str) -> re.Match[str] | None:
    """The byline at the end of a line; names without a profession count only behind a full stop."""
    found = ENDING.search(line, max(0, len(line) - TAIL))
    if not found or not found["bare"]:
        return found
    named = len(_names(found[0])) == len(re.split(r"[\s、，,/]+", found["bare"]))
    return found if named and line[: found.start()].rstrip().endswith(tuple("。！？”!?")) else None


def _split(text: str, start: int, end: int) -> Iterator[Block]:
    """A paragraph apart from the byline at its start or end and the imprint behind it."""
    line = text[start:end]
    imprint = IMPRINT.search(line, max(0, len(line) - TAIL))
    body = line[: imprint.start()].rstrip() if imprint else line
    opening, ending = OPENING.match(body[:TAIL]), _ending(body)
    first = opening.end() if opening and opening.end() < len(body) else 0
    last = ending.start() if ending and ending.start() > first else len(body)
    cuts = [(0, first, "byline"), (first, last, "paragraph"), (last, len(body), "byline")]
    for a, b, kind in [*cuts, (len(body), len(line), "furniture")]:
        if part := line[a:b].strip():
            at = start + a + line[a:b].index(part)
            yield Block(at, at + len(part), part, kind)
