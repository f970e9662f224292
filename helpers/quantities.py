"""Quantities: every expression with a numeral, what it is worth, how sure that is, and what it counts.

`find_quantities` scans the raw text once with the grammar of `helpers.grammar`; the alternative that matched says
which kind of expression it is, and one small function for each kind fills in the columns.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from .article import Article, as_article
from .counted import find_counted, word_tags
from .dates import Calendar, read_time
from .errors import NumberError
from .grammar import HAN, compile_grammar, normalise
from .lexicon import DEFAULT, Lexicon
from .numerals import Number, parse_number


LONGEST_NUMBER = 20  # characters; what is longer is a code
NEVER_ALONE = tuple("半几数百千万亿")
NUMBERED = re.compile(f"(?:[0-9]+|{HAN}+)号")
DAY_BEFORE = frozenset("在于从到至是了的和及这本明今前日自")
EARTHQUAKE = re.compile("地震|强震|余震")
ITEM = re.compile(r"[、.)）](?![0-9])")
QUOTED = re.compile(r"[^\W\d]{0,4}()[”’》]")
PLACE = re.compile(
    rf"{HAN}{{1,2}}(?![小大山贫穷偏落边重示多余几数名个来条座位家项中老新方])[^\W\d]{{1,2}}?(?:村|镇|乡|街道|社区|屯|庄|寨|路|街|桥|沟)(?![民庄])"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An expression with a numeral. Columns and kinds are those of ``data/gold/GUIDELINES.md``.

    ``kind``: count measure percent duration date clock ordinal label article idiom. ``low`` and ``high`` are what a
    careful reader accepts, both included; ``high`` is None where it is open (50人以上).
    """

    start: int
    end: int
    text: str
    kind: str
    value: int | float | str | None = None
    low: int | float | None = None
    high: int | float | None = None
    modifier: str = ""
    unit: str = ""
    counted: str = ""


def find_quantities(article: Article | str, lexicon: Lexicon = DEFAULT) -> list[Quantity]:
    """Find every expression with a numeral, in reading order.

    >>> [q] = find_quantities("近400户农户")
    >>> q.text, q.kind, q.value, q.low, q.high, q.unit, q.counted
    ('近400户', 'count', 400, 360, 400, '户', '农户')
    >>> find_quantities("大家都来了。")
    []
    """
    article = as_article(article)
    return list(_scan(article, lexicon))


def _scan(article: Article, lexicon: Lexicon) -> Iterator[Quantity]:
    scanned = _Text(article, lexicon)
    for start, end, is_title in _regions(article):
        if not is_title:
            scanned.calendar.restart()
        for match in compile_grammar(lexicon).finditer(scanned.plain, start, end):
            found = READERS[match.lastgroup or ""](scanned, match)
            if found:
                yield found


def _regions(article: Article) -> Iterator[tuple[int, int, bool]]:
    """The lines that are no page furniture."""
    if not article.blocks:
        yield 0, len(article.text), False
    for block in article.blocks:
        if block.kind != "furniture":
            yield block.start, block.end, block.kind != "paragraph"


class _Text:
    """A text while it is scanned: as written, in one spelling, and the dates that were named so far."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self.raw = article.text
        self.plain = normalise(article.text)
        self.lexicon = lexicon
        self.kinds = {row["term"]: row["kind"] for row in lexicon.rows("classifiers")}
        self.dimensions = {row["term"]: row["dimension"] for row in lexicon.rows("classifiers")}
        self.phrases = {row["term"]: row["kind"] for row in lexicon.rows("idioms")}
        date = article.published
        self.calendar = Calendar(date and date.year, date and date.month, date and date.year)

    def make(self, match: re.Match[str], kind: str, end: int = 0, **fields: object) -> Quantity:
        start, end = match.start(), end or match.end()
        return Quantity(start, end, self.raw[start:end], kind, **fields)  # type: ignore[arg-type]


def _read_phrase(text: _Text, match: re.Match[str]) -> Quantity | None:
    kind = text.phrases[match[0]]
    return text.make(match, kind, value=_digits(match[0]) if kind == "label" else None)


def _read_stamp(text: _Text, match: re.Match[str]) -> Quantity:
    date, _, time = re.sub("[/.]", "-", match[0]).replace("T", " ").partition(" ")
    return text.make(match, "date", value=date + (f"T{time}" if time else ""))


def _read_date(text: _Text, match: re.Match[str]) -> Quantity:
    before = text.plain[match.start() - 1 : match.start()]
    if NUMBERED.fullmatch(match[0]) and "\u4e00" <= before <= "\u9fff" and before not in DAY_BEFORE:
        return _read_label(text, match)
    return text.make(match, "date", value=text.calendar.read(match[0]), modifier=_vague(match[0]))


def _read_clock(text: _Text, match: re.Match[str]) -> Quantity:
    return text.make(match, "clock", value=read_time(match[0]), modifier=_vague(match[0]))


def _vague(clock: str) -> str:
    return next((word for word in ("许", "左右") if clock.endswith(word)), "")


def _read_label(text: _Text, match: re.Match[str]) -> Quantity:
    if match[0].endswith("级") and ("." in match[0] or EARTHQUAKE.match(text.plain, match.end())):
        value = parse_number(match[0][:-1])
        return text.make(match, "measure", **_fields(value), unit="级")
    return text.make(match, "label", value=_digits(match[0]))


def _digits(label: str) -> str | None:
    """The numerals of a name as digits: 三服务 → 3, 1+1+2 as it is."""
    if re.fullmatch(r"\w+[比:]\w+", label):
        return ":".join(str(parse_number(n).value) for n in re.split("[比:]", label))
    found = re.findall(rf"[0-9][0-9+:.-]*|{HAN}+", label)
    return "-".join(n if n[0].isascii() else str(parse_number(n).value) for n in found) or None


def _read_ordinal(text: _Text, match: re.Match[str]) -> Quantity | None:
    number = parse_number(re.sub("第|多$|半$", "", match[0].removesuffix(match["rank"] or "")))
    unit = (match["rank"] or "").removeprefix("个")
    found = text.make(match, "ordinal", value=number.value, low=number.low, high=number.high, unit=unit)
    return replace(found, counted=find_counted(text.raw, found.start, found.end, unit, text.lexicon))


def _read_share(text: _Text, match: re.Match[str]) -> Quantity | None:
    if "百分点" in match[0]:
        number, unit = _number(re.sub("个?百分点", "", match[0])), "百分点"
    else:
        number, unit = _number(match[0]), "%"
        number = number and Number(*(x if x is None else round(x * 100, 6) for x in number))
    if number is None:
        return None
    found = text.make(match, "percent", **_fields(number), modifier=_modifier(match[0]), unit=unit)
    return replace(found, counted=find_counted(text.raw, found.start, found.end, unit, text.lexicon))


def _read_number(text: _Text, match: re.Match[str]) -> Quantity | None:
    groups = match.groupdict()
    part = next(g for g in ("time", "unit", "halftime", "halfunit", "several") if groups[g])
    unit = text.raw[slice(*match.span(part))]
    kind = text.kinds.get(groups[part], "count")
    digits = (
        match[0].replace(groups[part], "", 1) if not groups["first"] else match[0].replace(groups[part], "")
    )
    number = _number(_strip(digits))
    if number is None:
        return None
    if kind == "count" and re.fullmatch("一" + groups[part], match[0]) and groups[part] != "人":
        kind = "article"
        if match.start() and text.plain[match.start() - 1] == "每":
            return text.make(match, "idiom")
    found = text.make(match, kind, **_fields(number), modifier=_modifier(match[0]), unit=unit)
    if kind == "duration" or text.dimensions.get(groups[part]) == "thing":
        return found
    return replace(found, counted=find_counted(text.raw, found.start, found.end, unit, text.lexicon))


def _strip(digits: str) -> str:
    """The numeral with its modifiers when the classifier is gone: 不到两个 → 不到两, 一半 (一年半) → 1.5."""
    digits = re.sub("个|(?<=.)把|大|小(?!于)", "", digits)
    if re.fullmatch(f"(.*){HAN}半|.*[0-9]半", digits):
        return digits[:-1] + ".5" if digits[-2].isdigit() else digits[:-1] + "点五"
    return digits


def _read_bare(text: _Text, match: re.Match[str]) -> Quantity | None:
    """A numeral with no classifier: a long code, part of a name or a word, or a count (两国, 得票98)."""
    start, end = match.span()
    if len(match[0]) > LONGEST_NUMBER:
        return text.make(match, "label", value=match[0])
    if ITEM.match(text.plain, end) and (start == 0 or text.plain[start - 1] in "\n。；;：:（( "):
        return text.make(match, "label", value=_digits(match[0]))
    if match[0].isascii():
        if text.plain[start - 1 : start] == "-":
            return text.make(match, "label", value=match[0])
        return _read_alone(text, match)
    if name := _find_name(text.plain, start, end):
        return text.make(match, "label", name, value=_digits(match[0]))
    if match[0] in ("几", "数"):
        return None
    if len(match[0]) == 1 and (word := _find_word(text, start)):
        return word
    if match[0] in NEVER_ALONE:
        return None
    return _read_one(text, match) if match[0] == "一" else _read_alone(text, match)


def _read_alone(text: _Text, match: re.Match[str]) -> Quantity | None:
    number = _number(match[0])
    if number is None:
        return None
    found = text.make(match, "count", **_fields(number), modifier=_modifier(match[0]))
    return replace(found, counted=find_counted(text.raw, found.start, found.end, "", text.lexicon))


def _read_one(text: _Text, match: re.Match[str]) -> Quantity:
    """一 alone: before a verb a set phrase (一下车), before a noun an article (一男子)."""
    tags, start = word_tags(text.lexicon), match.start() + 1
    size = next((n for n in (3, 2) if text.plain[start : start + n] in tags), 1)
    word = text.plain[start : start + size]
    if tags.get(word, "")[:1] == "v" and text.plain[start - 2 : start - 1] not in tuple("这那某另同"):
        return text.make(match, "idiom", start + size)
    counted = find_counted(text.raw, start - 1, start, "", text.lexicon)
    return text.make(match, "article", value=1, low=1, high=1, counted=counted)


def _find_name(plain: str, start: int, end: int) -> int:
    """The end of a name that the numeral opens: “三服务”, 三文村; 0 where there is none."""
    if start and plain[start - 1] in "“‘《" and (close := QUOTED.match(plain, end)):
        return close.start(1)
    place = PLACE.match(plain, start)
    return place.end() if place else 0


def _find_word(text: _Text, start: int) -> Quantity | None:
    """A word of the dictionary around a single numeral: a set phrase, or a proper name, which is a label."""
    tags = word_tags(text.lexicon)
    for first in (start, start - 1):
        for size in (4, 3, 2):
            word = text.plain[max(first, 0) : first + size]
            tag = tags.get(word, "m")
            if (
                first >= 0
                and first + size > start
                and len(word) == size
                and tag[0] not in "mtq"
                and "一" != word[1:]
            ):
                if first < start and tag[0] not in "nildbz":
                    continue
                if tag in ("nr", "nrt", "nrfg") and first == start:
                    continue
                kind = "label" if tag in ("ns", "nt", "nz", "nr", "nrt") else "idiom"
                fields = {"value": _digits(word)} if kind == "label" else {}
                return Quantity(first, first + size, text.raw[first : first + size], kind, **fields)  # type: ignore[arg-type]
    return None


def _fields(number: Number) -> dict[str, object]:
    return {
        name: int(x) if isinstance(x, float) and x.is_integer() else x for name, x in number._asdict().items()
    }


@lru_cache(maxsize=4096)
def _number(text: str) -> Number | None:
    try:
        return parse_number(text)
    except NumberError:
        return None


_MODIFIER = re.compile(
    "不超过|不少于|不低于|超过|最多|至多|至少|最少|起码|不到|不足|不满|未满|低于|少于|将近|接近|大约|大概|以上|以下|以内|之内|左右|上下"
    "|多达|高达|近|约|超|逾|余|多|来|几|数|上(?=[百千万亿])|内|许|至|到|-|~"
)


def _modifier(text: str) -> str:
    found = _MODIFIER.search(text)
    return found[0] if found else ""


READERS: dict[str, Callable[[_Text, re.Match[str]], Quantity | None]] = {
    "phrase": _read_phrase, "stamp": _read_stamp, "date": _read_date, "clock": _read_clock, "weekday": _read_label,
    "share": _read_share, "code": _read_label, "ordinal": _read_ordinal, "label": _read_label,
    "model": _read_label, "born": _read_label,
    "number": _read_number, "bare": _read_bare,
}  # fmt: skip
