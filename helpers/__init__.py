"""Read one Chinese newspaper article with Python: words, quantities, people, entities, relations, figures.

A name is imported from its module when it is first used, so that `import helpers` costs next to nothing.
"""

from importlib import import_module
from typing import Any

_CONTENTS = {
    "article": "Article parse_article read_article",
    "analysis": "Analysis analyse annotation_sheet",
    "charts": "plot_comparison plot_dispersion plot_intervals plot_ladder plot_sections plot_voices",
    "corpus": "Corpus analyse_corpus open_cluster",
    "counts": "count_collocates count_words find_concordance find_keywords",
    "entities": "Entity find_entities",
    "exercises": "check hint solution",
    "lexicon": "Lexicon",
    "numerals": "Number parse_number",
    "people": "Mention find_people tag_people",
    "plots": "describe use_style",
    "pseudonyms": "pseudonymise",
    "quotations": "Quotation find_quotations",
    "quantities": "Quantity find_quantities",
    "response": "Relation find_relations response_graph",
    "response_plots": "plot_matrix plot_organisation",
    "scoring": "Score read_gold score table",
    "show": "highlight",
    "story_plots": "plot_grid_unit plot_reach plot_timeline",
    "start": "check_setup show_texts",
    "words": "Word cut_plain segment",
}
_MODULE_OF = {name: module for module, names in _CONTENTS.items() for name in names.split()}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return __all__
