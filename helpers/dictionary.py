"""jieba's dictionary as one table of log probabilities, and the most probable cut of a text along it.

Nobody else's result changes with a word that is added here, nothing is written to the terminal, and no cache
file is used: jieba's own lies in a folder that all users of a machine share, and is trusted unchecked.
"""

import logging
import math
import re
import sys
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .lexicon import DEFAULT, Lexicon

LISTED = 500  # the frequency of a lexicon's word among the 60 million of the dictionary, at least
FORCED = 50_000  # that of a learner's own word, which is to win against its neighbours
NO_WORD = -math.inf  # the log probability of what only begins words
BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)|\r\n|.", re.DOTALL)  # else each character is a word
LEAST = -sys.float_info.max  # below every path, but above `NO_WORD`


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Words with their log probabilities, and the beginnings of words with `NO_WORD`.

    >>> list(plain().cut("该镇应琳燕"))
    ['该镇', '应', '琳', '燕']
    >>> plain().count("志愿者"), plain().count("志愿")
    (730, 3801)
    """

    weights: dict[str, float]
    total: int  # occurrences in the text that the dictionary was counted on
    unknown: float  # the weight of a character that is no word

    def count(self, word: str) -> int:
        """How often a word occurs in the text that the dictionary was counted on; 0 if it is no word."""
        return round(math.exp(self.weights.get(word, NO_WORD)) * self.total)

    def changed(self, counts: Mapping[str, int]) -> "Dictionary":
        """A dictionary in which these words have other counts; one that is counted 0 times is no word."""
        weights = dict(self.weights)
        logs = {word: math.log(n) - math.log(self.total) if n else NO_WORD for word, n in counts.items()}
        weights |= logs
        weights |= _beginnings(logs, weights)
        return replace(self, weights=weights)

    def cut(self, text: str) -> list[str]:
        """The words on the most probable path, as jieba cuts without its guesses (``HMM=False``)."""
        words: list[str] = []
        for block in BLOCK.finditer(text):
            words += self._words(block[0]) if block[1] else (block[0],)
        return words

    def _words(self, text: str) -> Iterator[str]:
        """The words of a block; letters and digits that are no words stay together."""
        at = held = 0
        for end in self._path(text):
            if end - at > 1 or not ("0" <= text[at] <= "z" and text[at].isalnum()):
                if held < at:
                    yield text[held:at]
                yield text[at:end]
                held = end
            at = end
        if held < at:
            yield text[held:at]

    def _path(self, text: str) -> Iterator[int]:
        """The end of each word on the most probable path, which is found from right to left (Viterbi)."""
        route, ends = [0.0] * (len(text) + 1), [0] * len(text)
        for start in range(len(text) - 1, -1, -1):
            route[start], ends[start] = self.best_word(text, start, route)
        at = 0
        while at < len(text):
            yield (at := ends[at])

    def best_word(self, text: str, start: int, route: Sequence[float]) -> tuple[float, int]:
        """The best path from ``start`` on: its weight, and where its first word ends.

        A path is a word and the best path behind it, whose weight stands in ``route`` at its end. Of equally
        good words the longest is taken; a character that begins no word stands alone.
        """
        best, last = LEAST, 0
        for end in range(start + 1, len(text) + 1):
            weight = self.weights.get(text[start:end])
            if weight is None:
                break
            weight += route[end]
            if weight >= best:
                best, last = weight, end
        return (best, last) if last else (self.unknown + route[start + 1], start + 1)


@lru_cache(maxsize=1)
def _read_dictionary() -> tuple[list[str], list[int], list[str]]:
    """The words of jieba's dictionary, their counts and their tags; jieba itself, slow to import, is not."""
    spec = find_spec("jieba")
    assert spec and spec.origin
    fields = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").split()
    return fields[0::3], [int(count) for count in fields[1::3]], [sys.intern(tag) for tag in fields[2::3]]


def _beginnings(words: Iterable[str], known: Collection[str]) -> dict[str, float]:
    """The beginnings of words that are not known as words."""
    starts = {word[:n] for word in words for n in range(1, len(word))}
    return dict.fromkeys(starts.difference(known), NO_WORD)


@lru_cache(maxsize=1)
def plain() -> Dictionary:
    """jieba's dictionary as it comes, without the lexicon."""
    words, counts, _ = _read_dictionary()
    total = sum(counts)
    logs = {count: math.log(count) - math.log(total) for count in set(counts)}
    weights = {word: logs[count] for word, count in zip(words, counts, strict=True)}
    weights |= _beginnings(words, weights)
    return Dictionary(weights, total, -math.log(total))


@lru_cache(maxsize=8)
def dictionary(lexicon: Lexicon = DEFAULT) -> Dictionary:
    """jieba's dictionary with the words of the lexicon, each as likely as its parts at least."""
    own, forced = plain(), added_words(lexicon)
    counts: dict[str, int] = {}
    for word in sorted(lexicon.terms("words") - forced):
        parts = math.exp(sum(own.weights.get(part, own.unknown) for part in own.cut(word)))
        counts[word] = max(LISTED, own.count(word), int(parts * own.total) + 1)
    return own.changed(counts | dict.fromkeys(forced, FORCED))


def added_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that a learner added to the lexicon."""
    return frozenset(values[0] for table, values in lexicon.added if table == "words")


@lru_cache(maxsize=1)
def plain_tags() -> dict[str, str]:
    """The part of speech of each word as jieba's dictionary gives it, without the lexicon."""
    words, _, tags = _read_dictionary()
    return dict(zip(words, tags, strict=True))


@lru_cache(maxsize=8)
def word_tags(lexicon: Lexicon = DEFAULT) -> dict[str, str]:
    """The part of speech of each word: jieba's, corrected by the lexicon.

    >>> word_tags()["志愿者"], word_tags()["帮助"]
    ('n', 'v')
    """
    return plain_tags() | {row["term"]: row["tag"] for row in lexicon.rows("words") if row["tag"]}


def jieba_with(own: Dictionary) -> Any:
    """jieba's tokenizer on a dictionary: to show what jieba does by itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = {word: own.count(word) for word in own.weights}, own.total
    tokenizer.initialized = True
    return tokenizer


@lru_cache(maxsize=1)
def plain_tokenizer() -> Any:
    """jieba as it comes, without the lexicon."""
    return jieba_with(plain())
