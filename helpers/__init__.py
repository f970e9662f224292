"""Read one Chinese newspaper article with Python: words, quantities, people, entities, relations, figures."""

from .article import Article, parse_article, read_article
from .exercises import check, hint, solution
from .lexicon import Lexicon
from .numerals import Number, format_number, parse_number
from .plots import describe, use_style
from .quantities import Quantity, find_quantities
from .scoring import Score, read_gold, score, table
from .start import check_setup, show_texts
from .words import Word, segment

__all__ = [
    "Article",
    "Lexicon",
    "Number",
    "Quantity",
    "Score",
    "Word",
    "check",
    "check_setup",
    "describe",
    "find_quantities",
    "format_number",
    "hint",
    "solution",
    "parse_article",
    "parse_number",
    "read_article",
    "read_gold",
    "score",
    "show_texts",
    "segment",
    "table",
    "use_style",
]
