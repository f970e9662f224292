"""Speed, in a run of its own: pytest -m speed tests/benchmarks. Each group is read against jieba.posseg."""

import pytest

from helpers import (
    analyse,
    find_entities,
    find_people,
    find_quantities,
    find_relations,
    parse_article,
    segment,
)
from helpers.lexicon import DATA

ARTICLE = (DATA / "article.txt").read_text(encoding="utf-8")
FINDERS = (segment, find_quantities, find_people, find_entities, find_relations, analyse)
pytestmark = pytest.mark.speed


@pytest.mark.parametrize("finder", [None, *FINDERS], ids=lambda f: f.__name__ if f else "jieba.posseg")
def test_finder(finder, benchmark):
    """Characters per second of each finder on the article ten times over."""
    from helpers.dictionary import plain_tokenizer

    text = ARTICLE * 10
    if finder is None:
        from jieba.posseg import POSTokenizer

        tagger = POSTokenizer(plain_tokenizer())
        benchmark.pedantic(lambda: list(tagger.cut(text)), rounds=3, warmup_rounds=1)
    else:
        article = parse_article(text)
        benchmark.pedantic(finder, (article,), rounds=3, warmup_rounds=1)
    benchmark.extra_info["characters per second"] = round(len(text) / benchmark.stats.stats.min)


@pytest.mark.parametrize("times", [1, 10, 100])
def test_time_is_linear(times, benchmark):
    """The time of one character must not grow with the text."""
    article = parse_article(ARTICLE * times)
    benchmark.pedantic(analyse, (article,), rounds=1, warmup_rounds=1)
    benchmark.extra_info["µs per character"] = round(1e6 * benchmark.stats.stats.min / len(article.text), 2)
