"""Scores and gold."""

import pytest

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
