"""Quantities: every expression with a numeral, what it is worth, how sure that is, and what it counts.

`find_quantities` scans the raw text once with the grammar of `helpers.grammar`; the alternative that matched
says which kind of expression it is, and one small function for each kind fills in the columns.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from .article import Article, as_article
from .counted import find_counted, noun_tags
from .dates import Calendar, read_time
from .errors import NumberError
from .grammar import HAN, compile_grammar, normalise
from .lexicon import DEFAULT, Lexicon
from .numerals import AFTER, BEFORE, Number, parse_number

LONGEST_NUMBER = 20  # characters; what is longer is a code
NEVER_ALONE = frozenset("半几数百千万亿")
NUMBERED = re.compile(f"(?:[0-9]+|{HAN}+)号")
DAY_BEFORE = frozenset("在于从到至是了的和及这本明今前日自")
# 6.8级地震, 六级风, 风力15级以上 measure; 二级响应 names.
STRENGTH_AFTER = re.compile("(?P<bound>以上|以下|左右)?(?P<what>地震|强震|余震|[大强阵台海]?风(?!险))?")
STRENGTH_BEFORE = re.compile("(?:风力?|震级|烈度)(?:达到?|超过?|为|约)?$")
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
    return list(_scan(as_article(article), lexicon))


def _scan(article: Article, lexicon: Lexicon) -> Iterator[Quantity]:
    scanned, grammar = _Text(article, lexicon), compile_grammar(lexicon)
    for start, end, is_title in _regions(article):
        if not is_title:
            scanned.calendar.restart()
        read = start  # a phrase such as 一看 may reach beyond its match; what follows does not overlap it
        for match in grammar.finditer(scanned.plain, start, end):
            found = READERS[match.lastgroup or ""](scanned, match)
            if found and found.start >= read:
                read = found.end
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
        self.units, self.phrases = _tables(lexicon)
        date = article.published
        self.calendar = Calendar(date.year, date.month, date.year) if date else Calendar()

    def make(
        self,
        span: tuple[int, int],
        kind: str,
        number: Number | None = None,
        unit: str = "",
        value: str | None = None,
    ) -> Quantity:
        written = self.raw[slice(*span)]
        if number is None:
            return Quantity(*span, written, kind, value, unit=unit)
        value_, low, high = (int(x) if isinstance(x, float) and x.is_integer() else x for x in number)
        return Quantity(*span, written, kind, value_, low, high, _modifier(self.plain[slice(*span)]), unit)

    def count(self, found: Quantity) -> Quantity:
        """The same with the noun that it counts."""
        return replace(
            found, counted=find_counted(self.raw, found.start, found.end, found.unit, self.lexicon)
        )


@lru_cache(maxsize=8)
def _tables(lexicon: Lexicon) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Kind and dimension of each classifier, kind of each set phrase."""
    units = {row["term"]: (row["kind"], row["dimension"]) for row in lexicon.rows("classifiers")}
    return units, {row["term"]: row["kind"] for row in lexicon.rows("idioms")}


def _read_phrase(text: _Text, match: re.Match[str]) -> Quantity:
    kind = text.phrases[match[0]]
    return text.make(match.span(), kind, value=_digits(match[0]) if kind == "label" else None)


def _read_stamp(text: _Text, match: re.Match[str]) -> Quantity:
    return text.make(match.span(), "date", value=re.sub("[/.]", "-", match[0]).replace(" ", "T"))


def _read_date(text: _Text, match: re.Match[str]) -> Quantity:
    before = text.plain[match.start() - 1 : match.start()]
    if NUMBERED.fullmatch(match[0]) and "\u4e00" <= before <= "\u9fff" and before not in DAY_BEFORE:
        return _read_label(text, match)
    found = text.make(match.span(), "date", value=text.calendar.read(match[0]))
    return replace(found, modifier=_vague(match[0]))


def _read_clock(text: _Text, match: re.Match[str]) -> Quantity:
    return replace(text.make(match.span(), "clock", value=read_time(match[0])), modifier=_vague(match[0]))


def _vague(clock: str) -> str:
    return next((word for word in ("许", "左右") if clock.endswith(word)), "")


def _read_label(text: _Text, match: re.Match[str]) -> Quantity:
    if match[0].endswith("级") and (number := _number(match[0][:-1])):
        after, before = (
            STRENGTH_AFTER.match(text.plain, match.end()),
            text.plain[max(0, match.start() - 6) : match.start()],
        )
        if after and ("." in match[0] or after["what"] or STRENGTH_BEFORE.search(before)):
            number = _number(match[0][:-1] + (after["bound"] or "")) or number
            end = after.end("bound") if after["bound"] else match.end()
            return text.count(text.make((match.start(), end), "measure", number, "级"))
    return text.make(match.span(), "label", value=_digits(match[0]))


def _digits(label: str) -> str | None:
    """The numerals of a name as digits: 三服务 → 3, 1+1+2 as it is."""
    if re.fullmatch(r"\w+[比:]\w+", label):
        return ":".join(str(parse_number(n).value) for n in re.split("[比:]", label))
    found = re.findall(rf"[0-9][0-9+:.-]*|{HAN}+", label)
    return "-".join(n if n[0].isascii() else str(parse_number(n).value) for n in found) or None


def _read_ordinal(text: _Text, match: re.Match[str]) -> Quantity | None:
    unit = match["rank"] or ""
    number = _number(re.sub("第|多$|半$", "", match[0].removesuffix(unit)))
    found = number and text.make(match.span(), "ordinal", number, unit.removeprefix("个"))
    return replace(text.count(found), modifier="") if found else None


def _read_share(text: _Text, match: re.Match[str]) -> Quantity | None:
    """A share in hundredths; 成 and 折 are units of their own."""
    unit = next((unit for unit in ("百分点", "成", "折") if unit in match[0]), "%")
    number = _number(re.sub("个?百分点", "", match[0]))
    if number and unit != "百分点":
        number = Number(*(x if x is None else round(x * 100, 6) for x in number))
    return text.count(text.make(match.span(), "percent", number, unit)) if number else None


def _read_number(text: _Text, match: re.Match[str]) -> Quantity | None:
    part = next(name for name in ("time", "unit", "halftime", "halfunit", "several") if match[name])
    number = _number(_without_units(match, part))
    if number is None:
        return None
    kind, dimension = text.units[match[part]]
    if kind == "count" and match[0] == "一" + match[part] != "一人":
        kind = "article"
        if text.plain[match.start() - 1 : match.start()] == "每":
            return text.make(match.span(), "idiom")
    found = text.make(match.span(), kind, number, text.raw[slice(*match.span(part))])
    return found if kind == "duration" or dimension == "thing" else text.count(found)


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
    is_item = ITEM.match(text.plain, end) and (start == 0 or text.plain[start - 1] in "\n。；;：:（( ")
    is_code = numeral.isascii() and text.plain[start - 1 : start] == "-"
    if len(numeral) > LONGEST_NUMBER:
        return text.make((start, end), "label", value=numeral)
    if is_item or is_code:
        return text.make((start, end), "label", value=_digits(numeral))
    if not numeral.isascii():
        if name := _find_name(text.plain, start, end):
            return text.make((start, name), "label", value=_digits(numeral))
        if numeral in ("几", "数"):
            return None
        if len(numeral) == 1 and (word := _find_word(text, start)):
            return _read_word(text, *word)
        if numeral in NEVER_ALONE:
            return None
        if numeral == "一":
            return _read_one(text, start)
    number = _number(numeral)
    return text.count(text.make((start, end), "count", number)) if number else None


def _read_one(text: _Text, start: int) -> Quantity:
    """一 alone: before a verb a set phrase (一下车), before a noun an article (一男子)."""
    tags = noun_tags(text.lexicon)
    words = [text.plain[start + 1 : start + 1 + size] for size in (3, 2, 1)]
    word = next((word for word in words if word in tags), "")
    if tags.get(word, "")[:1] == "v" and text.plain[start - 1 : start] not in tuple("这那某另同"):
        return text.make((start, start + 1 + len(word)), "idiom")
    counted = find_counted(text.raw, start, start + 1, "", text.lexicon)
    return replace(text.make((start, start + 1), "article", Number(1, 1, 1)), counted=counted)


def _find_name(plain: str, start: int, end: int) -> int:
    """The end of a name that the numeral opens: “三服务”, 三文村; 0 where there is none."""
    if start and plain[start - 1] in "“‘《" and (close := QUOTED.match(plain, end)):
        return close.start(1)
    place = PLACE.match(plain, start)
    return place.end() if place else 0


def _find_word(text: _Text, start: int) -> tuple[int, int, str] | None:
    """The word of the dictionary that a single numeral opens, or stands in as second, and its tag."""
    tags = noun_tags(text.lexicon)
    for first in range(start, max(start - 2, -1), -1):
        for word in (text.plain[first : first + size] for size in (4, 3, 2)):
            tag = tags.get(word, "m")
            opens = first == start and tag[0] not in "mtq" and tag[:2] != "nr"
            if (opens or (first < start and tag[0] in "nildbz")) and word[1:] != "一":
                return first, first + len(word), tag
    return None


def _read_word(text: _Text, start: int, end: int, tag: str) -> Quantity | None:
    """A set phrase, or a proper name, which is a label; the name of a person is nothing."""
    if tag[:2] == "nr":
        return None
    if tag in ("ns", "nt", "nz"):
        return text.make((start, end), "label", value=_digits(text.plain[start:end]))
    return text.make((start, end), "idiom")


@lru_cache(maxsize=4096)
def _number(text: str) -> Number | None:
    try:
        return parse_number(text)
    except NumberError:
        return None


_APPROXIMATE = {word for table in (BEFORE, AFTER) for sort, words in table.items() for word in words.split()
                if sort not in ("exact", "step")}  # fmt: skip
_MODIFIER = re.compile(
    "|".join(sorted(_APPROXIMATE | {"多达", "高达"}, key=len, reverse=True))
    + "|几|数|上(?=[百千万亿])|至|到|-|~"
)


def _modifier(text: str) -> str:
    found = _MODIFIER.search(text)
    return found[0] if found else ""


Reader = Callable[[_Text, re.Match[str]], Quantity | None]
READERS: dict[str, Reader] = {
    "phrase": _read_phrase, "stamp": _read_stamp, "date": _read_date, "clock": _read_clock,
    "weekday": _read_label, "share": _read_share, "code": _read_label, "ordinal": _read_ordinal,
    "label": _read_label, "number": _read_number, "model": _read_label, "born": _read_label,
    "bare": _read_bare,
}  # fmt: skip
