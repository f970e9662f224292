"""Counting words: frequencies, keyness, concordance, collocates."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .article import Article
from .dictionary import plain
from .lexicon import DEFAULT
from .words import Word

if TYPE_CHECKING:
    import pandas as pd


def count_words(words: Iterable[Word], stop: bool = True) -> "pd.Series[int]":
    """How often each word occurs, the most frequent first; with ``stop``, without stop words and punctuation.

    >>> int(count_words([Word(0, 2, "村民", "n"), Word(2, 3, "的", "uj")])["村民"])
    1
    """
    import pandas as pd

    stops = DEFAULT.terms("stopwords") if stop else frozenset()
    texts = (word.text for word in words if not stop or any(char.isalpha() for char in word.text))
    counts = Counter(text for text in texts if text not in stops)
    return pd.Series(dict(counts.most_common()), name="count", dtype="int64")


def find_keywords(words: Iterable[Word]) -> "pd.DataFrame":
    """Words by keyness: log-likelihood (Dunning 1993) against the frequencies of jieba's dictionary.

    A word that the dictionary lacks is taken to occur there half a time. ``times`` says how many times more
    frequent the word is here.
    """
    import pandas as pd

    own = plain()
    counts = count_words(words)
    size, total, rows = int(counts.sum()), own.total, []
    for word, n in counts.items():
        reference = own.count(str(word)) or 0.5
        pooled = (n + reference) / (size + total)
        likelihood = 2 * (n * math.log(n / size / pooled) + reference * math.log(reference / total / pooled))
        if n / size > reference / total:
            rows.append((word, n, round(likelihood, 1), round(n / size / (reference / total))))
    table = pd.DataFrame(rows, columns=["word", "count", "keyness", "times"])
    return table.sort_values("keyness", ascending=False, kind="stable", ignore_index=True)


def find_concordance(article: Article, word: str, width: int = 12) -> "pd.DataFrame":
    """Each occurrence of a string with ``width`` characters on either side (key word in context)."""
    import re

    import pandas as pd

    rows = []
    for match in re.finditer(re.escape(word), article.text) if word else ():
        sentence = next((s for s in article.sentences if s.start <= match.start() < s.end), None)
        if sentence is None:  # in the page furniture
            continue
        left = article.text[max(sentence.start, match.start() - width) : match.start()]
        right = article.text[match.end() : min(sentence.end, match.end() + width)]
        rows.append((sentence.number, left.rjust(width, "　"), match[0], right))
    return pd.DataFrame(rows, columns=["sentence", "left", "word", "right"])


def count_collocates(words: Iterable[Word], word: str, window: int = 4) -> "pd.Series[int]":
    """How often other words stand within ``window`` words of a word."""
    listed = list(words)
    at = [i for i, w in enumerate(listed) if w.text == word]
    near = {j for i in at for j in range(max(0, i - window), min(len(listed), i + window + 1)) if j not in at}
    return count_words(listed[j] for j in sorted(near))
