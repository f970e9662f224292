"""Words: jieba behind a private tokenizer, so that a learner's words change nobody else's result."""

import logging
import tempfile
import warnings
from functools import lru_cache
from typing import Any, NamedTuple

from .article import Article, as_article
from .lexicon import DEFAULT, Lexicon


class Word(NamedTuple):
    """A token: where it stands, what it says, its part-of-speech tag (jieba's set: n, v, nr, …)."""

    start: int
    end: int
    text: str
    tag: str


@lru_cache(maxsize=8)
def tokenizer(lexicon: Lexicon = DEFAULT) -> Any:
    """A private ``jieba.Tokenizer`` with the words of the lexicon; its ``FREQ`` is the dictionary (word → frequency)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    own = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        own.tmp_dir = folder
        own.initialize()
    for row in lexicon.rows("words"):
        own.add_word(row["term"], tag=row["tag"] or None)
    return own


def segment(article: Article | str, lexicon: Lexicon = DEFAULT) -> list[Word]:
    """Cut a text into words.

    >>> [w.text for w in segment("志愿者来了")]
    ['志愿者', '来', '了']
    """
    article = as_article(article)
    own = tokenizer(lexicon)
    return [Word(start, end, text, own.user_word_tag_tab.get(text, ""))
            for text, start, end in own.tokenize(article.text) if text.strip()]
