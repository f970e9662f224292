"""Read one Chinese newspaper article with Python: words, quantities, people, entities, relations, figures."""

from .article import Article, parse_article, read_article
from .exercises import check, hint, solution
from .lexicon import Lexicon
from .plots import describe, use_style
from .scoring import Score, read_gold, score, table
from .start import check_setup, show_texts
from .words import Word, segment

__all__ = [
    "Article",
    "Lexicon",
    "Score",
    "Word",
    "check",
    "check_setup",
    "describe",
    "hint",
    "solution",
    "parse_article",
    "read_article",
    "read_gold",
    "score",
    "show_texts",
    "segment",
    "table",
    "use_style",
]
