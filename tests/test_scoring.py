"""Scores and gold."""

import pytest

from helpers.article import parse_article
from helpers.errors import GoldError, ScoreError
from helpers.scoring import read_gold, score
from helpers.words import Word


def test_score_counts_both_sides():
    a, b = Word(0, 2, "村民", "n"), Word(2, 4, "来了", "v")
    result = score([a], [a, b])
    assert (result.precision, result.recall, result.missed, result.extra) == (1.0, 0.5, (b,), ())


def test_errors_name_the_fault():
    with pytest.raises(ScoreError, match="colour"):
        score([Word(0, 1, "村", "")], [], by="colour")
    with pytest.raises(GoldError, match="nothing"):
        read_gold("nothing")


def test_a_fault_is_shown_in_its_sentence_or_alone():
    page = parse_article("大雪压不垮的村庄\n" + "村里来了人。大家都笑了。" * 5 + "\n相关新闻\n村里通水了")
    inside, furniture = Word(9, 11, "村里", "n"), Word(len(page.text) - 3, len(page.text), "通水了", "v")
    shown = repr(score([inside, furniture], [Word(0, 0, "山核桃", "n")], article=page))
    assert "extra     1  【村里】来了人。" in shown
    assert "extra        【通水了】" in shown and "missed       【山核桃】" in shown
