"""Words: they rejoin to the text, and stay close to the hand-made ones."""

import warnings
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.article import read_article
from helpers.dictionary import plain, plain_tokenizer
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


@pytest.fixture(scope="module")
def jieba_itself():
    """jieba with its dictionary as it reads it by itself, without its cache file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    own = jieba.Tokenizer()
    own.FREQ, own.total = own.gen_pfdict(own.get_dict_file())
    own.initialized = True
    return own


def test_the_dictionary_is_read_as_jieba_reads_it(jieba_itself):
    own = plain_tokenizer()
    assert own.FREQ == jieba_itself.FREQ and own.total == jieba_itself.total


@lru_cache(maxsize=1)
def known_words():
    return tuple(plain().words())


@st.composite
def word_mixtures(draw):
    """Words of the dictionary, broken ones, characters of all kinds, letters and digits, in any order."""
    listed = known_words()
    word = st.integers(0, len(listed) - 1).map(listed.__getitem__)
    kinds = (
        word,
        word.map(lambda w: w[1:]),
        st.text(max_size=3),
        st.sampled_from(("3", "K", "B超", "%", "\r\n")),
    )
    return "".join(draw(st.lists(st.one_of(*kinds), max_size=12)))


@settings(max_examples=300, deadline=None)
@given(text=word_mixtures())
def test_cut_is_jiebas(jieba_itself, text):
    assert plain().cut(text) == list(jieba_itself.cut(text, HMM=False))


@pytest.mark.parametrize("path", ["article.txt", "practice/flood.txt"])
def test_cut_is_jiebas_in_articles(jieba_itself, path):
    text = (DATA / path).read_text(encoding="utf-8")
    assert plain().cut(text) == list(jieba_itself.cut(text, HMM=False))
