"""Charts on plain axes: sections and speech, scores, where words stand, voices, bounds, articles compared."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .article import Article
from .errors import FigureError
from .plots import COLOURS, INKS, MARKERS, PALE, finish, new_axes, styled
from .quotations import find_quotations

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from .corpus import Corpus
    from .quantities import Quantity
    from .scoring import Score


@styled
def plot_sections(article: Article, ax: "Axes | None" = None) -> "Axes":
    """The sections by length, and how many of their characters are quoted speech."""
    speech = [q for q in find_quotations(article) if q.kind == "speech"]
    sizes = [len(section.text) for section in article.sections]
    quoted = [sum(len(q.text) for q in speech if s.start <= q.start < s.end) for s in article.sections]
    headings = [section.heading or "(lead)" for section in article.sections]
    ax = new_axes(ax, 9, 4)
    bars = ax.barh(range(len(sizes)), sizes, color=COLOURS["grey"], label="narrated")
    look: dict[str, Any] = {"color": COLOURS["vermilion"], "hatch": "//", "edgecolor": "white"}
    ax.barh(range(len(sizes)), quoted, label="quoted speech", **look)
    shares = [f"{size}, {part / size:.0%} quoted" for size, part in zip(sizes, quoted, strict=True)]
    ax.bar_label(bars, shares, padding=6)
    ax.set_yticks(range(len(sizes)), headings)
    ax.invert_yaxis()
    ax.margins(x=0.3)
    ax.set_xlabel("characters")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1.01), ncols=2)
    share = sum(quoted) / max(sum(sizes), 1)
    return finish(
        ax, f"{len(sizes)} sections; {share:.0%} of their {sum(sizes)} characters are quoted speech."
    )


@styled
def plot_ladder(
    scores: Mapping[str, Sequence["Score"]], texts: Sequence[str], ax: "Axes | None" = None
) -> "Axes":
    """F1 of several ways to cut words, a marker for each text.

    Args:
        scores: for each way, one score per text.
        texts: the names of the texts.
    """
    ax = new_axes(ax, 9, 4.5)
    best = []
    for i, (text, ink, marker) in enumerate(zip(texts, INKS, MARKERS, strict=False)):
        values = {way: row[i].f1 for way, row in scores.items()}
        ax.plot(list(values.values()), list(values), marker, color=COLOURS[ink], markersize=9, label=text)
        for way, value in values.items():  # every second text above its marker, the others below
            offset: dict[str, Any] = {"xytext": (0, (-15, 14)[i % 2]), "textcoords": "offset points"}
            ax.annotate(f"{value:.3f}", (value, way), ha="center", va="center", **offset)
        way = max(values, key=values.__getitem__)
        best.append(f"{text}: best {values[way]:.3f} ({way})")
    ax.set(xlabel="F1", ylim=(len(scores) - 0.5, -0.5))
    ax.margins(x=0.08)
    ax.grid(axis="x")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1.01), ncols=len(texts))
    return finish(ax, f"F1 of {len(scores)} ways to cut words. {'; '.join(best)}.")


@styled
def plot_dispersion(article: Article, terms: Sequence[str], ax: "Axes | None" = None) -> "Axes":
    """Where strings stand in the text: one row each, a stroke for each occurrence, lines between sections."""
    ax = new_axes(ax, 9, 1.2 + 0.5 * len(terms))
    found = [[m.start() for m in re.finditer(re.escape(term), article.text)] for term in terms]
    counts = [f"{term} {len(at)}" for term, at in zip(terms, found, strict=True)]
    ax.eventplot(found, linelengths=0.5, linewidths=2.5, colors=COLOURS["blue"])
    for section in article.sections[1:]:
        ax.axvline(section.start, color=COLOURS["grey"], linestyle=":", linewidth=1)
    ax.set_yticks(range(len(terms)), counts)
    ax.set(xlim=(-10, len(article.text)), xlabel="offset (characters); dotted: section begins")
    ax.invert_yaxis()
    return finish(ax, f"Occurrences over the text: {', '.join(counts)}.")


@styled
def plot_voices(rows: Iterable[tuple[str, int, "Quantity | None", int]], ax: "Axes | None" = None) -> "Axes":
    """Who is named, who is only counted, who has a voice.

    A count is drawn full up to its lower bound, pale up to its higher one, and labelled as written.

    Args:
        rows: for each person or group: who, mentions by name, the count of people or None, characters quoted.
        ax: where to draw; a new figure if there is none.
    """
    rows = list(rows)
    ax = new_axes(ax, 11, 0.42 * len(rows) + 1.4)
    _draw_voices(ax, 0, "blue", [(named, named, str(named)) for _, named, _, _ in rows])
    counts = [(q.low or 0, q.high or q.low or 0, q.text) if q else (0, 0, "") for _, _, q, _ in rows]
    _draw_voices(ax, 1, "vermilion", counts)
    _draw_voices(ax, 2, "green", [(quoted, quoted, str(quoted)) for *_, quoted in rows])
    ax.hlines([y + 0.5 for y in range(len(rows))], 0, 2.85, color=PALE["black"], linewidth=0.8)
    ax.xaxis.tick_top()
    ax.set_xticks([0, 1, 2], ["mentions by name", "people counted", "characters quoted"], ha="left")
    ax.set_yticks(range(len(rows)), [who for who, *_ in rows])
    ax.set(xlim=(-0.03, 2.85), ylim=(len(rows) - 0.4, -0.6))
    ax.tick_params(length=0)
    ax.spines[["bottom", "left"]].set_visible(False)
    named = [row for row in rows if row[1]]
    return finish(
        ax,
        f"Of {len(rows)} persons and groups, {len(named)} are named, "
        f"{sum(1 for row in rows if row[2] and not row[1])} only counted, and "
        f"{sum(1 for row in rows if row[3])} are quoted; "
        f"{sum(1 for row in named if row[3])} are named and quoted.",
    )


def _draw_voices(ax: "Axes", left: int, ink: str, bars: Sequence[tuple[float, float, str]]) -> None:
    """One column of bars from low to high, each with its label; nothing where there is nothing."""
    scale = 0.62 / max(high for _, high, _ in [*bars, (0, 1, "")])
    for y, (low, high, label) in enumerate(bars):
        if high:
            ax.barh(y, high * scale, 0.62, left, color=PALE[ink], edgecolor=COLOURS[ink])
            ax.barh(y, low * scale, 0.62, left, color=COLOURS[ink])
            ax.text(left + high * scale + 0.03, y, label, va="center")


@styled
def plot_intervals(
    groups: Mapping[str, "Sequence[Quantity]"], article: "Article", ax: "Axes | None" = None
) -> "Axes":
    """Each quantity with its bounds, what it counts and its sentence, in groups; see `draw_bounds`.

    Args:
        groups: the name of each group with its quantities.
        article: the text that they come from, for the numbers of the sentences.
        ax: where to draw; a new figure if there is none.
    """
    groups = {name: sorted(rows, key=_size, reverse=True) for name, rows in groups.items() if rows}
    ax = draw_bounds(
        {
            name: [(q.counted, q, article.sentence_at(q.start).number) for q in rows]
            for name, rows in groups.items()
        },
        ax,
    )
    every = [q for rows in groups.values() for q in rows]
    exact = sum(q.low == q.high for q in every)
    counts = [q for q in every if q.kind == "count" and q.low and q.high]
    widest = max(counts, key=lambda q: q.high / q.low).text if counts else "none"  # type: ignore[operator]
    return finish(
        ax,
        f"{len(every)} quantities in {len(groups)} groups ({', '.join(groups)}): {exact} are exact, "
        f"{len(every) - exact} are intervals; the widest count is {widest}.",
    )


HOURS = {
    "小时": 1,
    "天": 24,
    "日": 24,
    "周": 168,
    "星期": 168,
    "月": 720,
    "年": 8760,
}  # of 24-hour, 30-day units


def _hours(q: "Quantity") -> int:
    return HOURS.get(q.unit, 1) if q.kind == "duration" else 1


def _size(q: "Quantity") -> float:
    return float(q.high or q.low or 0) * _hours(q)


def draw_bounds(
    groups: Mapping[str, Sequence[tuple[str, "Quantity", int]]], ax: "Axes | None" = None
) -> "Axes":
    """Draw numbers with their bounds on a logarithmic axis, durations in hours, each group headed.

    A full sign is the stated value, a bar the bounds; hollow signs mean that only bounds are stated. A bar
    up to the edge has no bound there.

    Args:
        groups: for each heading: what is counted, the quantity, the number of its sentence.
        ax: where to draw; a new figure if there is none.
    """
    ax = new_axes(ax, 10, 0.8 + 0.36 * sum(len(rows) + 1 for rows in groups.values()))
    largest = max(_size(q) for rows in groups.values() for _, q, _ in rows)
    ax.set(xscale="log", xlim=(0.7, 1.6 * largest), xlabel="number (durations: hours)")
    ticks: dict[int, str] = {}
    y = 0
    for (heading, rows), ink, marker in zip(groups.items(), INKS * 9, MARKERS * 9, strict=False):
        ax.axhspan(y - 0.45, y + 0.45, color=PALE[ink])
        ax.text(0.01, y, heading, transform=ax.get_yaxis_transform(), va="center")
        for who, q, number in rows:
            y += 1
            ticks[y] = f"{q.text} {who}".strip()
            _draw_bounds(ax, y, q, number, {"color": COLOURS[ink], "marker": marker})
        y += 1
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set_ylim(y - 0.4, -0.6)
    ax.xaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.grid(axis="x")
    return ax


def _draw_bounds(ax: "Axes", y: int, q: "Quantity", number: int, look: dict[str, Any]) -> None:
    """One number: its bar, its signs, its bounds and its sentence in words at the right edge."""
    low, high = q.low or 0, q.high if q.high is not None else math.inf
    edges = ax.get_xlim()
    ends = [min(max(end * _hours(q), edges[0]), edges[1]) for end in (low, high)]
    ax.plot(ends, [y, y], linewidth=5, solid_capstyle="butt", color=look["color"])
    if isinstance(q.value, int | float):
        ax.plot([q.value * _hours(q)], [y], markersize=8, **look)
    else:
        ax.plot(ends, [y, y], markersize=8, linestyle="", markerfacecolor="white", **look)
    bounds = f"{low:g}" if low == high else f"{low:g}–{high:g}" if q.high is not None else f"{low:g} or more"
    ax.text(1.01, y, f"{bounds} {q.unit} [{number}]", transform=ax.get_yaxis_transform(), va="center")


ASPECTS = (  # heading, table, column, its values
    ("counts", "quantities", "kind", ("count", "measure", "duration", "date")),
    ("names", "entities", "type", ("place", "org", "team", "group", "task")),
    ("organises", "relations", "relation", ("forms", "leads", "does", "serves", "supports")),
)


def count_kinds(corpus: "Corpus") -> "pd.DataFrame":
    """How often each kind of thing comes in 1,000 characters: a row for each kind, a column for each file."""
    import pandas as pd

    size = corpus.files.set_index("file")["characters"]
    parts = {}
    for heading, name, column, values in ASPECTS:
        rows = corpus.table(name)
        counts = pd.crosstab(rows[column], rows["file"])
        parts[heading] = counts.reindex(index=values, columns=size.index, fill_value=0) / size * 1000
    return pd.concat(parts, names=["aspect", "kind"])


@styled
def plot_comparison(corpus: "Corpus", ax: "Axes | None" = None) -> "Axes":
    """Compare up to six articles: how often each kind of thing comes in 1,000 characters.

    Args:
        corpus: what `analyse_corpus` gave.
        ax: where to draw; a new figure if there is none.

    Raises:
        FigureError: there is no article, or there are too many for one figure.
    """
    if not 1 <= len(corpus.files) <= len(MARKERS):
        raise FigureError(f"{len(corpus.files)} articles: one figure shows 1 to {len(MARKERS)}. Choose some.")
    shares = count_kinds(corpus)
    aspects = [heading for heading, *_ in ASPECTS]
    places = [row + aspects.index(aspect) for row, (aspect, _) in enumerate(shares.index)]
    ax = new_axes(ax, 9, 6.2)
    ax.hlines(places, 0, shares.max(axis=1), color=PALE["black"], linewidth=6)
    names = [Path(file).stem for file in shares.columns]
    for n, (name, ink, marker) in enumerate(zip(names, INKS, MARKERS, strict=False)):
        ys = [place + 0.7 * ((n + 0.5) / len(names) - 0.5) for place in places]
        ax.plot(shares.iloc[:, n], ys, marker, color=COLOURS[ink], label=name, markersize=8)
    ax.set_yticks(places, [f"{aspect}: {kind}" for aspect, kind in shares.index])
    ax.invert_yaxis()
    ax.set_xlabel("in 1,000 characters")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=3)
    widest: Any = (shares.max(axis=1) - shares.min(axis=1)).idxmax()
    values = ", ".join(f"{name} {value:.1f}" for name, value in zip(names, shares.loc[widest], strict=True))
    return finish(
        ax,
        f"{len(names)} articles compared by {len(shares)} kinds of things found in 1,000 characters; "
        f"they differ most in {widest[1]} ({widest[0]}): {values}.",
    )
