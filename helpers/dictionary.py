"""jieba's dictionary behind a private tokenizer: words, frequencies and tags, plus those of the lexicon.

Nobody else's result changes with a word that is added here, and nothing is written to the terminal.
"""

import copy
import logging
import tempfile
import warnings
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from .lexicon import DEFAULT, Lexicon

LISTED = 500  # the frequency of a lexicon's word among the 60 million of the dictionary, at least
FORCED = 50_000  # that of a learner's own word, which is to win against its neighbours


@lru_cache(maxsize=1)
def plain_tokenizer() -> Any:
    """jieba as it comes, without the lexicon; its file cache, which jieba would share, is thrown away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    own = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        own.tmp_dir = folder
        own.initialize()
    return own


@lru_cache(maxsize=8)
def tokenizer(lexicon: Lexicon = DEFAULT) -> Any:
    """A private ``jieba.Tokenizer`` with the words of the lexicon; its ``FREQ`` maps each word to its frequency."""
    own = copy.copy(plain_tokenizer())
    own.FREQ = dict(own.FREQ)
    added = added_words(lexicon)
    for row in lexicon.rows("words"):
        frequency = FORCED if row["term"] in added else max(LISTED, own.suggest_freq(row["term"]))
        own.add_word(row["term"], frequency)
    return own


@lru_cache(maxsize=8)
def added_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that a learner added to the lexicon."""
    return frozenset(values[0] for table, values in lexicon.added if table == "words")


@lru_cache(maxsize=8)
def word_tags(lexicon: Lexicon = DEFAULT) -> MappingProxyType[str, str]:
    """The part of speech of each word: jieba's, corrected by the lexicon.

    >>> word_tags()["志愿者"], word_tags()["帮助"]
    ('n', 'v')
    """
    with plain_tokenizer().get_dict_file() as file:
        lines = (line.decode("utf-8").split() for line in file)
        tags = {line[0]: line[2] for line in lines}
    return MappingProxyType(tags | {row["term"]: row["tag"] for row in lexicon.rows("words") if row["tag"]})
