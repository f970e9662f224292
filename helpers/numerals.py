"""Numerals: 三千二百余 → 3200, and the bounds that a careful reader accepts.

A numeral is read in four steps: its characters are brought to one spelling (full width, traditional,
financial), the words that make it approximate are taken off (近, 余, 左右), the numeral itself is read,
and the words widen it to bounds. The rules for the bounds are those of ``data/gold/GUIDELINES.md``.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from .errors import NumberError
from .lexicon import DEFAULT

HAN_DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12, "京": 10**16}
BIG = ("万", "亿", "兆", "京")
LONGEST = 80  # characters; whatever is longer is a code, not a number
_ARABIC = str.maketrans(HAN_DIGITS + "两点", "01234567892.", ",")
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+|[零一二三四五六七八九两]+", re.ASCII)


class Number(NamedTuple):
    """``value`` is None where none is stated (几百), ``high`` where it is open (以上)."""

    value: int | float | None
    low: int | float | None
    high: int | float | None


# A numeral as it was read, exactly: value, low and high, as in `Number`.
_Range = tuple[Fraction | None, Fraction, Fraction | None]


def parse_number(text: str) -> Number:
    """Read one number, written in any of the ways that Chinese texts write them.

    >>> parse_number("三千二百余")
    Number(value=3200, low=3200, high=3299)
    >>> parse_number("近400").low, parse_number("几百").high, parse_number("50%").value
    (360, 999, 0.5)
    >>> parse_number("百姓")
    Traceback (most recent call last):
    helpers.errors.NumberError: '百姓' is not a number. Give a numeral such as 三千二百余, 1.2万 or 近400.

    Returns:
        The pure number (百分之五十 and 50% are 0.5) with its bounds, both included.

    Raises:
        NumberError: the text is not a number.
    """
    if not isinstance(text, str):
        raise NumberError(f"{text!r} is not a text. Give a numeral as a string, such as '三千二百余'.")
    found = read_number(text)
    if found is None:
        shown = text if len(text) <= 20 else text[:20] + "…"
        raise NumberError(f"{shown!r} is not a number. Give a numeral such as 三千二百余, 1.2万 or 近400.")
    return found


@lru_cache(maxsize=4096)
def read_number(text: str) -> Number | None:
    """As `parse_number`, but None when the text is no number."""
    found = _parse(text.strip()) if len(text) <= LONGEST else None
    return found and Number(*(_simple(x) for x in found))


def _simple(x: Fraction | None) -> int | float | None:
    if x is None:
        return None
    return int(x) if x.denominator == 1 else round(float(x), 10)


@lru_cache(maxsize=1)
def variants() -> dict[str, dict[int, str]]:
    """Other spellings of characters: those of any text, of amounts (壹), of numerals alone (廿)."""
    tables: dict[str, dict[int, str]] = {"": {}, "amount": {}, "number": {ord(c): "" for c in " \u3000\xa0"}}
    for row in DEFAULT.rows("variants"):
        tables[row["only_in"]][ord(row["term"])] = row["plain"]
    return tables


@lru_cache(maxsize=1)
def _frame() -> tuple[re.Pattern[str], dict[str, str], dict[int, str]]:
    """The words around a numeral as a pattern, what each makes of it, and the spelling to bring it to."""
    rows = sorted(DEFAULT.rows("bounds"), key=lambda row: -len(row["term"]))
    before, after = ("|".join(r["term"] for r in rows if r["side"] == side) for side in ("before", "after"))
    tables = variants()
    plain = tables[""] | tables["amount"] | tables["number"]
    return re.compile(f"({before})?(.+?)({after})?"), {row["term"]: row["sort"] for row in rows}, plain


_TO = re.compile(r"(?<=.)(?:至|到|--?|~)(?=.)")
_UNIT = re.compile(r"(?P<number>.+?)[个天日年月人名次岁户]")  # 两三天 is asked for as 两三 is


@lru_cache(maxsize=4096)
def _parse(text: str) -> _Range | None:
    """Frame and numeral: 近 + 400, 300 + 余, 50% + 以上, 20 + 至 + 30."""
    frame, sorts, plain = _frame()
    text = text.translate(plain)
    whole = frame.fullmatch(text)
    if not whole:
        return None
    before, core, after = (part or "" for part in whole.groups())
    splits = ((before, core, after), (before, core + after, ""), ("", before + core, after))
    for first, middle, last in splits:
        if found := _read_core(middle):
            return _widen(_widen(found, sorts.get(last, ""), middle), sorts.get(first, ""))
    unit = _UNIT.fullmatch(text)
    return _parse(unit["number"]) if unit else None


def _widen(found: _Range, sort: str, core: str = "") -> _Range:
    """The bounds that a word of this sort gives to a number."""
    if sort in ("", "exact"):
        return found
    value, low, high = found
    if low < 0 and sort in ("near", "about", "more", "step"):  # 零下二十多
        return _negative(_widen(_negative(found), sort, core))
    top = high if high is not None else low
    # Shares step in hundredths: 6成多 is 60 to 69.
    parts = 100 if re.search("[%成折]|百分之", core) else 1
    bounds = {
        "below": (min(Fraction(0), low), top),
        "above": (low, None),
        "near": (min(low, low * Fraction(9, 10)), high),
        "about": (low * Fraction(9, 10), top * Fraction(11, 10)),
        "more": (low, _last_below(top * parts, _step(low * parts)) / parts),
        "step": (low, _last_below(low, low)),
    }
    return value, *bounds.get(sort, (low, high))


def _last_below(number: Fraction, step: Fraction) -> Fraction:
    """The last number before the next step: 300 and 100 → 399; with steps of one or less, the next."""
    return number + step - 1 if step > 1 else number + step


def _step(number: Fraction) -> Fraction:
    """The last step that a numeral names: 1500 → 100, 三千二百 → 100, 1.2万 → 1000."""
    if number == Fraction(1, 2):  # 半个多月
        return number
    step = Fraction(1, 10**9) if number else Fraction(1)
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def _read_core(core: str) -> _Range | None:
    """A numeral without its frame; None when it is none."""
    if core.isascii() and core.isdigit():  # the most frequent by far
        return _read_exact(core)
    readers = (_read_share, _read_range, _read_sign, _read_several, _read_more, _read_exact)
    return next((found for reader in readers if (found := reader(core))), None)


def _read_exact(core: str) -> _Range | None:
    value = Fraction(1, 2) if core == "半" else _read_plain(core)
    return None if value is None else (value, value, value)


def _read_sign(core: str) -> _Range | None:
    sign = re.fullmatch(r"(负|零下|[-+正])([^负零正+-].*|零点.+|零)", core)
    found = _read_core(sign[2]) if sign else None
    if not sign or found is None or sign[1] in "正+":
        return found
    return _negative(found)


def _negative(number: _Range) -> _Range:
    value, low, high = number
    return None if value is None else -value, -(high if high is not None else low), -low


_SHARE = re.compile(
    r"""(?P<hundredths>.+)% | (?P<thousandths>.+)‰ | (?P<over>\d+)/(?P<under>\d+)
      | (?:(?P<whole>.+)又)?(?P<parts>.+?)分之(?P<of>.+)                # 三分之二, 二又三分之一
      | 打?(?P<price>[一二三四五六七八九\d.点几]+)折                    # 打九折, 八五折
      | (?P<tenths>[^成]+)成(?P<more>[一二三四五六七八九半\d多余]?)     # 三成五, 6成多
    """,
    re.VERBOSE,
)


def _read_share(core: str) -> _Range | None:
    """Percent, tenths, fractions: 50%, 百分之五十, 三成五, 打九折, 三分之二, 1/3, 一半."""
    match = _SHARE.fullmatch({"一半": "1/2", "半数": "1/2", "百分百": "1/1", "十成": "1/1"}.get(core, core))
    found = _parse(_numerator(match)) if match else None
    if not match or not found:
        return None
    under = _read_plain(match["parts"] or match["under"] or ("1000" if match["thousandths"] else "100"))
    whole = _read_plain(match["whole"] or "零")
    if not under or whole is None:
        return None
    value, low, high = (None if x is None else whole + x / under for x in found)
    return None if low is None else (value, low, high)


def _numerator(match: re.Match[str]) -> str:
    """The numeral above the line: 三成五 → 三十五, 九折 → 九十, 八五折 → 八五 (of a hundred)."""
    if match["price"]:
        return match["price"] if re.fullmatch(r"[^点.]{2}", match["price"]) else match["price"] + "十"
    if match["tenths"]:
        return match["tenths"] + "十" + match["more"].replace("半", "五")
    return (match["of"] or match["over"] or match["thousandths"] or match["hundredths"]).replace("%", "")


def _read_range(core: str) -> _Range | None:
    """20至30, 3到5万, 10%-20%: the first number takes the unit of the second if it has none."""
    for gap in _TO.finditer(core):
        first, second = core[: gap.start()], core[gap.end() :]
        low, high = _parse(first), _parse(second)
        tail = re.search(r"[十百千万亿%‰]+$|(?<=.)成$", second)
        if low and high and tail and not re.search(r"[十百千万亿%‰成]$", first):
            head = _parse(second[: tail.start()])
            low = (_parse(first + tail[0]) or low) if head and low[1] < head[1] else low
        if low and high and high[2] is not None and low[1] < high[2]:
            return None, low[1], high[2]
    return None


_SEVERAL = re.compile(
    r"""(?P<head>[\d一二三四五六七八九零十百千万亿]*?)
    (?: 好?[几数]                                                          # 几百, 十几
      | (?P<a>[一二两三四五六七八九])、?(?P<b>[一二两三四五六七八九]) )    # 七八十, 三五
    (?P<tail>[十百千万亿]*)""",
    re.VERBOSE,
)
_FIXED = {"成百上千": (100, 1999), "成千上万": (1000, 19999), "百八十": (80, 180)}


def _read_several(core: str) -> _Range | None:
    """几百, 十几万, 数十, 七八十, 三五: numbers without a value of their own."""
    if core in _FIXED:
        return None, Fraction(_FIXED[core][0]), Fraction(_FIXED[core][1])
    match = _SEVERAL.fullmatch(core)
    if not match:
        return None
    head, a, b, tail = match.group("head", "a", "b", "tail")
    are_neighbours = a and (a + b in "一二三四五六七八九" or a + b in ("一两", "两三", "三五"))
    if a and not (are_neighbours and (not head or head[-1] in UNITS)):
        return None
    first, last = (a, b) if a else ("一" if head and not tail else "二", "九")
    low, high = _read_plain(head + first + tail), _read_plain(head + last + tail)
    step = _read_plain(tail) if tail and not a else Fraction(1)
    return (None, low, high + step - 1) if low and high and step else None


def _read_more(core: str) -> _Range | None:
    """100多万, 二十余亿: 多 and 余 widen the numeral before them; the unit after them multiplies both."""
    match = re.fullmatch(r"(?P<head>.+?)(?P<word>[余多来])(?P<tail>[十百千万亿]+)", core)
    low, times = (_read_plain(match["head"]), _read_plain(match["tail"])) if match else (None, None)
    if not match or low is None or times is None:
        return None
    value = low * times
    if match["word"] == "来":
        return _widen((value, value, value), "about")
    return value, value, _last_below(value, _step(low) * times)


def _read_plain(text: str) -> Fraction | None:
    """A numeral without any approximation; None when it is none."""
    if _DIGITS.fullmatch(text):
        return Fraction(text.translate(_ARABIC))
    whole, point, decimals = text.partition("点")
    return _read_decimal(whole, decimals) if point else _read_units(text)


def _read_decimal(whole: str, rest: str) -> Fraction | None:
    """三点五万: the digits after the point, then a unit that multiplies all of it."""
    match = re.fullmatch(r"([零一二三四五六七八九\d]+)([十百千万亿兆]*)", rest)
    base = _read_plain(whole) if whole else Fraction(0)
    times = _read_plain(match[2]) if match and match[2] else Fraction(1)
    if not match or base is None or times is None:
        return None
    return (base + Fraction("0." + match[1].translate(_ARABIC))) * times


def _read_units(text: str) -> Fraction | None:
    """The largest unit multiplies what stands before it, and what follows is added: 三千|万|五千."""
    unit = max(text, key=lambda character: UNITS.get(character, 0), default="")
    head, _, rest = text.partition(unit) if unit else ("", "", "")
    size = UNITS.get(unit, 0)
    if not size or (size <= 1000 and (unit in rest or not _DIGITS.fullmatch(head or "一"))):
        return None
    while rest[:1] in BIG:  # 万亿, 十万万
        size, rest = size * UNITS[rest[0]], rest[1:]
    before = _read_plain(head) if head else Fraction(1)
    after = _read_rest(rest, size)
    return None if before is None or after is None else before * size + after


def _read_rest(rest: str, size: int) -> Fraction | None:
    """What follows a unit: nothing, one digit of the next smaller unit (一万二), or a numeral."""
    if len(rest) == 1 and rest != "零" and _DIGITS.fullmatch(rest):
        return Fraction(rest.translate(_ARABIC)) * size / 10
    rest = rest.removeprefix("零")
    return _read_plain(rest) if rest else Fraction(0)
