"""Quantities: every expression with a numeral, what it is worth, how sure that is, and what it counts.

`find_quantities` scans the raw text once with the grammar of `helpers.grammar`; the alternative that matched
says which kind of expression it is, and one small function for each kind fills in the columns.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .article import Article, as_article
from .counted import find_counted, noun_tags
from .dates import Calendar, read_time
from .grammar import HAN, compile_grammar, normalise
from .lexicon import DEFAULT, Lexicon
from .numerals import Number, read_number

LONGEST_NUMBER = 20  # characters; what is longer is a code
NUMBERED = re.compile(f"(?:[0-9]+|{HAN}+)号")
DAY_BEFORE = frozenset("在于从到至是了的和及这本明今前日自")
# 6.8级地震, 六级风, 风力15级以上 measure; 二级响应 names.
STRENGTH_AFTER = re.compile(
    "(?!响应|预警|应急)(?P<bound>以上|以下|左右)?(?P<what>地震|强震|余震|[大强阵台海]?风(?!险))?"
)
STRENGTH_BEFORE = re.compile("(?:[阵大台]风|风力|震级|烈度)[^，,。、；]{0,4}$")
CODED = re.compile(r"“[^\W\d]{1,5}[0-9]+”")
NAMED = re.compile("[\u4e00-\u9fff]")
ITEM = re.compile(r"[、.)）](?![0-9])")
QUOTED = re.compile(r"[^\W\d]{0,4}()[”’》]")
PLACE = re.compile(
    rf"""{HAN}{{1,2}}(?![小大山贫穷偏落边重示多余几数名个来条座位家项中老新方])
    [^\W\d]{{1,2}}?(?:村|镇|乡|街道|社区|屯|庄|寨|路|街|桥|沟)(?![民庄])""",
    re.VERBOSE,
)


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
    for start, end, is_title in _regions(article):
        if not is_title:
            text.calendar.restart()
        for match in grammar.finditer(text.plain, start, end):
            quantity = READERS.get(match.lastgroup or "", _read_label)(text, match)
            # A phrase such as 一看 may reach beyond its match; what follows does not overlap it.
            if quantity and not (found and quantity.start < found[-1].end):
                found.append(quantity)
    return found


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
        self.kinds = _kinds(lexicon)
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
        return Quantity(start, end, self.raw[start:end], kind, *number, modifier, unit, counted)


@lru_cache(maxsize=8)
def _kinds(lexicon: Lexicon) -> dict[str, tuple[str, str]]:
    """Kind and dimension of each classifier; kind of each set phrase."""
    rows = (*lexicon.rows("idioms"), *lexicon.rows("classifiers"))
    return {row["term"]: (row["kind"], row.get("dimension", "")) for row in rows}


def _digits(label: str) -> str | None:
    """The numerals of a name as digits: 三服务 → 3, 1+1+2 as it is."""
    found = re.findall(rf"[0-9][0-9+:.-]*|{HAN}+", label)
    numbers = [str(number.value) if not n[0].isascii() and (number := read_number(n)) else n for n in found]
    return (":" if re.fullmatch(r"\w+[比:]\w+", label) else "-").join(numbers) or None


def _read_phrase(text: _Text, match: re.Match[str]) -> Quantity:
    """A set phrase of the table; a label goes on to the quotation mark that closes it (“三公开”)."""
    kind, (start, end) = text.kinds[match[0]][0], match.span()
    return text.name(start, (kind == "label" and _find_name(text.plain, start, end)) or end, kind)


def _read_pair(text: _Text, match: re.Match[str]) -> Quantity:
    return text.name(*match.span(), "idiom")


def _read_stamp(text: _Text, match: re.Match[str]) -> Quantity:
    return text.name(*match.span(), "date", re.sub("[/.]", "-", match[0]).replace(" ", "T"))


def _read_date(text: _Text, match: re.Match[str]) -> Quantity:
    before = text.before(match.start())
    if NUMBERED.fullmatch(match[0]) and "\u4e00" <= before <= "\u9fff" and before not in DAY_BEFORE:
        return _read_label(text, match)
    return text.name(*match.span(), "date", text.calendar.read(match[0]))


def _read_clock(text: _Text, match: re.Match[str]) -> Quantity:
    return text.name(*match.span(), "clock", read_time(match[0]))


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
    if not unit and match[0][-1:].isdigit() and NAMED.match(text.plain, match.end()):
        return text.name(*match.span())  # 第17网格
    counts = text.kinds.get(unit, ("", ""))[0] != "duration"
    return number and text.number(*match.span(), "ordinal", number, unit.removeprefix("个"), counts)


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
        kind = "article"
        if text.before(match.start()) == "每":
            return text.name(*match.span(), "idiom")
    counts = kind != "duration" and dimension != "thing"
    return text.number(*match.span(), kind, number, text.raw[slice(*match.span(part))], counts)


def _without_units(match: re.Match[str], part: str) -> str:
    """The numeral with its modifiers: 不到两个小时 → 不到两, 一年半 → 一点五."""
    digits = match[0].replace(match[part], "", -1 if match["first"] else 1)
    digits = re.sub("个|(?<=.)把|大|小(?!于)", "", digits)
    if re.fullmatch(f".*{HAN}半|.*[0-9]半", digits):
        return digits[:-1] + (".5" if digits[-2].isdigit() else "点五")
    return digits


def _read_bare(text: _Text, match: re.Match[str]) -> Quantity | None:
    """A numeral with no classifier: a long code, part of a name or a word, or a count (两国, 得票98)."""
    numeral, (start, end) = match[0], match.span()
    if len(numeral) > LONGEST_NUMBER or _is_item(text, start, end):
        return text.name(start, end)
    if not numeral.isascii():
        if name := _find_name(text.plain, start, end):
            return text.name(start, name)
        if len(numeral) == 1:
            return _read_character(text, start)
    number = read_number(numeral)
    return number and text.number(start, end, "count", number)


def _is_item(text: _Text, start: int, end: int) -> bool:
    """Whether a numeral counts a list (1、 二、) or belongs to a code (“海巡07”)."""
    if text.before(start) == "-" or CODED.search(text.plain, max(0, start - 6), end + 1):
        return text.plain[start:end].isascii()
    return bool(ITEM.match(text.plain, end)) and (start == 0 or text.before(start) in "\n。；;：:（( ")


def _find_name(plain: str, start: int, end: int) -> int:
    """The end of a name that the numeral opens: “三服务”, 三文村; 0 where there is none."""
    if start and plain[start - 1] in "“‘《" and (close := QUOTED.match(plain, end)):
        return close.start(1)
    place = PLACE.match(plain, start)
    return place.end() if place else 0


def _read_character(text: _Text, start: int) -> Quantity | None:
    """A single numeral: part of a word (统一, 三亚), 一 before a verb or a noun, a count."""
    numeral = text.plain[start]
    if numeral in "几数":
        return None
    if found := _find_word(text, start):
        first, end, tag = found
        names_place = tag in ("ns", "nt", "nz")
        return None if tag[:2] == "nr" else text.name(first, end, "label" if names_place else "idiom")
    if numeral in "半百千万亿":
        return None
    if numeral == "一":
        return _read_one(text, start)
    number = read_number(numeral)
    return number and text.number(start, start + 1, "count", number)


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


def _read_one(text: _Text, start: int) -> Quantity:
    """一 alone: before a verb a set phrase (一下车), before a noun an article (一男子)."""
    tags = noun_tags(text.lexicon)
    words = (text.plain[start + 1 : start + 1 + size] for size in (3, 2, 1))
    word = next((word for word in words if word in tags), "")
    if tags.get(word, "")[:1] in ("v", "z") and text.before(start) not in tuple("这那某另同"):
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
    "phrase": _read_phrase, "pair": _read_pair, "stamp": _read_stamp, "date": _read_date,
    "clock": _read_clock, "share": _read_share, "ordinal": _read_ordinal, "degree": _read_degree,
    "number": _read_number, "bare": _read_bare,
}  # fmt: skip
