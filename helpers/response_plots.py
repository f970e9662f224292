"""Who did what in a response, and how it was organised: the matrix and the organisation."""

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, Any

from .article import Article
from .layout import GREY, WIDE, Line, Sheet, height, label, say_nothing, width, wrap
from .plots import COLOURS, INKS, PALE, styled
from .story import Edge, Node, Row, Story, blocks, families, gloss, tell

from .story import column_of, find_edges, find_homes, find_hub, find_rows  # isort: skip
from .story_plots import draw_unit, find_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT = 260.0  # points: the left edge of the matrix's cells


@styled
def plot_matrix(article: Article | str, *tables: Any, ax: "Axes | None" = None) -> "Axes":
    """Who does what: actors in blocks × families of tasks, the number of the sentence in each cell.

    Args:
        article: the article, or its text.
        tables: relations, entities, people, quantities in this order, found or gold; found where left out.
        ax: Axes to draw on; a new figure by default.

    Returns:
        The Axes. A blank cell means "not reported". With no task in the relations the Axes says so.
    """
    rows = find_rows(tell(article, *tables))
    if not rows:
        return say_nothing(ax, "谁做了什么", "Who does what: the relations given tell of no task.")
    columns = [family for family in families() if any(family in row.cells for row in rows)]
    present = list(dict.fromkeys(row.block for row in rows))
    step = max(44.0, (WIDE - LEFT) / max(1, len(columns)))
    places = {family: LEFT + step * (i + 0.5) for i, family in enumerate(columns)}
    note = "Number in a cell: the sentence that says so.  Blank cell: not reported."
    sheet = Sheet(ax, "谁做了什么  Who does what", note, max(WIDE, LEFT + step * len(columns)))
    foot = sheet.write(LEFT - 10, 52, label("数量", "count", 40, 10), "right")
    for family, x in places.items():
        foot = max(foot, sheet.write(x, 52, label(family, gloss(family), step - 6, 10), "center"))
    for block in present:
        ink = INKS[blocks().index(block)]
        sheet.box(0, foot + 5, sheet.wide, 20, facecolor=PALE[ink], edgecolor="none")
        foot = sheet.write(8, foot + 7.5, [Line(f"{block}  {gloss(block)}")]) + 7
        for row in [row for row in rows if row.block == block]:
            foot = _draw_row(sheet, row, foot, places, COLOURS[ink])
    for x in list(places.values())[::2]:
        sheet.box(x - step / 2, 48, step, foot - 48, facecolor="#F6F8FA", edgecolor="none", zorder=0)
    return sheet.end(
        foot + 4,
        f"Matrix of who does what: {len(rows)} actors in {len(present)} blocks, "
        f"{len(columns)} families of tasks, {sum(len(row.cells) for row in rows)} cells with sentences; "
        f"of {sum(not row.cells for row in rows)} actors no task is reported.",
    )


def _draw_row(sheet: Sheet, row: Row, top: float, places: dict[str, float], ink: str) -> float:
    """One row from ``top`` down: the actor, the count, the cells; returns where it ends."""
    names = "、".join(row.actors)
    english = f"{len(row.actors)} named together" if row.actors[1:] else gloss(names)
    beside = width(names, 10.5) + width(english, 8.4) < 190
    lines = [Line(names)] if beside else label(names, english, 194)
    count = label(row.count, "named" if row.count == "具名" else "", 50, 10)
    cells = {family: textwrap.fill(" ".join(map(str, ns)), 6) for family, ns in row.cells.items()}
    deep = max(height(lines), *(18.0 + 14 * text.count("\n") for text in [*cells.values(), ""])) + 7
    middle = top + deep / 2
    sheet.line([(8, top + deep), (sheet.wide, top + deep)], color=PALE["black"], linewidth=0.8)
    sheet.write(8, middle - height(lines) / 2, lines)
    sheet.write(LEFT - 10, middle - height(count) / 2, count, "right")
    if beside:
        sheet.write(14 + width(names, 10.5), middle - 5.5, [Line(english, 8.4, GREY)])
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 10}
    if not cells:
        sheet.ax.text((LEFT + sheet.wide) / 2, middle, "任务未报道 task not reported", color=GREY, **look)
    for family, numbers in cells.items():
        shape = {"boxstyle": "round,pad=0.25", "facecolor": ink, "edgecolor": "none"}
        sheet.ax.text(places[family], middle, numbers, color="white", bbox=shape, **look)
    return top + deep


COLUMNS = (  # head, ink, left edge and right edge in points
    ("谁牵头  who leads", "black", 8.0, 116.0),
    ("队伍与数量  units, counts", "blue", 164.0, 302.0),
    ("在哪里  where", "green", 352.0, 512.0),
    ("为谁  who is served", "vermilion", 558.0, 658.0),
)
LOOKS: dict[str, dict[str, Any]] = {
    "forms": {"linestyle": "-", "color": COLOURS["blue"], "linewidth": 1.4},
    "leads": {"linestyle": (0, (8, 2, 1, 2)), "color": COLOURS["purple"], "linewidth": 1.4},
    "supports": {"linestyle": (0, (5, 3)), "color": COLOURS["green"], "linewidth": 1.4},
    "serves": {"linestyle": (0, (1, 1.6)), "color": COLOURS["vermilion"], "linewidth": 1.8},
}
VERBS = ("组建 forms", "带领 leads", "支援 supports", "服务 serves")


@dataclass(slots=True, eq=False)
class Card:
    """A box: its entries (a village and its teams, or things named together); with none, room for a line."""

    column: int
    first: int  # the sentence that puts it in its place: cards stand in the order of the text
    entries: list[list[Node]] = field(default_factory=list)
    labels: list[list[Line]] = field(default_factory=list)
    top: float = 0.0

    def edges(self, n: int) -> tuple[float, float]:
        """The upper and the lower edge of an entry."""
        tall = [height(lines) + 5 for lines in self.labels]
        return self.top + fsum(tall[:n]), self.top + fsum(tall[: n + 1]) + 3

    def tall(self) -> float:
        """Its height in points."""
        return self.edges(len(self.labels))[1] - self.top

    def middle(self, node: Node | None) -> float:
        """Where the lines of a node end, or where a line runs through a card without entries."""
        n = next((n for n, nodes in enumerate(self.entries) if node in nodes), 0)
        return sum(self.edges(n)) / 2


@styled
def plot_organisation(article: Article | str, *tables: Any, ax: "Axes | None" = None) -> "Axes":
    """The organisation in four columns: who leads, what was formed, where, who is served; schemes above.

    Arguments as for `plot_matrix`. A line stands only where a relation states it; [ ] holds sentences.
    """
    story = tell(article, *tables)
    edges = find_edges(story)
    cards = _find_cards(story, edges)
    if not cards:
        return say_nothing(ax, "怎样组织", "The organisation: nothing is formed, led, supported or served.")
    note = "[ ] sentence; top to bottom: order of the text.  A line only where the text states it."
    sheet = Sheet(ax, "怎样组织  How the response was organised", note)
    routes = _find_routes(cards, edges)
    schemes = _find_schemes(story)
    foot = _place_cards(cards, _draw_head(sheet, schemes, story))
    for edge, stops in routes:
        _draw_route(sheet, edge, stops)
    for card in cards:
        _draw_card(sheet, card)
    lines = ", ".join(f"{sum(edge.relation == verb for edge, _ in routes)} {verb}" for verb in LOOKS)
    said = f"{len(schemes)} schemes, {sum(bool(card.entries) for card in cards)} boxes, lines: {lines}."
    return sheet.end(foot + 10, f"Organisation in four columns: {said}")


def _find_cards(story: Story, edges: list[Edge]) -> list[Card]:
    """The boxes: each village with its teams, each other thing alone, things named together."""
    up, homes = find_homes(story)
    touch: dict[Node, list[Edge]] = defaultdict(list)
    for edge in edges:
        touch[edge.source].append(edge)
        touch[edge.target].append(edge)
    cards: dict[Any, Card] = {home: Card(2, 0, [[Node(home)]]) for home in dict.fromkeys(homes.values())}
    for name, home in homes.items():
        if Node(name) in touch or name not in {up[other] for other in homes}:
            cards[home].entries.append([Node(name)])
    for node, own in list(touch.items()):
        if node.name not in homes and node.name not in cards:
            ends = sorted((e.relation, e.sentence, e.source == node, *({*e[::2]} - {node})) for e in own)
            column = column_of(story, node, edges)
            key = (column, *ends, story.count(node))
            cards.setdefault(key, Card(column, 0, [[]])).entries[0].append(node)
    for card in cards.values():
        card.first = min((e.sentence for nodes in card.entries for n in nodes for e in touch[n]), default=0)
        card.labels = [_label_card(story, card, nodes) for nodes in card.entries]
    return list(cards.values())


def _label_card(story: Story, card: Card, nodes: list[Node]) -> list[Line]:
    """Count and names; the English, with the sentences; what it consists of and what was counted."""
    node, room = nodes[0], COLUMNS[card.column][3] - COLUMNS[card.column][2] - 12
    about = [r for r in story.relations if set(story.ends(r)) & set(nodes)]
    about = [r for r in about if r.relation != "part_of" or r.source == node.name]
    near = {n.name for entry in card.entries for n in entry}
    here = {r.relation for r in about if r.target == node.name and r.source in near}
    words = [f"{len(nodes)} named together" if nodes[1:] else gloss(story.shown(node.name))]
    words += [said for verb, said in (("forms", "formed here"), ("leads", "led here")) if verb in here]
    numbers = ",".join(map(str, sorted({story.sentence(r) for r in about})))
    english = ", ".join(filter(None, words)) + (f" [{numbers}]" if numbers else "")
    names = "、".join(story.shown(n.name) for n in nodes)
    return label(f"{story.count(node)} {names}".strip(), english.strip(), room, 10) + [
        Line(line, 8.5) for text in _find_details(story, node) for line in wrap(text, 8.5, room)
    ]


def _find_details(story: Story, node: Node) -> list[str]:
    """What a thing consists of, and what was counted by it."""
    own = [r for r in story.relations if r.source == node.name]
    parts = [story.part(r) for r in own if r.relation == "consists_of" and story.ends(r)[0] == node]
    if node.name == find_hub(story):
        inside = [r.source for r in story.relations if (r.relation, r.target) == ("part_of", node.name)]
        parts = [name for name in inside if story.types.get(name) == "group"]
    found = [f"计 {r.count} {r.target} [{story.sentence(r)}]" for r in own if r.relation == "finds"]
    return ["含 " + "、".join(parts)] * bool(parts) + found


Stop = tuple[Card, Node | None]  # where a line ends or runs through


def _find_routes(cards: list[Card], edges: list[Edge]) -> list[tuple[Edge, list[Stop]]]:
    """The way of each edge between two cards; a card without entries keeps its place in columns between."""
    where = {node: (card, entry[0]) for card in cards for entry in card.entries for node in entry}
    routes: dict[Any, tuple[Edge, list[Stop]]] = {}
    for edge in edges:
        a, b = where[edge.source], where[edge.target]
        if a[0] is not b[0] and (edge.relation, a, b) not in routes:
            step = 1 if b[0].column > a[0].column else -1
            slots = [Card(n, edge.sentence) for n in range(a[0].column + step, b[0].column, step)]
            cards += slots
            routes[edge.relation, a, b] = edge, [a, *((slot, None) for slot in slots), b]
    return list(routes.values())


def _place_cards(cards: list[Card], start: float) -> float:
    """Set the upper edges: each column in the order of the text, evenly over the height of the fullest."""
    columns = [sorted((c for c in cards if c.column == n), key=lambda card: card.first) for n in range(4)]
    full = max(fsum(card.tall() + 9 for card in column) for column in columns)
    for column in columns:
        gap = (full - fsum(card.tall() for card in column)) / max(1, len(column))
        top = start + (gap - 9) / 2
        for card in column:
            card.top = top
            top += card.tall() + gap
    return start + full


def _draw_head(sheet: Sheet, schemes: list[list[Line]], story: Story) -> float:
    """The legend of the lines, the schemes, the unit, the heads of the columns; returns where they end."""
    for n, (verb, look) in enumerate(zip(VERBS, LOOKS.values(), strict=True)):
        x, y = WIDE - 250 + 128 * (n % 2), 12 + 16 * (n // 2)
        _draw_curve(sheet, [(x, y), (x + 36, y)], look)
        sheet.write(x + 40, y - 6.5, [Line(verb, 9)])
    foot, unit = 46.0, find_unit(story)
    for i in range(0, len(schemes), 3):
        foot = 5 + max(sheet.bar(9 + 150 * n, foot, lines) for n, lines in enumerate(schemes[i : i + 3]))
    if unit:
        foot = max(foot, draw_unit(sheet, unit, (WIDE - 196, 44, 188, 120)))
    for head, ink, left, right in COLUMNS:
        sheet.write((left + right) / 2, foot + 12, [Line(head)], "center")
        sheet.line([(left, foot + 30), (right, foot + 30)], color=COLOURS[ink], linewidth=2)
    return foot + 38


def _draw_card(sheet: Sheet, card: Card) -> None:
    _, ink, left, right = COLUMNS[card.column]
    if card.entries:
        look: dict[str, Any] = {"facecolor": PALE[ink], "edgecolor": COLOURS[ink], "linewidth": 0.9}
        sheet.box(left, card.top, right - left, card.tall(), zorder=2, **look)
    for n, lines in enumerate(card.labels):
        y = card.edges(n)[0]
        if n:
            sheet.line([(left + 5, y + 1.5), (right - 5, y + 1.5)], color="white", linewidth=1.4, zorder=2.5)
        sheet.write(left + 6, y + 3, lines)


def _draw_route(sheet: Sheet, edge: Edge, stops: list[Stop]) -> None:
    """A curve from card to card; through a column in between it runs level in its free place."""
    first, last = stops[0][0].column, stops[-1][0].column
    points = []
    for card, node in stops:
        sides = sorted(COLUMNS[card.column][2:], reverse=last < first)
        points += [(sides[-1] if first == last else x, card.middle(node)) for x in sides]
    told = f"{edge.source.name} {edge.relation} {edge.target.name} [{edge.sentence}]"
    _draw_curve(sheet, points[1:-1], LOOKS[edge.relation], told)


def _draw_curve(
    sheet: Sheet, points: Sequence[tuple[float, float]], look: dict[str, Any], gid: str = ""
) -> None:
    """An arrow that leaves and reaches each point level."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    curve = list(points[:1])
    for (x, y), (to, down) in pairwise(points):
        bend = (x + to) / 2 if x != to else x + 30
        curve += [(bend, y), (bend, down), (to, down)]
    path = Path(curve, [Path.MOVETO] + [Path.CURVE4] * (len(curve) - 1))
    arrow = FancyArrowPatch(
        path=path, arrowstyle="-|>", mutation_scale=9, capstyle="butt", zorder=1, gid=gid, **look
    )
    sheet.ax.add_patch(arrow)


def _find_schemes(story: Story) -> list[list[Line]]:
    """The labels of the strip: each scheme with its sentence and who runs or leads it."""
    chips: dict[str, list[Line]] = {}
    for r in story.relations:
        if r.relation in {"runs", "leads", "forms"} and story.types.get(r.target) == "system":
            by = Line(f"{story.shown(r.source)} [{story.sentence(r)}]", 8, COLOURS["blue"])
            chips.setdefault(r.target, [*label(r.target, gloss(r.target), 136, 10)[:3], by])
    return list(chips.values())
