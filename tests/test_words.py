"""Words: they rejoin to the text, and stay close to the hand-made ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.article import read_article
from helpers.lexicon import DATA, Lexicon
from helpers.scoring import read_gold, score
from helpers.words import segment


@pytest.mark.parametrize(
    ("path", "gold", "least"), [("article.txt", "words", 0.97), ("practice/flood.txt", "flood/words", 0.93)]
)
def test_f1(path, gold, least):
    article = read_article(DATA / path)
    assert score(segment(article), read_gold(gold, article)).f1 >= least


@given(st.text(max_size=60))
def test_words_rejoin(text):
    from helpers.article import parse_article

    article = parse_article(text)
    words = segment(article)
    assert "".join("".join(w.text for w in words).split()) == "".join(article.text.split())


def test_a_learners_word_wins_and_leaks_nowhere():
    own = Lexicon().adding(words=["核鹭桃蓝"])
    assert "核鹭桃蓝" in [w.text for w in segment("种核鹭桃蓝", own)]
    assert "核鹭桃蓝" not in [w.text for w in segment("种核鹭桃蓝")]
