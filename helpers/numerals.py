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

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12, "京": 10**16}
LONGEST = 80  # characters; whatever is longer is a code, not a number

# Written one way here, another way elsewhere: traditional, full width, variants. One character for one.
_VARIANTS = """
．. ％% ＋+ －- −- –- ～~ 〜~ —- ─- ∶: ：: ／/ ○零 〇零 兩两 萬万 億亿
餘余 幾几 數数 點点 個个 隻只 條条 張张 輛辆 臺台 噸吨 塊块 歲岁 時时 鐘钟 號号 級级 層层
間间 戶户 場场 項项 處处 類类 種种 雙双 對对 顆颗 筆笔 頭头 頁页 門门 國国 縣县 鎮镇 鄉乡
區区 週周 禮礼 約约 過过 達达 內内 滿满 將将 於于 為为 後后 來来 裏里 裡里 從从 圓圆 鐵铁
劃划 罰罚 併并 發发 們们 錢钱 頓顿 車车 輪轮 隊队 團团 幫帮 夥伙 戰战 衛卫 幹干 聯联 黨党
樓楼 棟栋 節节 課课 屆届 歷历 師师 營营 連连 單单 員员 價价 負负 倆两 仨三
"""
VARIANTS = {ord(pair[0]): pair[1] for pair in _VARIANTS.split()} | {0xFF10 + i: str(i) for i in range(10)}
FINANCIAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_PLAIN = (
    VARIANTS
    | FINANCIAL
    | str.maketrans("幺弌弍弎叄，", "一一二三三,", " \u3000\xa0")
    | str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十", "½": "1/2", "¼": "1/4", "¾": "3/4"})
)

BEFORE = {  # words before a numeral and what they make of it
    "below": "不超过 不大于 不高于 不多于 最多 至多 顶多 不足 不到 不满 未满 未到 未达 低于 少于 小于",
    "above": "不少于 不低于 不小于 不下于 不下 至少 最少 起码 超过 超出 突破 高于 多于 大于 超 逾 过",
    "near": "将近 接近 临近 几近 近",
    "about": "大约 约为 约有 大概 约莫 差不多 约",
    "exact": "多达 高达 长达 共 共计 达",
    "step": "上 成",
}
AFTER = {
    "below": "以内 之内 内 以下 之下",
    "above": "以上 之上 开外",
    "about": "左右 上下 前后 许 来",
    "more": "余 多",
    "exact": "整",
}


class Number(NamedTuple):
    """``value`` is None where none is stated (几百), ``high`` where it is open (以上)."""

    value: int | float | None
    low: int | float | None
    high: int | float | None


class _Range(NamedTuple):
    """A numeral as it was read, exactly; ``value`` is None when it is a range by itself."""

    value: Fraction | None
    low: Fraction
    high: Fraction | None


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
    found = _parse(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        shown = text if len(text) <= 20 else text[:20] + "…"
        raise NumberError(f"{shown!r} is not a number. Give a numeral such as 三千二百余, 1.2万 or 近400.")
    return Number(*(_plain(x) for x in found))


def format_number(number: int) -> str:
    """Write a whole number in Chinese numerals.

    >>> format_number(10203), format_number(15)
    ('一万零二百零三', '十五')

    Raises:
        NumberError: it is not a whole number between -10¹⁶ and 10¹⁶.
    """
    if not isinstance(number, int) or abs(number) >= 10**16:
        raise NumberError(f"{number!r}: give a whole number between -10^16 and 10^16.")
    if number < 0:
        return "负" + format_number(-number)
    for unit, size in reversed((SMALL | {"万": 10**4, "亿": 10**8}).items()):
        if number >= size:
            head, rest = divmod(number, size)
            tail = re.sub("^十", "一十", format_number(rest)) if rest else ""
            gap = "零" if rest and rest * 10 < size else ""
            return re.sub("^一十", "十", format_number(head) + unit + gap + tail)
    return "零一二三四五六七八九"[number]


def _plain(x: Fraction | None) -> int | float | None:
    if x is None:
        return None
    return int(x) if x.denominator == 1 else round(float(x), 10)


def _words(table: dict[str, str]) -> dict[str, str]:
    return {word: sort for sort, words in table.items() for word in words.split()}


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BEFORE, _AFTER = _words(BEFORE), _words(AFTER)
_FRAME = re.compile(rf"(?P<before>{_any_of(_BEFORE)})?(?P<core>.+?)(?P<after>{_any_of(_AFTER)})?")
_TO = re.compile(r"(?<=.)(?:至|到|--?|~)(?=.)")
_UNIT = re.compile(r"(?P<number>.+?)[个天日年月人名次岁户]")  # 两三天 is asked for as 两三 is


@lru_cache(maxsize=4096)
def _parse(text: str) -> _Range | None:
    """Frame and numeral: 近 + 400, 300 + 余, 50% + 以上, 20 + 至 + 30."""
    text = text.translate(_PLAIN)
    whole = _FRAME.fullmatch(text)
    if not whole:
        return None
    before, core, after = (part or "" for part in whole.groups())
    splits = ((before, core, after), (before, core + after, ""), ("", before + core, after))
    for first, middle, last in splits:
        if found := _read_core(middle):
            return _widen(_widen(found, _AFTER.get(last, "exact"), middle), _BEFORE.get(first, "exact"))
    unit = _UNIT.fullmatch(text)
    return _parse(unit["number"]) if unit else None


def _widen(found: _Range, sort: str, core: str = "") -> _Range:
    """The bounds that a word of this sort gives to a number."""
    if sort == "exact":
        return found
    value, low, high = found
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
    return _Range(value, *bounds.get(sort, (low, high)))


def _last_below(number: Fraction, step: Fraction) -> Fraction:
    """The last number before the next step: 300 and 100 → 399; with steps of one or less, the next."""
    return number + step - 1 if step > 1 else number + step


def _step(number: Fraction) -> Fraction:
    """The last step that a numeral names: 1500 → 100, 三千二百 → 100, 1.2万 → 1000."""
    step = Fraction(1, 10**9) if number else Fraction(1)
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def _read_core(core: str) -> _Range | None:
    """A numeral without its frame; None when it is none."""
    if core.isascii() and core.isdigit():
        return _exact(Fraction(core))
    for reader in (_read_share, _read_range, _read_sign, _read_several, _read_more):
        found = reader(core)
        if found:
            return found
    value = _read_plain(core)
    return None if value is None else _exact(value)


def _exact(value: Fraction) -> _Range:
    return _Range(value, value, value)


def _scale(found: _Range | None, by: Fraction, plus: Fraction = Fraction(0)) -> _Range | None:
    if found is None:
        return None
    value, low, high = found
    return _Range(
        None if value is None else value * by + plus,
        low * by + plus,
        None if high is None else high * by + plus,
    )


def _read_sign(core: str) -> _Range | None:
    sign = re.fullmatch(r"(负|零下|[-+正])([^负零正+-].*|零点.+|零)", core)
    found = _read_core(sign[2]) if sign else None
    if not sign or found is None or sign[1] in "正+":
        return found
    value, low, high = found
    return _Range(None if value is None else -value, -(high if high is not None else low), -low)


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
    match = _SHARE.fullmatch(core)
    if not match:
        return {"一半": _exact(Fraction(1, 2)), "百分百": _exact(Fraction(1))}.get(core)
    if match["parts"]:
        under, whole = _read_plain(match["parts"]), _read_plain(match["whole"] or "零")
        return _scale(_parse(match["of"]), 1 / under, whole) if under and whole is not None else None
    if match["over"]:
        return _exact(Fraction(match["over"]) / int(match["under"])) if int(match["under"]) else None
    if match["thousandths"]:
        return _scale(_parse(match["thousandths"]), Fraction(1, 1000))
    return _scale(_parse(_hundredths(match)), Fraction(1, 100))


def _hundredths(match: re.Match[str]) -> str:
    """The numeral of a share in hundredths: 三成五 → 三十五, 九折 → 九十, 八五折 → 八五."""
    if match["price"]:
        return match["price"] if re.fullmatch(r"[^点.]{2}", match["price"]) else match["price"] + "十"
    if match["tenths"]:
        return match["tenths"] + "十" + match["more"].replace("半", "五")
    return match["hundredths"].replace("%", "")


def _read_range(core: str) -> _Range | None:
    """20至30, 3到5万, 10%-20%: the first number takes the unit of the second if it has none."""
    for gap in _TO.finditer(core):
        first, second = core[: gap.start()], core[gap.end() :]
        low, high = _parse(first), _parse(second)
        tail = re.search(r"[十百千万亿%‰]+$|(?<=.)成$", second)
        if low and high and tail and not re.search(r"[十百千万亿%‰成]$", first):
            shared = _parse(first + tail[0])
            head = _parse(second[: tail.start()])
            low = shared if shared and head and low.low < head.low else low
        if low and high and high.high is not None and low.low < high.high:
            return _Range(None, low.low, high.high)
    return None


_SEVERAL = re.compile(r"(?P<head>[\d一二三四五六七八九零十百千万亿]*)好?[几数](?P<tail>[十百千万亿]*)")
_NEIGHBOURS = re.compile(
    r"(?P<head>[一二三四五六七八九零十百千万亿]*?)(?P<a>[一二两三四五六七八九])、?"
    r"(?P<b>[一二两三四五六七八九])(?P<tail>[十百千万亿]*)"
)


def _read_several(core: str) -> _Range | None:
    """几百, 十几万, 数十, 七八十, 三五: numbers without a value of their own."""
    if match := _SEVERAL.fullmatch(core):
        head, tail = match["head"], match["tail"]
        first = "一" if head and not tail else "二"
        low, high = _read_plain(head + first + tail), _read_plain(head + "九" + tail)
        step = _read_plain(tail) if tail else Fraction(1)
        return _Range(None, low, high + step - 1) if low and high and step else None
    if match := _NEIGHBOURS.fullmatch(core):
        head, a, b, tail = match.group("head", "a", "b", "tail")
        near = DIGITS[b] - DIGITS[a] == 1 or a + b == "三五"
        if near and (not head or head[-1] in "十百千万亿"):
            low, high = _read_plain(head + a + tail), _read_plain(head + b + tail)
            return _Range(None, low, high) if low and high else None
    fixed = {"成百上千": (100, 1999), "成千上万": (1000, 19999), "百八十": (80, 180)}.get(core)
    return fixed and _Range(None, Fraction(fixed[0]), Fraction(fixed[1]))


def _read_more(core: str) -> _Range | None:
    """100多万, 二十余亿: 多 and 余 widen the numeral before them; the unit after them multiplies both."""
    match = re.fullmatch(r"(?P<head>.+?)(?P<word>[余多来])(?P<tail>[十百千万亿]+)", core)
    if not match:
        return None
    low, times = _read_plain(match["head"]), _read_plain(match["tail"])
    if low is None or times is None:
        return None
    if match["word"] == "来":
        return _widen(_exact(low * times), "about")
    return _Range(low * times, low * times, _last_below(low * times, _step(low) * times))


_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+|[零一二三四五六七八九两]+|[十百千]|[万亿兆京]|[点半]",
    re.ASCII,
)


def _read_plain(text: str) -> Fraction | None:
    """A numeral without any approximation; None when it is none."""
    if text.isascii() and text.isdigit():
        return Fraction(text)
    if text == "半":
        return Fraction(1, 2)
    point = text.find("点")
    if point >= 0:
        return _read_decimal(text[:point], text[point + 1 :])
    tokens = _TOKEN.findall(text)
    if not tokens or sum(map(len, tokens)) != len(text) or "半" in tokens:
        return None
    return _add_up(tokens)


def _read_decimal(whole: str, rest: str) -> Fraction | None:
    """三点五万: the digits after the point, then a unit that multiplies all of it."""
    match = re.fullmatch(r"([零一二三四五六七八九\d]+)([十百千万亿兆]*)", rest)
    base = _read_plain(whole) if whole else Fraction(0)
    times = _read_plain(match[2]) if match and match[2] else Fraction(1)
    if not match or base is None or times is None:
        return None
    digits = "".join(str(DIGITS.get(c, c)) for c in match[1])
    return (base + Fraction(int(digits), 10 ** len(digits))) * times


def _add_up(tokens: list[str]) -> Fraction | None:
    """Units multiply what stands before them: 十百千 the digit, 万亿 all smaller terms."""
    terms: list[Fraction] = []
    pending: Fraction | None = None
    last, zero, short = 1, False, False
    for token in tokens:
        if token in SMALL:
            if pending is None and terms and last <= SMALL[token]:
                return None
            terms.append((pending or Fraction(1)) * SMALL[token])
            pending, last, zero = None, SMALL[token], False
        elif token in BIG:
            unit = BIG[token]
            smaller = [t for t in terms if t < unit]
            if pending is None and not smaller and terms:
                terms[-1] *= unit
            else:
                sum_ = sum(smaller, pending or Fraction(0)) if smaller or pending is not None else Fraction(1)
                terms = [t for t in terms if t >= unit] + [sum_ * unit]
            pending, last, zero = None, unit, False
        else:
            if pending is not None and not zero:
                return None
            pending, zero = _read_digits(token), token[0] in "零" and bool(terms)
            short = len(token) == 1
    if pending is None:
        return sum(terms, Fraction(0))
    return sum(terms, pending * last / 10 if last > 1 and not zero and short else pending)


def _read_digits(token: str) -> Fraction:
    if (token[0].isdigit() and token.isascii()) or token[0] == ".":
        return Fraction(token.replace(",", "") if token[0] != "." else "0" + token)
    return Fraction(int("".join(str(DIGITS[c]) for c in token)))
