"""Numbers: a table of forms with their bounds, and what holds for all of them."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import NumberError
from helpers.numerals import Number, parse_number

with (Path(__file__).parent / "data" / "numbers.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_reads_the_number_and_its_bounds(row):
    found = parse_number(row["text"])
    wanted = Number(*(number(row[name]) for name in ("value", "low", "high")))
    assert found == pytest.approx(wanted) if None not in wanted else found == wanted


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "百姓", "点点", "点", "百百", "第一", "人", "3/0", "一点", "负", "%", None, 3]
)
def test_refuses_what_is_no_number(text):
    with pytest.raises(NumberError):
        parse_number(text)


@pytest.mark.parametrize("text", ["1" * 100_000, "万" * 1000, "1" * 5000 + "万", "(" * 5000])
def test_refuses_what_is_too_long_to_be_a_number(text):
    with pytest.raises(NumberError):
        parse_number(text)


def in_chinese(n):
    """A whole number in Chinese numerals: 10203 → 一万零二百零三."""
    if n < 0:
        return "负" + in_chinese(-n)
    for unit, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if n >= size:
            head, rest = divmod(n, size)
            gap = "零" if rest and rest * 10 < size else ""
            tail = re.sub("^十", "一十", in_chinese(rest)) if rest else ""
            return re.sub("^一十", "十", in_chinese(head) + unit + gap + tail)
    return "零一二三四五六七八九"[n]


@given(st.integers(min_value=-(10**16) + 1, max_value=10**16 - 1))
def test_reads_every_whole_number(n):
    assert parse_number(in_chinese(n)) == (n, n, n)


@given(st.integers(min_value=0, max_value=10**16))
def test_arabic_and_full_width_digits_are_the_same(n):
    wide = str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_number(wide) == parse_number(f"{n:,}") == (n, n, n)


@given(
    st.sampled_from(["近{}", "约{}", "{}余", "不到{}", "{}以上", "{}左右", "超过{}"]), st.integers(1, 10**9)
)
def test_bounds_hold_the_value(form, n):
    value, low, high = parse_number(form.format(n))
    assert value == n
    assert low <= n and (high is None or n <= high)


@given(st.text(alphabet="一二三十百千万亿两半几数余多来近约点分之成折%-至0123456789.,", max_size=30))
def test_never_fails_in_another_way(text):
    try:
        found = parse_number(text)
    except NumberError:
        return
    assert found.low is not None
