"""Who did what in a response, and how it was organised: the matrix and the organisation."""

from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING, Any

from .article import Article
from .layout import WIDE, Line, Sheet, arrange, height, label, say_nothing, settle, width, wrap
from .plots import COLOURS, PALE, finish, styled
from .story import Edge, Node, Row, Story, blocks, families, gloss, tell

from .story import column_of, find_edges, find_homes, find_hub, find_rows  # isort: skip
from .story_plots import draw_unit, find_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INKS = ("blue", "vermilion", "green", "purple", "grey")
GREY = COLOURS["grey"]
NAMES, LEFT, CHIP = 206.0, 260.0, 20.0  # points: the matrix's column of actors, its first cell, a number


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
    columns = [f for f in families() if any(f in row.cells for row in rows)]
    present = list(dict.fromkeys(row.block for row in rows))
    step = max(38.0, (WIDE - LEFT - 4) / max(1, len(columns)))
    heads = [label(family, gloss(family), step - 4, 10) for family in columns]
    top = 58 + max((height(head) for head in heads), default=26)
    tall = top + fsum(_tall(row, step) for row in rows) + 25 * len(present) + 4
    sheet = Sheet(ax, max(WIDE, LEFT + 4 + step * len(columns)), tall)
    sheet.title(
        "谁做了什么  Who does what", "Number in a cell: the sentence that says so.  Blank cell: not reported."
    )
    xs = {family: LEFT + i * step for i, family in enumerate(columns)}
    for x in list(xs.values())[::2]:
        sheet.box(x, 48, step, sheet.tall - 48, facecolor="#F6F8FA", edgecolor="none")
    for x, head in zip(xs.values(), heads, strict=True):
        sheet.write(x + step / 2, 52, head, "center")
    sheet.write(LEFT - 10, 52, [Line("数量", 10), Line("count", 8, GREY)], "right")
    for block in present:
        top = _draw_block(sheet, block, [row for row in rows if row.block == block], top, xs, step)
    return finish(
        sheet.ax,
        f"Matrix of who does what: {len(rows)} actors in {len(present)} blocks, "
        f"{len(columns)} families of tasks, {sum(len(row.cells) for row in rows)} cells with sentences; "
        f"of {sum(not row.cells for row in rows)} actors no task is reported.",
    )


def _draw_block(
    sheet: Sheet, block: str, rows: list[Row], y: float, xs: dict[str, float], step: float
) -> float:
    """A block of actors from ``y`` down; returns where the next may begin."""
    ink = INKS[blocks().index(block) % 5]
    sheet.box(0, y + 1, sheet.wide, 20, 2, facecolor=PALE[ink], edgecolor="none")
    sheet.write(8, y + 3.5, [Line(f"{block}  {gloss(block)}", 10.5)])
    y += 24
    for row in rows:
        high = _tall(row, step)
        middle = y + high / 2
        sheet.line([(8, y + high), (sheet.wide, y + high)], color=PALE["black"], linewidth=0.8)
        count = label(row.count, "named" if row.count == "具名" else "", LEFT - NAMES - 12, 10)
        for x, lines, align in ((8.0, _actor_label(row), "left"), (LEFT - 10, count, "right")):
            sheet.write(x, middle - height(lines) / 2, lines, align)
        for family, numbers in row.cells.items():
            _draw_cell(sheet, xs[family] + step / 2, middle, _lots(numbers, step), ink)
        if not row.cells and xs:
            _draw_blank(sheet, LEFT + 6, middle)
        y += high
    return y + 1


def _actor_label(row: Row) -> list[Line]:
    """Names and English, on one line where there is room."""
    english, names = [gloss(actor) for actor in row.actors], "、".join(row.actors)
    text = ", ".join(english) if all(english) and len(english) < 3 else f"{len(english)} named together"
    text = text if english[1:] else english[0]
    if width(names, 10.5) + width(text, 8.4) + 8 <= NAMES - 12:
        return [Line(names, tail=text)]
    return label(names, text, NAMES - 14)


def _lots(numbers: list[int], step: float) -> list[list[int]]:
    """The numbers of a cell in lines that are no wider than the cell."""
    n = max(1, int(step // (CHIP + 2)))
    return [numbers[i : i + n] for i in range(0, len(numbers), n)]


def _tall(row: Row, step: float) -> float:
    deepest = max((len(_lots(numbers, step)) for numbers in row.cells.values()), default=1)
    return max(height(_actor_label(row)), 19.0 * deepest) + 7


def _draw_cell(sheet: Sheet, x: float, y: float, lots: list[list[int]], ink: str) -> None:
    """Numbers of sentences around a middle point."""
    for n, lot in enumerate(lots):
        top = y + 19 * (n - len(lots) / 2) + 1
        for i, number in enumerate(lot):
            left = x + (CHIP + 2) * (i - len(lot) / 2) + 1
            sheet.box(left, top, CHIP, 17, 4, facecolor=COLOURS[ink], edgecolor="none")
            sheet.write(left + CHIP / 2, top + 2, [Line(str(number), 10, "white")], "center")


def _draw_blank(sheet: Sheet, left: float, y: float) -> None:
    """The line of an actor of whom the text tells no task."""
    middle = (left + sheet.wide - 10) / 2
    for a, b in ((left, middle - 70), (middle + 70, sheet.wide - 10)):
        sheet.line([(a, y), (b, y)], color=GREY, dashes=(1, 4))
    sheet.write(middle, y - 6, [Line("任务未报道 task not reported", 8.5, GREY)], "center")


COLUMNS = ((8.0, 108.0), (164.0, 138.0), (352.0, 160.0), (558.0, 100.0))  # points: left edge and width
HEADS = ("谁牵头  who leads", "队伍与数量  units, counts", "在哪里  where", "为谁  who is served")
GROUNDS = ("black", "blue", "green", "vermilion")
LOOKS: dict[str, dict[str, Any]] = {
    "forms": {"linestyle": "-", "edgecolor": COLOURS["blue"], "linewidth": 1.4},
    "leads": {"linestyle": (0, (8, 2, 1, 2)), "edgecolor": COLOURS["purple"], "linewidth": 1.4},
    "supports": {"linestyle": (0, (5, 3)), "edgecolor": COLOURS["green"], "linewidth": 1.4},
    "serves": {"linestyle": (0, (1, 1.6)), "edgecolor": COLOURS["vermilion"], "linewidth": 1.8},
}
VERBS = {"forms": "组建 forms", "leads": "带领 leads", "supports": "支援 supports", "serves": "服务 serves"}


@dataclass(slots=True)
class Card:
    """A box: its entries (a village and its teams, or things named together), each with its label."""

    column: int
    entries: list[list[Node]]
    labels: list[list[Line]] = field(default_factory=list)

    def tall(self) -> float:
        """Its height in points."""
        return fsum(height(lines) + 5 for lines in self.labels) + 3

    def port(self, node: Node) -> float:
        """How far below its upper edge the lines of a node end."""
        n = next(i for i, nodes in enumerate(self.entries) if node in nodes)
        return fsum(height(lines) + 5 for lines in self.labels[:n]) + 3 + height(self.labels[n]) / 2


@dataclass(slots=True)
class Route:
    """The way of an edge: stops (a card or a free slot, with the depth of its port) to the target."""

    edge: Edge
    stops: list[tuple[str, float]]


@styled
def plot_organisation(article: Article | str, *tables: Any, ax: "Axes | None" = None) -> "Axes":
    """The organisation in four columns: who leads, what was formed, where, who is served; schemes above.

    Arguments as for `plot_matrix`. A line stands only where a relation states it; [ ] holds sentences.
    """
    story = tell(article, *tables)
    edges = find_edges(story)
    cards = _find_cards(story, edges)
    if not cards:
        nothing = "The organisation: the relations given form, lead, support, serve nothing."
        return say_nothing(ax, "怎样组织", nothing)
    routes, columns = _find_routes(cards, edges)
    tops = _find_tops(cards, routes, columns)
    chips, unit = _find_schemes(story), find_unit(story)
    room = WIDE - (204 if unit else 16)
    strip = [chips[i : i + int(room // 148)] for i in range(0, len(chips), int(room // 148))]
    start = 84 + max(fsum(max(map(height, row)) + 5 for row in strip), 126.0 if unit else 0.0)
    sheet = Sheet(ax, WIDE, start + max(tops[str(i)] + card.tall() for i, card in enumerate(cards)) + 10)
    sheet.title(
        "怎样组织  How the response was organised",
        "[ ] number of the sentence.  A line stands only where the text states it.",
    )
    _draw_schemes(sheet, strip, room / int(room // 148))
    if unit:
        draw_unit(sheet, unit, (WIDE - 196, 44, 188, 120))
    _draw_heads(sheet, start)
    for route in routes:
        _draw_route(sheet, route, cards, tops, start)
    for i, card in enumerate(cards):
        _draw_card(sheet, card, start + tops[str(i)])
    lines = ", ".join(f"{sum(r.edge.relation == verb for r in routes)} {verb}" for verb in LOOKS)
    said = f"{len(chips)} schemes, {len(cards)} boxes, lines: {lines}."
    return finish(sheet.ax, f"Organisation in four columns: {said}")


def _find_cards(story: Story, edges: list[Edge]) -> list[Card]:
    """The boxes: each village with its teams, each other thing alone, things named together."""
    up, homes = find_homes(story)
    touch: dict[Node, list[Edge]] = {}
    for edge in edges:
        for node in (edge.source, edge.target):
            touch.setdefault(node, []).append(edge)
    cards: dict[Any, Card] = {home: Card(2, [[Node(home)]]) for home in dict.fromkeys(homes.values())}
    for name, home in homes.items():
        if Node(name) in touch or name not in {up[other] for other in homes}:
            cards[home].entries.append([Node(name)])
    for node, own in touch.items():
        if node.name not in homes and node.name not in cards:
            ends = [(e.relation, e.sentence, e.source == node, *({*e[::2]} - {node})) for e in own]
            column = column_of(story, node, edges)
            card = cards.setdefault((column, *sorted(ends), story.count(node)), Card(column, [[]]))
            card.entries[0].append(node)
    for card in cards.values():
        home = card.entries[0][0].name if card.entries[1:] else ""
        room = COLUMNS[card.column][1] - 12
        card.labels = [_card_label(story, nodes, home, room) for nodes in card.entries]

    def first(card: Card) -> int:
        return min((e.sentence for n in card.entries for x in n for e in touch.get(x, [])), default=0)

    return sorted(cards.values(), key=first)


def _card_label(story: Story, nodes: list[Node], home: str, room: float) -> list[Line]:
    """Count and name, the English with the sentences, and for one thing its parts and those whom it leads."""
    node, hub = nodes[0], find_hub(story)
    holder = find_homes(story)[0].get(node.name, home).removeprefix(home) if node.name in story.roles else ""
    names = "、".join(story.shown(n.name) for n in nodes)
    about = [r for r in story.relations if set(story.ends(r)) & set(nodes)]
    if node.name == hub:
        about = [r for r in about if r.source == hub and r.relation in {"forms", "runs"}]
    here = {r.relation for r in about if (r.source, r.target) == (home, node.name)}
    notes = [said for verb, said in (("forms", "formed here"), ("leads", "led here")) if verb in here]
    english = "" if nodes[1:] else gloss(story.shown(node.name))
    numbers = ",".join(map(str, sorted({story.sentence(r) for r in about})))
    below = ", ".join(filter(None, [english, *notes])) + f" [{numbers}]"
    return label(f"{holder} {story.count(node)} {names}".strip(), below.strip(), room, 10) + [
        Line(line, 8.5) for text in _details(story, node, home) for line in wrap(text, 8.5, room)
    ]


def _details(story: Story, node: Node, home: str) -> list[str]:
    """What a thing consists of, whom somebody inside a village leads, what was counted."""
    own = [r for r in story.relations if r.source == node.name]
    parts = [story.part(r) for r in own if r.relation == "consists_of" and story.ends(r)[0] == node]
    if node.name == find_hub(story):
        inside = [r.source for r in story.relations if (r.relation, r.target) == ("part_of", node.name)]
        parts = [name for name in inside if story.types.get(name) == "group"]
    led = [r for r in own if r.relation == "leads" and story.types.get(r.target) != "system"]
    led = led if home and node.name != home else []
    total = next((f" {r.count}" for r in led if r.count), "")
    whom = "、".join(r.target.removeprefix(home) for r in led)
    return (
        (["含 " + "、".join(parts)] if parts else [])
        + ([f"带领 {whom}{total} (leads{', jointly' if led[1:] else ''})"] if led else [])
        + [f"计 {r.count} {r.target} [{story.sentence(r)}]" for r in own if r.relation == "finds"]
    )


def _find_routes(cards: list[Card], edges: list[Edge]) -> tuple[list[Route], list[list[str]]]:
    """A route for each edge between two cards, and the items of each column: cards ("0" …) and free slots."""
    where = {node: i for i, card in enumerate(cards) for nodes in card.entries for node in nodes}
    columns = [[str(i) for i, card in enumerate(cards) if card.column == c] for c in range(4)]
    routes: dict[Any, Route] = {}
    for edge in edges:
        a, b = where[edge.source], where[edge.target]
        ports = cards[a].port(edge.source), cards[b].port(edge.target)
        if a == b or (key := (a, b, edge.relation, *ports)) in routes:
            continue
        left, right = sorted((cards[a].column, cards[b].column))
        between = [(f"{len(routes)}-{c}", c) for c in range(left + 1, right)]
        for slot, c in between:
            columns[c].append(slot)
        slots = [(slot, 5.0) for slot, _ in between][:: 1 if cards[a].column == left else -1]
        routes[key] = Route(edge, [(str(a), ports[0]), *slots, (str(b), ports[1])])
    return list(routes.values()), columns


def _find_tops(cards: list[Card], routes: list[Route], columns: list[list[str]]) -> dict[str, float]:
    """The upper edge of each item: few crossings, then each as near to its neighbours as may be."""
    pairs = [(s, t) for route in routes for s, t in zip(route.stops, route.stops[1:], strict=False)]
    order = arrange(columns, pairs)
    tall = {item: cards[int(item)].tall() if item.isdigit() else 10.0 for column in order for item in column}
    tops: dict[str, float] = {}

    def wish(item: str) -> float:
        ys = [tops[t[0]] + t[1] - s[1] for s, t in pairs if s[0] == item]
        ys += [tops[s[0]] + s[1] - t[1] for s, t in pairs if t[0] == item]
        return fsum(ys) / len(ys) if ys else tops[item]

    for sweep in range(-1, 16):
        for column in order if sweep % 2 else order[::-1]:
            wanted = [wish(item) if sweep >= 0 else 0.0 for item in column]
            tops |= dict(zip(column, settle(wanted, [tall[i] for i in column], 9), strict=True))
    return tops


def _draw_heads(sheet: Sheet, start: float) -> None:
    """The heads of the columns, and the legend of the lines."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for (x, wide), head, ground in zip(COLUMNS, HEADS, GROUNDS, strict=True):
        sheet.write(x + wide / 2, start - 26, [Line(head, 10.5)], "center")
        sheet.line([(x, start - 8), (x + wide, start - 8)], color=COLOURS[ground], linewidth=2)
    for n, (verb, look) in enumerate(LOOKS.items()):
        a, b = WIDE - 250 + 128 * (n % 2), 12 + 16 * (n // 2)
        sheet.ax.add_patch(PathPatch(Path([(a, b), (a + 32, b)]), facecolor="none", **look))
        _draw_arrow(sheet, a + 34, b, 1, look)
        sheet.write(a + 40, b - 6.5, [Line(VERBS[verb], 9)])


def _draw_arrow(sheet: Sheet, x: float, y: float, way: int, look: dict[str, Any]) -> None:
    xs, ys = [x, x - 6 * way, x - 6 * way], [y, y - 3.2, y + 3.2]
    sheet.ax.fill(xs, ys, color=look["edgecolor"], linewidth=0, zorder=3)


def _draw_card(sheet: Sheet, card: Card, y: float) -> None:
    (x, wide), ground = COLUMNS[card.column], GROUNDS[card.column]
    look: dict[str, Any] = {"facecolor": PALE[ground], "edgecolor": COLOURS[ground], "linewidth": 0.9}
    sheet.box(x, y, wide, card.tall(), zorder=2, **look)
    y += 3
    for n, lines in enumerate(card.labels):
        if n:
            sheet.line([(x + 5, y - 1.5), (x + wide - 5, y - 1.5)], color="white", linewidth=1.4, zorder=2.5)
        sheet.write(x + 6, y, lines)
        y += height(lines) + 5


def _draw_route(sheet: Sheet, route: Route, cards: list[Card], tops: dict[str, float], start: float) -> None:
    """A curve from port to port; through a column in between it runs level in its free slot."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    column = [cards[int(s)].column if s.isdigit() else int(s.split("-")[1]) for s, _ in route.stops]
    ys = [start + tops[s] + depth for s, depth in route.stops]
    way = (column[-1] > column[0]) - (column[-1] < column[0])
    edge = [(COLUMNS[c][0], COLUMNS[c][0] + COLUMNS[c][1]) for c in column]
    points, codes = [(edge[0][1] if way >= 0 else edge[0][0], ys[0])], [Path.MOVETO]
    for i in range(1, len(ys)):
        near, far = edge[i] if way > 0 else edge[i][::-1]
        x, y = points[-1]
        bend = (x + near) / 2 if way else x + 30
        points += [(bend, y), (bend, ys[i]), (near - 5 * (way or -1), ys[i]), (near, ys[i]), (far, ys[i])]
        codes += [Path.CURVE4] * 3 + [Path.LINETO] * 2
    points, codes = points[:-1], codes[:-1]
    look = LOOKS[route.edge.relation]
    source, verb, target, sentence = route.edge
    told = f"{source.name} {verb} {target.name} [{sentence}]"
    sheet.ax.add_patch(PathPatch(Path(points, codes), facecolor="none", zorder=1, gid=told, **look))
    _draw_arrow(sheet, *points[-1], way or -1, look)


def _find_schemes(story: Story) -> list[list[Line]]:
    """The labels of the strip: each scheme with its sentence and who runs or leads it."""
    chips: dict[str, list[Line]] = {}
    for r in story.relations:
        if r.relation in {"runs", "leads", "forms"} and story.types.get(r.target) == "system":
            by = Line(f"{story.shown(r.source)} [{story.sentence(r)}]", 8, COLOURS["blue"])
            chips.setdefault(r.target, [*label(r.target, gloss(r.target), 136, 10)[:3], by])
    return list(chips.values())


def _draw_schemes(sheet: Sheet, rows: list[list[list[Line]]], step: float) -> None:
    y = 46.0
    for row in rows:
        for n, lines in enumerate(row):
            x = 9 + step * n
            sheet.line([(x, y + 2), (x, y + height(lines))], color=COLOURS["blue"], linewidth=2)
            sheet.write(x + 5, y, lines)
        y += max(map(height, row)) + 5
