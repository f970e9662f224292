"""Quantities: every expression with a numeral, what it is worth, how sure that is, and what it counts.

`find_quantities` scans the raw text once with the grammar of `helpers.grammar`; the alternative that matched
says which kind of expression it is, and one small function for each kind fills in the columns.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .article import Article, as_article
from .counted import find_counted, noun_tags
from .dates import Calendar, read_time
from .grammar import HAN, compile_grammar, normalise
from .lexicon import DEFAULT, Lexicon
from .numerals import Number, read_number

LONGEST_NUMBER = 20  # characters; what is longer is a code
DIGITS_AND_VAGUE = frozenset("0123456789几数")
NEVER_ALONE = frozenset("半几数百千万亿")
NUMBERED = re.compile(f"(?:[0-9]+|{HAN}+)号")
DAY_BEFORE = frozenset("在于从到至是了的和及这本明今前日自")
# 6.8级地震, 六级风, 风力15级以上 measure; 二级响应 names.
STRENGTH_AFTER = re.compile(
    "(?!响应|预警|应急)(?P<bound>以上|以下|左右)?(?P<what>[地强余]震|[大强阵台海]?风(?!险))?"
)
STRENGTH_BEFORE = re.compile("(?:[阵大台东西南北]风|风力|震级|烈度)[^，,。、；]{0,4}$")
NOT_NUMERAL = re.compile("(?<=.).夜$|个|(?<=.)把|大|小(?!于)")
PLAYS = frozenset(["一面", "两面", "一头", "两头", "一道"])  # 一面走; but 一面铜锣, 两头牛
SIZED = re.compile("[长宽高深厚重][约近达0-9一两三]")  # 一道|长约10厘米的口子
LAST = re.compile(r"(?<=[^\W\d了这那哪某另后])一.(?=[，,。；;、！!？?）)\n]|$)")  # 每栋一只, 采样一次
# What the same classifier counts again: 37所学校…, 其中|29所
AGAIN = re.compile("[^。！!？?\n]*(?:其中|其余|另[有外]?|剩下|余下|每|各)[^。！!？?\n、；;：:”“]{0,8}$")
HALF = re.compile(f"([0-9]|{HAN})半$")
HAN_CHARACTER = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An expression with a numeral. Columns and kinds are those of ``data/gold/GUIDELINES.md``.

    ``kind``: count measure percent duration date clock ordinal label article idiom. ``low`` and ``high`` are
    what a careful reader accepts, both included; ``high`` is None where it is open (50人以上).
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
    text, grammar = _Text(article, lexicon), compile_grammar(lexicon)
    found: list[Quantity] = []
    for block in article.blocks:
        if block.kind == "furniture":
            continue
        if block.kind == "paragraph":
            text.calendar.restart()
        for match in grammar.finditer(text.plain, block.start, block.end):
            quantity = READERS.get(match.lastgroup or "", _read_label)(text, match)
            # A phrase such as 一看 may reach beyond its match; what follows does not overlap it.
            if quantity and not (found and quantity.start < found[-1].end):
                found.append(quantity)
    return found


class _Text:
    """A text while it is scanned: as written, in one spelling, and the dates that were named so far."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self.raw = article.text
        self.plain = normalise(article.text)
        self.lexicon = lexicon
        self.counted: dict[str, Quantity] = {}
        self.kinds: dict[str, tuple[str, str]] = _kinds(lexicon)
        date = article.published
        self.calendar = Calendar(date.year, date.month, date.year) if date else Calendar()

    def before(self, at: int) -> str:
        return self.plain[at - 1 : at]

    def name(self, start: int, end: int, kind: str = "label", value: str | None = None) -> Quantity:
        """A numeral that measures nothing: a label with its digits, an idiom, a date."""
        plain = self.plain[start:end]
        vague = next((word for word in ("许", "左右", "多") if value and plain.endswith(word)), "")
        value = _digits(plain) if kind == "label" else value
        return Quantity(start, end, self.raw[start:end], kind, value, modifier=vague)

    def number(
        self, start: int, end: int, kind: str, number: Number, unit: str = "", counts: bool = True
    ) -> Quantity:
        """A numeral that measures or counts, with the noun that it counts."""
        modifier = "" if kind == "ordinal" else _modifier(self.plain[start:end])
        counted = find_counted(self.raw, start, end, unit, self.lexicon) if counts else ""
        key = "人" if unit in ("名", "位") else unit
        own = counted and (key == "人" or not self.raw.endswith("每" + counted, 0, start))  # 每队20人: 队
        last = self.counted.get(key) if counts and not own else None
        if last and AGAIN.match(self.plain, last.end, start):
            counted = last.counted
        found = Quantity(start, end, self.raw[start:end], kind, *number, modifier, unit, counted)
        if counted:
            self.counted[key] = found
        return found


@lru_cache(maxsize=8)
def _kinds(lexicon: Lexicon) -> dict[str, tuple[str, str]]:
    """Kind and dimension of each classifier; kind of each set phrase."""
    rows = (*lexicon.rows("idioms"), *lexicon.rows("classifiers"))
    return {row["term"]: (row["kind"], row.get("dimension", "")) for row in rows}


def _digits(label: str) -> str | None:
    """The numerals of a name as digits: 三服务 → 3, 1+1+2 as it is."""
    found = re.findall(rf"[0-9][0-9+:.对-]*|{HAN}+", label)
    numbers = [str(number.value) if not n[0].isascii() and (number := read_number(n)) else n for n in found]
    return (":" if re.fullmatch(r"\w+[比:]\w+", label) else "-").join(numbers) or None


def _read_date(text: _Text, match: re.Match[str]) -> Quantity:
    before = text.before(match.start())
    if NUMBERED.fullmatch(match[0]) and "\u4e00" <= before <= "\u9fff" and before not in DAY_BEFORE:
        return _read_label(text, match)
    return text.name(*match.span(), "date", text.calendar.read(match[0]))


def _read_label(text: _Text, match: re.Match[str]) -> Quantity:
    return text.name(*match.span())


def _read_degree(text: _Text, match: re.Match[str]) -> Quantity | None:
    """A number with 级: it measures a wind or an earthquake, counts (近400级台阶) or names (二级响应)."""
    start, end = match.span()
    after = STRENGTH_AFTER.match(text.plain, end)
    number = read_number(match[0][:-1] + ((after and after["bound"]) or ""))
    before = STRENGTH_BEFORE.search(text.plain[max(0, start - 8) : start])
    if number and after and ("." in match[0] or after["what"] or before):
        return text.number(start, max(end, after.end("bound")), "measure", number, "级")
    if number and match["vague"]:
        return text.number(start, end, "count", number, "级")
    return text.name(start, end)


def _read_ordinal(text: _Text, match: re.Match[str]) -> Quantity | None:
    unit = match["rank"] or ""
    number = read_number(re.sub("[第头]|多$|半$", "", match[0].removesuffix(unit)))
    if not unit and match[0][-1:].isdigit() and HAN_CHARACTER.match(text.plain, match.end()):
        return text.name(*match.span())  # 第17网格
    counts = text.kinds.get(unit, ("", ""))[0] != "duration"
    return number and text.number(*match.span(), "ordinal", number, unit.removeprefix("个") or unit, counts)


def _read_share(text: _Text, match: re.Match[str]) -> Quantity | None:
    """A share in hundredths; 成 and 折 are units of their own."""
    unit = next((unit for unit in ("百分点", "成", "折") if unit in match[0]), "%")
    number = read_number(re.sub("个?百分点", "", match[0]))
    if number and unit != "百分点":
        number = Number(*(None if x is None else _hundredths(x) for x in number))
    return number and text.number(*match.span(), "percent", number, unit)


def _hundredths(share: float) -> float:
    hundredths = round(share * 100, 6)
    return int(hundredths) if hundredths == int(hundredths) else hundredths


def _read_number(text: _Text, match: re.Match[str]) -> Quantity | None:
    part = next(name for name in ("time", "unit", "halftime", "halfunit", "several") if match[name])
    number = read_number(_without_units(match, part))
    if number is None:
        return None
    kind, dimension = text.kinds[match[part]]
    if kind == "count" and match[0] == "一" + match[part] != "一人":
        if text.before(match.start()) == "每":
            return text.name(*match.span(), "idiom")
        kind = "count" if LAST.match(text.plain, match.start()) else "article"
    counts = kind != "duration" and dimension != "thing"
    return text.number(*match.span(), kind, number, text.raw[slice(*match.span(part))], counts)


def _without_units(match: re.Match[str], part: str) -> str:
    """The numeral with its modifiers: 不到两个小时 → 不到两, 一年半 → 一点五."""
    digits = match[0].replace(match[part], "", -1 if match["first"] else 1)
    digits = NOT_NUMERAL.sub("", digits)
    half = HALF.search(digits)
    return digits[:-1] + (".5" if half[1].isdigit() else "点五") if half else digits


def _read_bare(text: _Text, match: re.Match[str]) -> Quantity | None:
    """A numeral with no classifier: part of a word, 一 before a verb or a noun, a count (得票98)."""
    numeral, (start, end) = match[0], match.span()
    if len(numeral) > LONGEST_NUMBER:
        return text.name(start, end)
    word = _find_word(text, start) if len(numeral) == 1 and numeral not in DIGITS_AND_VAGUE else None
    if word:
        first, last, tag = word
        names_place = tag in ("ns", "nt", "nz")
        return None if tag[:2] == "nr" else text.name(first, last, "label" if names_place else "idiom")
    if numeral == "一":
        return _read_one(text, start)
    number = None if numeral in NEVER_ALONE else read_number(numeral)
    return number and text.number(start, end, "count", number)


def _find_word(text: _Text, start: int) -> tuple[int, int, str] | None:
    """The word of the dictionary that a single numeral opens, or stands in as second, and its tag."""
    tags = noun_tags(text.lexicon)
    for first in range(start, max(start - 2, -1), -1):
        for word in (text.plain[first : first + size] for size in (4, 3, 2)):
            tag = tags.get(word, "m")
            opens = first == start and tag[0] not in "mtq" and tag[:2] != "nr"
            if first < start and text.plain[max(0, first - 1) : start] in tags:
                continue  # 不如|一声
            if (opens or (first < start and tag[0] in "nildbz")) and word[1:] != "一":
                return first, first + len(word), tag
    return None


def _read_phrase(text: _Text, match: re.Match[str]) -> Quantity:
    """A set phrase; some are numbers before a noun."""
    start, end = match.span()
    if match[0] in PLAYS and (_next_word(text, end)[1][:1] == "n" or SIZED.match(text.plain, end)):
        number = read_number(match[0][0]) or Number(1, 1, 1)
        return text.number(start, end, "article" if number.value == 1 else "count", number, match[0][1])
    return text.name(start, end, text.kinds[match[0]][0])


def _next_word(text: _Text, at: int) -> tuple[str, str]:
    """The longest word, of up to three characters, at an offset, and its tag."""
    tags = noun_tags(text.lexicon)
    words = (text.plain[at : at + size] for size in (3, 2, 1))
    return next(((word, tags[word]) for word in words if word in tags), ("", ""))


def _read_one(text: _Text, start: int) -> Quantity:
    """一 alone: before a verb a set phrase (一下车), before a noun an article (一男子)."""
    word, tag = _next_word(text, start + 1)
    if tag[:1] in ("v", "z") and text.before(start) not in tuple("这那某另同"):
        return text.name(start, start + 1 + len(word), "idiom")
    return text.number(start, start + 1, "article", Number(1, 1, 1))


@lru_cache(maxsize=1)
def _modifiers() -> re.Pattern[str]:
    words = {row["term"] for row in DEFAULT.rows("bounds") if row["sort"] not in ("exact", "step")}
    listed = "|".join(sorted(words | {"多达", "高达"}, key=len, reverse=True))
    return re.compile(listed + "|几|数|上(?=[百千万亿])|至|到|-|~")


def _modifier(text: str) -> str:
    found = _modifiers().search(text)
    return found[0] if found else ""


Reader = Callable[[_Text, re.Match[str]], Quantity | None]
# For the names of the grammar's alternatives; all others are labels.
READERS: dict[str, Reader] = {
    "phrase": _read_phrase,
    "pair": lambda text, match: text.name(*match.span(), "idiom"),
    "clock": lambda text, match: text.name(*match.span(), "clock", read_time(match[0])),
    "date": _read_date,
    "share": _read_share,
    "ordinal": _read_ordinal,
    "degree": _read_degree,
    "number": _read_number,
    "bare": _read_bare,
}
