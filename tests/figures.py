"""The figures of the lessons, drawn from gold, for the tests that look at all of them."""

import warnings
from functools import lru_cache
from types import SimpleNamespace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from helpers import charts
from helpers.article import read_article
from helpers.lexicon import DATA
from helpers.response_plots import plot_matrix, plot_organisation
from helpers.scoring import read_gold, score, table
from helpers.story_plots import plot_grid_unit, plot_reach, plot_timeline

RESPONSE = {
    "matrix": plot_matrix,
    "organisation": plot_organisation,
    "timeline": plot_timeline,
    "grid_unit": plot_grid_unit,
    "reach": plot_reach,
}
NAMES = ("relations", "entities", "people", "quantities")
TEXTS = {"article": DATA / "article.txt", "flood": DATA / "practice" / "flood.txt"}


def gold(text: str) -> list[list]:
    """Relations, entities, people and quantities of one text."""
    return [read_gold(name if text == "article" else f"{text}/{name}") for name in NAMES]


def sections(text: str) -> Axes:
    return charts.plot_sections(read_article(TEXTS[text]))


def ladder(text: str) -> Axes:
    every = gold(text)[3]
    ways = {f"way {n}": [score(every[: n * 9], every), score(every[n:], every)] for n in (1, 2, 3)}
    return charts.plot_ladder(ways, ["read", "new"])


def dispersion(text: str) -> Axes:
    return charts.plot_dispersion(read_article(TEXTS[text]), ["志愿者", "党员", "群众"])


def voices(text: str) -> Axes:
    counts = [q for q in gold(text)[3] if q.unit in {"人", "名"}]
    return charts.plot_voices([("村民  villager", 3, None, 19), *((q.counted, 0, q, 0) for q in counts)])


def intervals(text: str) -> Axes:
    every = [q for q in gold(text)[3] if q.kind in {"count", "duration"} and q.counted != "水位"]
    groups = {kind: [q for q in every if q.kind == kind] for kind in ("count", "duration")}
    return charts.plot_intervals(groups, read_article(TEXTS[text]))


def comparison(text: str) -> Axes:
    tables = {
        name: pd.concat(
            [table(rows).assign(file=f"{file}.txt") for file in TEXTS for rows in [gold(file)[i]]]
        )
        for i, name in enumerate(NAMES)
    }
    files = pd.DataFrame({"file": [f"{file}.txt" for file in TEXTS], "characters": [2000, 2500]})
    return charts.plot_comparison(SimpleNamespace(files=files, table=tables.__getitem__))


CHARTS = {draw.__name__: draw for draw in (sections, ladder, dispersion, voices, intervals, comparison)}


@lru_cache(maxsize=64)
def drawn(figure: str, text: str = "article", source: str = "gold") -> Axes:
    """The Axes of a figure, from gold or from what the finders find, drawn with every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tables = gold(text) if source == "gold" else []
        article = read_article(TEXTS[text])
        ax = CHARTS[figure](text) if figure in CHARTS else RESPONSE[figure](article, *tables)
        ax.figure.canvas.draw()
    return ax


def texts(ax: Axes) -> list[Text]:
    """What is written in a figure: in the Axes, at its ticks, in its legend."""
    legend = ax.get_legend().get_texts() if ax.get_legend() else []
    low, high = sorted(ax.get_xlim())
    ticks = [t for t in ax.get_xticklabels() if low <= t.get_position()[0] <= high] if ax.axison else []
    ticks += ax.get_yticklabels() if ax.axison else []
    titles = [ax.xaxis.label, ax._left_title]
    return [t for t in [*ax.texts, *legend, *ticks, *titles] if t.get_text().strip()]
