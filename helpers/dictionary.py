"""jieba's dictionary as a table of log probabilities, and the most probable cut of a text along it.

Nobody else's result changes with a word that is added here, nothing is written to the terminal, and no cache
file is used: jieba's own lies in a folder that all users of a machine share, and is trusted unchecked.
"""

import logging
import math
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
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
LATIN = re.compile("[0-9A-Za-z]")
NOTHING = {"": NO_WORD}  # what a character begins that is in no word


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Words with their log probabilities, and the beginnings of words with `NO_WORD`.

    ``tails`` leads from a first character to the rest of each word and its weight: that of most characters
    is small enough to stay in the processor's cache, and a changed dictionary shares what does not change.

    >>> plain().cut("该镇应琳燕")
    ['该镇', '应', '琳', '燕']
    >>> plain().count("志愿者"), plain().count("志愿")
    (730, 3801)
    """

    tails: Mapping[str, dict[str, float]]
    total: int  # occurrences in the text that the dictionary was counted on
    unknown: float  # the weight of a character that is no word

    def words(self) -> Iterator[str]:
        """All words and beginnings of words."""
        return (first + rest for first, tails in self.tails.items() for rest in tails)

    def weight(self, word: str) -> float:
        """The log probability of a word; `NO_WORD` if it is none."""
        return self.tails.get(word[:1], NOTHING).get(word[1:], NO_WORD)

    def count(self, word: str) -> int:
        """How often a word occurs in the text that the dictionary was counted on; 0 if it is no word."""
        return round(math.exp(self.weight(word)) * self.total)

    def spelled(self, text: str) -> float:
        """The log probability of single characters; `NO_WORD` if one of them is none."""
        return sum([self.tails.get(char, NOTHING)[""] for char in text])

    def changed(self, counts: Mapping[str, int]) -> "Dictionary":
        """A dictionary in which these words have other counts; one that is counted 0 times is no word."""
        base = math.log(self.total)
        return self.weighing({word: math.log(n) - base if n else NO_WORD for word, n in counts.items()})

    def weighing(self, weights: Mapping[str, float]) -> "Dictionary":
        """A dictionary in which these words have other weights."""
        tails = dict(self.tails)
        tails |= {first: dict(tails.get(first, NOTHING)) for first in {word[:1] for word in weights}}
        _add(tails, weights.items())
        return replace(self, tails=tails)

    def cut(self, text: str) -> list[str]:
        """The words on the most probable path, as jieba cuts without its guesses (``HMM=False``)."""
        words: list[str] = []
        for block in BLOCK.finditer(text):
            words += self.cut_block(block[0]) if block[1] else (block[0],)
        return words

    def cut_block(self, text: str) -> Iterable[str]:
        """The words of Chinese characters, letters and digits without a mark among them."""
        route, ends = [0.0] * (len(text) + 1), [0] * len(text)
        self.find_path(text, 0, len(text), route, ends)
        words, at = [], 0
        while at < len(text):
            words.append(text[at : ends[at]])
            at = ends[at]
        return _joined(words) if LATIN.search(text) else words

    def find_path(self, text: str, start: int, stop: int, route: list[float], ends: list[int]) -> None:
        """Read ``text[start:stop]`` from right to left and note the best path from each character (Viterbi).

        A path is a word and the best path behind it: ``ends`` says where its first word ends, ``route`` what
        it weighs. Of equally good words the longest is taken; a character that begins no word stands alone.
        """
        following = text[stop : stop + 1]
        for i in range(stop - 1, start - 1, -1):
            tails = self.tails.get(text[i], NOTHING)
            best, last = tails[""] + route[i + 1], i + 1
            weight, end = tails.get(following) if following else None, i + 2
            while weight is not None:
                weight += route[end]
                if weight >= best:
                    best, last = weight, end
                end += 1
                weight = tails.get(text[i + 1 : end]) if end <= len(text) else None
            if best == NO_WORD:
                best, last = self.unknown + route[i + 1], i + 1
            route[i], ends[i], following = best, last, text[i]


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Words; letters and digits that are no words stay together."""
    held = ""
    for word in words:
        if len(word) == 1 and LATIN.match(word):
            held += word
            continue
        if held:
            yield held
        yield word
        held = ""
    if held:
        yield held


def _add(tails: dict[str, dict[str, float]], weights: Iterable[tuple[str, float]]) -> None:
    """Put words into a table of tails, and their beginnings if they are not in it."""
    for word, weight in weights:
        own = tails.get(word[:1])
        if own is None:
            own = tails[word[:1]] = {"": NO_WORD}
        own[word[1:]] = weight
        if len(word) > 2:
            for n in range(2, len(word)):
                own.setdefault(word[1:n], NO_WORD)


@lru_cache(maxsize=1)
def _read_dictionary() -> tuple[list[str], list[int], list[str]]:
    """The words of jieba's dictionary, their counts and their tags; jieba itself, slow to import, is not."""
    spec = find_spec("jieba")
    assert spec and spec.origin
    fields = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").split()
    return fields[0::3], [int(count) for count in fields[1::3]], [sys.intern(tag) for tag in fields[2::3]]


@lru_cache(maxsize=1)
def plain() -> Dictionary:
    """jieba's dictionary as it comes, without the lexicon."""
    words, counts, _ = _read_dictionary()
    total = sum(counts)
    logs = {count: math.log(count) - math.log(total) for count in set(counts)}
    tails: dict[str, dict[str, float]] = {}
    _add(tails, zip(words, map(logs.__getitem__, counts), strict=True))
    return Dictionary(tails, total, -math.log(total))


@lru_cache(maxsize=8)
def dictionary(lexicon: Lexicon = DEFAULT) -> Dictionary:
    """jieba's dictionary with the words of the lexicon, each as likely as its parts at least."""
    own, forced = plain(), added_words(lexicon)
    counts: dict[str, int] = {}
    for word in sorted(lexicon.terms("words") - forced):
        parts = math.exp(sum(max(own.weight(part), own.unknown) for part in own.cut(word)))
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
    tokenizer.FREQ, tokenizer.total = {word: own.count(word) for word in own.words()}, own.total
    tokenizer.initialized = True
    return tokenizer


@lru_cache(maxsize=1)
def plain_tokenizer() -> Any:
    """jieba as it comes, without the lexicon."""
    return jieba_with(plain())
