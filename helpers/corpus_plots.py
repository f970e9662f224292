"""Articles side by side: what they count, who acts in them, how they organise."""

from typing import TYPE_CHECKING, Any

from .corpus import Corpus
from .errors import FigureError
from .plots import COLOURS, finish, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ASPECTS = (  # heading, table, column, its values
    ("counts", "quantities", "kind", ("count", "measure", "duration", "date")),
    ("names", "entities", "type", ("place", "org", "team", "group", "task")),
    ("organises", "relations", "relation", ("forms", "leads", "does", "serves", "supports")),
)
MARKS = "osD^vP"
INKS = ("blue", "vermilion", "green", "purple", "black", "grey")


def count_kinds(corpus: Corpus) -> "pd.DataFrame":
    """How often each kind of thing comes in 1,000 characters: a row for each kind, a column for each file."""
    import pandas as pd

    size = corpus.files.set_index("file")["characters"]
    parts = {}
    for heading, name, column, values in ASPECTS:
        rows = corpus.table(name)
        counts = pd.crosstab(rows[column], rows["file"]).reindex(
            index=values, columns=size.index, fill_value=0
        )
        parts[heading] = counts / size * 1000
    return pd.concat(parts, names=["aspect", "kind"])


def plot_comparison(corpus: Corpus, ax: "Axes | None" = None) -> "Axes":
    """Compare up to six articles: how often each kind of thing comes in 1,000 characters.

    Args:
        corpus: what `analyse_corpus` gave.
        ax: where to draw; a new figure if there is none.

    Raises:
        FigureError: there is no article, or there are too many for one figure.
    """
    from pathlib import Path

    from matplotlib import pyplot as plt

    if not 1 <= len(corpus.files) <= len(MARKS):
        raise FigureError(f"{len(corpus.files)} articles: one figure shows 1 to {len(MARKS)}. Choose some.")
    shares = count_kinds(corpus)
    names = [Path(file).stem for file in shares.columns]
    aspects = shares.index.get_level_values(0)
    groups = list(dict.fromkeys(aspects))
    places = [row + groups.index(aspect) for row, aspect in enumerate(aspects)]
    with plt.rc_context(style()):
        ax = ax if ax is not None else plt.subplots(figsize=(9, 6.2))[1]
        for y, (_, row) in zip(places, shares.iterrows(), strict=True):
            ax.plot([0, row.max()], [y, y], color="#D5DAE0", linewidth=1, zorder=1)
        for file, name, mark, ink in zip(shares.columns, names, MARKS, INKS, strict=False):
            ax.plot(shares[file], places, mark, color=COLOURS[ink], label=name, markersize=8, alpha=0.85)
        ax.set_yticks(places, [f"{aspect}: {kind}" for aspect, kind in shares.index])
        ax.invert_yaxis()
        ax.set_xlabel("in 1,000 characters")
        ax.set_xlim(left=-0.4)
        ax.legend(frameon=False, loc="lower right")
        return finish(ax, _compare(shares, names))


def _compare(shares: "pd.DataFrame", names: list[str]) -> str:
    spread = shares.max(axis=1) - shares.min(axis=1)
    widest: Any = spread.idxmax()
    aspect, kind = widest
    values = ", ".join(
        f"{name} {value:.1f}" for name, value in zip(names, shares.loc[aspect, kind], strict=True)
    )
    return (
        f"{len(names)} articles compared by {len(shares)} kinds of things found in 1,000 characters; "
        f"they differ most in {kind} ({aspect}): {values}."
    )
