"""Figures of a text: its sections and their quoted speech, a ladder of scores, where a word stands."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .article import Article
from .plots import COLOURS, finish, new_axes, style
from .quotations import find_quotations
from .scoring import Score

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_sections(article: Article, ax: "Axes | None" = None) -> "Axes":
    """The sections by length, and how many of their characters are quoted speech."""
    from matplotlib import pyplot

    speech = [q for q in find_quotations(article) if q.kind == "speech"]
    sizes = [len(section.text) for section in article.sections]
    quoted = [sum(len(q.text) for q in speech if s.start <= q.start < s.end) for s in article.sections]
    with pyplot.rc_context(style()):
        ax = new_axes(ax, (9, 4))
        places = range(len(sizes))
        ax.barh(places, sizes, color=COLOURS["grey"], label="narrated")
        ax.barh(
            places, quoted, color=COLOURS["vermilion"], hatch="//", edgecolor="white", label="quoted speech"
        )
        for y, (size, part) in enumerate(zip(sizes, quoted, strict=True)):
            ax.text(size + max(sizes) * 0.01, y, f"{size}, {part / size:.0%} quoted", va="center")
        ax.set_yticks(places, [section.heading or "(lead)" for section in article.sections])
        ax.invert_yaxis()
        ax.set_xlim(0, max(sizes, default=1) * 1.3)
        ax.set_xlabel("characters")
        ax.legend(loc="lower right", frameon=False, bbox_to_anchor=(1, 1.01), ncols=2)
        share = sum(quoted) / max(sum(sizes), 1)
        return finish(
            ax, f"{len(sizes)} sections; {share:.0%} of their {sum(sizes)} characters are quoted speech."
        )


def plot_ladder(
    scores: Mapping[str, Sequence[Score]], texts: Sequence[str], ax: "Axes | None" = None
) -> "Axes":
    """F1 of several ways to cut words, a line for each text.

    Args:
        scores: for each way, one score per text.
        texts: the names of the texts.
    """
    from matplotlib import pyplot

    inks = ("blue", "vermilion", "green", "purple")
    with pyplot.rc_context(style()):
        ax = new_axes(ax, (9, 4.5))
        for i, (text, marker) in enumerate(zip(texts, "osD^", strict=False)):
            values = [row[i].f1 for row in scores.values()]
            ax.plot(values, range(len(values)), marker, color=COLOURS[inks[i]], markersize=9, label=text)
            for y, value in enumerate(values):
                up = (-15, 14)[i % 2]
                ax.annotate(
                    f"{value:.3f}", (value, y), (0, up), textcoords="offset points", ha="center", va="center"
                )
        ax.set_yticks(range(len(scores)), list(scores))
        ax.set_ylim(len(scores) - 0.5, -0.5)
        ax.set_xlim(0.65, 1.01)
        ax.set_xlabel("F1")
        ax.grid(axis="x", color="#DDDDDD")
        ax.legend(loc="lower right", frameon=False, bbox_to_anchor=(1, 1.01), ncols=len(texts))
        best = [max(scores, key=lambda way, i=i: scores[way][i].f1) for i in range(len(texts))]  # type: ignore[misc]
        ends = "; ".join(
            f"{t}: best {scores[b][i].f1:.3f} ({b})" for i, (t, b) in enumerate(zip(texts, best, strict=True))
        )
        return finish(ax, f"F1 of {len(scores)} ways to cut words. {ends}.")


def plot_dispersion(article: Article, terms: Sequence[str], ax: "Axes | None" = None) -> "Axes":
    """Where strings stand in the text: one row each, a stroke for each occurrence, lines between sections."""
    import re

    from matplotlib import pyplot

    with pyplot.rc_context(style()):
        ax = new_axes(ax, (9, 1.2 + 0.5 * len(terms)))
        found = {term: [m.start() for m in re.finditer(re.escape(term), article.text)] for term in terms}
        for y, at in enumerate(found.values()):
            ax.plot(at, [y] * len(at), "|", color=COLOURS["blue"], markersize=18, markeredgewidth=2.5)
        for section in article.sections[1:]:
            ax.axvline(section.start, color=COLOURS["grey"], linestyle=":", linewidth=1)
        ax.set_yticks(range(len(found)), [f"{term} ({len(at)})" for term, at in found.items()])
        ax.set_ylim(len(found) - 0.4, -0.6)
        ax.set_xlim(-10, len(article.text))
        ax.set_xlabel("offset (characters); dotted: section begins")
        counts = ", ".join(f"{term} {len(at)}" for term, at in found.items())
        return finish(ax, f"Occurrences over the text: {counts}.")
