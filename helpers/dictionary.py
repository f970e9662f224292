"""jieba's dictionary behind a private tokenizer: words, frequencies and tags, plus those of the lexicon.

Nobody else's result changes with a word that is added here, nothing is written to the terminal, and no cache
file is used: jieba's own lies in a folder that all users of a machine share, and is trusted unchecked.
"""

import copy
import logging
import warnings
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from .lexicon import DEFAULT, Lexicon

LISTED = 500  # the frequency of a lexicon's word among the 60 million of the dictionary, at least
FORCED = 50_000  # that of a learner's own word, which is to win against its neighbours


@lru_cache(maxsize=1)
def _read_dictionary() -> tuple[Any, dict[str, str]]:
    """A tokenizer that holds jieba's dictionary as it is, and the tag of each of its words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    own = jieba.Tokenizer()
    with own.get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    words, tags = fields[0::3], dict(zip(fields[0::3], fields[2::3], strict=True))
    frequencies = dict(zip(words, map(int, fields[1::3]), strict=True))
    own.total = sum(map(int, fields[1::3]))
    for word in words:
        end = len(word) - 1
        while end and word[:end] not in frequencies:  # what only begins a word has the frequency 0
            frequencies[word[:end]] = 0
            end -= 1
    own.FREQ, own.initialized = frequencies, True
    return own, tags


def plain_tags() -> MappingProxyType[str, str]:
    """The part of speech of each word as jieba's dictionary gives it, without the lexicon."""
    return MappingProxyType(_read_dictionary()[1])


def plain_tokenizer() -> Any:
    """jieba as it comes, without the lexicon."""
    return _read_dictionary()[0]


@lru_cache(maxsize=8)
def tokenizer(lexicon: Lexicon = DEFAULT) -> Any:
    """jieba's tokenizer with the words of the lexicon; its ``FREQ`` maps each word to its frequency."""
    return knowing(lexicon.terms("words") - added_words(lexicon), added_words(lexicon))


def knowing(listed: Iterable[str] = (), forced: Iterable[str] = ()) -> Any:
    """jieba's tokenizer with more words: some as the dictionary lists its own, some that always win."""
    own = copy.copy(plain_tokenizer())
    own.FREQ = dict(own.FREQ)
    for word in sorted(listed):  # the suggested frequency depends on the words before
        own.add_word(word, max(LISTED, own.suggest_freq(word)))
    for word in forced:
        own.add_word(word, FORCED)
    return own


def added_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that a learner added to the lexicon."""
    return frozenset(values[0] for table, values in lexicon.added if table == "words")


@lru_cache(maxsize=8)
def word_tags(lexicon: Lexicon = DEFAULT) -> MappingProxyType[str, str]:
    """The part of speech of each word: jieba's, corrected by the lexicon.

    >>> word_tags()["志愿者"], word_tags()["帮助"]
    ('n', 'v')
    """
    own = {row["term"]: row["tag"] for row in lexicon.rows("words") if row["tag"]}
    return MappingProxyType(_read_dictionary()[1] | own)
