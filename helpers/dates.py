"""Dates and times of day as ISO strings; what a text leaves out comes from its date and the dates before."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .numerals import parse_number

_YEAR = re.compile(r"(?P<year>[0-9零一二三四五六七八九]{2,4})年(?!代)")
_MONTH = re.compile(r"(?P<month>[0-9一二三四五六七八九十]+)月")
_DAY = re.compile(r"(?P<day>[0-9一二三四五六七八九十廿]+)[日号]")
_TIME = re.compile(r"(?P<hour>[0-9零一二三四五六七八九十两]+)(?:[时点]|:)(?:钟)?(?P<rest>.*)")
_DECADE = re.compile(r"(?:(?P<century>.+?)世纪)?(?P<decade>[0-9]0|[一二三四五六七八九]十)年代")
_STAMP = re.compile("[0-9]{4}[-/.][0-9]{1,2}[-/.]")
# 1至2月, 2019-2021年, 5月6至8日: the first number takes the unit of the second
_SPAN = re.compile(
    "(?P<from>.+?)年?(?:-{1,2}|~|至|到)(?P<to>[0-9一二三四五六七八九十]+(?P<unit>年|月份?|[日号]).*)"
)
_LUNAR = re.compile("农历|正月|腊月|初|廿|大年")
_LATE = re.compile("下午|午后|傍晚|晚|夜里|夜间|昨夜")
DAYS = {"次日": 1, "翌日": 1, "次晨": 1, "当日": 0, "当天": 0, "当晚": 0, "当夜": 0}
RELATIVE = {"去年": -1, "今年": 0, "明年": 1, "前年": -2}


@dataclass(slots=True)
class Calendar:
    """What is known about the date while a text is read: the date of publishing and the last date named."""

    published_year: int | None = None
    published_month: int | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None

    def restart(self) -> None:
        """At a new paragraph the year is again that of publishing."""
        if (self.year or 0) > (self.published_year or 9999):  # a plan: 明年3月建成
            self.month = self.published_month
        self.year = self.published_year

    def read(self, text: str) -> str | None:
        """A date as ISO 8601; ``--05-10`` and ``---15`` without year or month; None for a lunar date.

        >>> Calendar(2022, 5, 2022).read("4月21日")
        '2022-04-21'
        """
        if _STAMP.match(text):
            return re.sub("[/.]", "-", text).replace(" ", "T")
        if "世纪" in text or "年代" in text:
            return _read_age(text)
        if span := _SPAN.fullmatch(text):
            return f"{self.read(span['from'] + span['unit'])}/{self.read(span['to'])}"
        if _LUNAR.search(text):
            return None
        if text[:2] in DAYS:
            if DAYS[text[:2]]:
                self._pass(DAYS[text[:2]])
            return self._iso(self.day) + f"T{read_time(text)}" if self.day else None
        self._set_year(text)
        month, day = _MONTH.search(text), _DAY.search(text)
        if month:
            self.month = _whole(month["month"])
        elif match := re.match("上个?月|下月", text):
            self.month = ((self.published_month or 1) - (2 if match[0] != "下月" else 0)) % 12 + 1
        elif not day:
            return str(self.year) if self.year else None
        elif (self.year or 0, self.month or 0) > (self.published_year or 9999, self.published_month or 0):
            self.year, self.month = self.published_year, self.published_month  # after a plan: 明年3月建成
        self.day = _whole(day["day"]) if day else None
        last = day or month
        time = read_time(text[last.end() :]) if last else None
        return self._iso(self.day) + (f"T{time}" if time else "")

    def _pass(self, days: int) -> None:
        """Go on by some days from the last date named."""
        try:
            then = date(self.year or 0, self.month or 0, self.day or 0) + timedelta(days)
        except (ValueError, OverflowError):  # none was named, it does not exist, or the calendar ends
            self.day = None
        else:
            self.year, self.month, self.day = then.year, then.month, then.day

    def _set_year(self, text: str) -> None:
        year = _YEAR.search(text)
        if year:
            number = _whole(year["year"])
            self.year = number if number > 99 else number + (1900 if number > 30 else 2000)
        elif text[:2] in RELATIVE and self.published_year:
            self.year = self.published_year + RELATIVE[text[:2]]
        elif text.startswith("次年") and self.year:
            self.year += 1

    def _iso(self, day: int | None) -> str:
        month = self.month or self.published_month
        if not month:
            return f"---{day:02}"
        head = f"{self.year or '-'}-{month:02}"
        return head + (f"-{day:02}" if day else "")


def read_time(text: str) -> str | None:
    """A time of day as HH:MM or HH:MM:SS.

    >>> read_time("晚上8点半"), read_time("零时")
    ('20:30', '00:00')
    """
    match = _TIME.search(text)
    if not match:
        return None
    hour = _whole(match["hour"])
    part = text[: match.start()]
    if (_LATE.search(part) and hour < 12) or ("中午" in part and hour < 6):
        hour += 12
    numbers = [_whole(n) for n in re.findall("[0-9零一二三四五六七八九十]+", match["rest"])]
    if "半" in match["rest"]:
        numbers = [30]
    elif "刻" in match["rest"]:
        numbers = [15 * numbers[0]]
    return ":".join(f"{n:02}" for n in [hour, *(numbers or [0])][:3])


def _whole(text: str) -> int:
    return int(parse_number(text).value or 0)


def _read_age(text: str) -> str:
    """A century or a decade as an interval of years: 20世纪90年代 → 1990/1999."""
    decade = _DECADE.search(text)
    if not decade:
        century = _whole(text.partition("世纪")[0])
        return f"{century * 100 - 99}/{century * 100}"
    named = decade["century"]
    base = 1900 if not named or named in ("上", "上个") else _whole(named) * 100 - 100
    start = base + _whole(decade["decade"])
    return f"{start}/{start + 9}"
