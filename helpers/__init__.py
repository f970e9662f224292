"""Read one Chinese newspaper article with Python: words, quantities, people, entities, relations, figures."""

from .article import Article, parse_article, read_article
from .exercises import check, hint, solution
from .lexicon import Lexicon
from .numerals import Number, format_number, parse_number
from .people import Mention, find_people
from .plots import describe, plot_voices, use_style
from .pseudonyms import pseudonymise
from .quantities import Quantity, find_quantities
from .scoring import Score, read_gold, score, table
from .start import check_setup, show_texts
from .words import Word, segment

__all__ = [
    "Article",
    "Lexicon",
    "Mention",
    "Number",
    "Quantity",
    "Score",
    "Word",
    "check",
    "check_setup",
    "describe",
    "find_people",
    "find_quantities",
    "format_number",
    "hint",
    "parse_article",
    "parse_number",
    "plot_voices",
    "pseudonymise",
    "read_article",
    "read_gold",
    "score",
    "segment",
    "show_texts",
    "solution",
    "table",
    "use_style",
]
