"""Who did what in a response, and how it was organised: the matrix and the organisation.

Each takes an article and, unless they are to be found anew, relations, entities, people and quantities.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .article import Article
from .layout import WIDE, Line, Sheet, arrange, height, label, say_nothing, settle, width, wrap
from .plots import COLOURS, PALE, finish, style
from .story import (
    Edge,
    Node,
    Row,
    Story,
    blocks,
    column_of,
    families,
    find_edges,
    find_homes,
    find_hub,
    find_rows,
    gloss,
    tell,
)
from .story_plots import draw_unit, find_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INKS = ("blue", "vermilion", "green", "purple", "grey")
GREY = COLOURS["grey"]
LEFT, COUNT, CHIP = 206.0, 50.0, 20.0  # points: the matrix's columns of actors and counts, a cell's number


def plot_matrix(
    article: Article | str,
    relations: Any = None,
    entities: Any = None,
    people: Any = None,
    quantities: Any = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Who does what: actors in blocks × families of tasks, the number of the sentence in each cell.

    Args:
        article: the article, or its text.
        relations: rows of `find_relations` or gold; found in the article if not given, as are the next three.
        entities: for the types of sources and targets.
        people: for the roles that stand in place of names.
        quantities: for the counts at the actors.
        ax: Axes to draw on; a new figure by default.

    Returns:
        The Axes. A blank cell means "not reported". With no task in the relations the Axes says so.
    """
    from matplotlib import rc_context

    story = tell(article, relations, entities, people, quantities)
    with rc_context(style()):
        rows = find_rows(story)
        if not rows:
            return say_nothing(ax, "谁做了什么", "Who does what: the relations given tell of no task.")
        return _draw_matrix(rows, ax)


def _draw_matrix(rows: list[Row], ax: "Axes | None") -> "Axes":
    columns = [f for f in families() if any(f in row.cells for row in rows)]
    step = (WIDE - LEFT - COUNT - 8) / max(1, len(columns))
    xs = {family: LEFT + COUNT + 4 + i * step for i, family in enumerate(columns)}
    heads = {family: label(family, gloss(family), step - 4, 10) for family in columns}
    labels = [_actor_label(row) for row in rows]
    tall = [max(height(lines), 19 * _deepest(row, step)) + 7 for row, lines in zip(rows, labels, strict=True)]
    top = 58 + max((height(head) for head in heads.values()), default=26)
    present = list(dict.fromkeys(row.block for row in rows))
    sheet = Sheet(ax, WIDE, top + sum(tall) + 25 * len(present) + 4)
    sheet.title(
        "谁做了什么  Who does what", "Number in a cell: the sentence that says so.  Blank cell: not reported."
    )
    for family, head in heads.items():
        if columns.index(family) % 2 == 0:
            sheet.box(xs[family], 48, step, sheet.tall - 48, facecolor="#F6F8FA", edgecolor="none")
        sheet.write(xs[family] + step / 2, 52, head, "center")
    sheet.write(LEFT + COUNT - 6, 52, [Line("数量", 10), Line("count", 8, GREY)], "right")
    y = top
    for block in present:
        ink = INKS[blocks().index(block) % 5]
        sheet.box(0, y + 1, WIDE, 20, 2, facecolor=PALE[ink], edgecolor="none")
        sheet.write(8, y + 3.5, [Line(f"{block}  {gloss(block)}", 10.5)])
        y += 24
        for row, lines, high in zip(rows, labels, tall, strict=True):
            if row.block == block:
                _draw_row(sheet, row, lines, (y, high), xs, step, ink)
                y += high
        y += 1
    empty = sum(not row.cells for row in rows)
    return finish(
        sheet.ax,
        f"Matrix of who does what: {len(rows)} actors in {len(present)} blocks, "
        f"{len(columns)} families of tasks, {sum(len(row.cells) for row in rows)} cells with sentences; "
        f"of {empty} actors no task is reported.",
    )


def _actor_label(row: Row) -> list[Line]:
    english = [gloss(actor) for actor in row.actors]
    text = ", ".join(english) if all(english) and len(english) < 3 else f"{len(english)} named together"
    text, names = text if english[1:] else english[0], "、".join(row.actors)
    if width(names, 10.5) + width(text, 8.4) + 8 <= LEFT - 12:
        return [Line(names, tail=text)]
    return label(names, text, LEFT - 14)


def _deepest(row: Row, step: float) -> int:
    return max((-(-len(numbers) // _per_line(step)) for numbers in row.cells.values()), default=1)


def _per_line(step: float) -> int:
    return max(1, int(step // (CHIP + 2)))


def _draw_row(
    sheet: Sheet,
    row: Row,
    lines: list[Line],
    band: tuple[float, float],
    xs: dict[str, float],
    step: float,
    ink: str,
) -> None:
    y, high = band
    sheet.line([(8, y + high), (WIDE, y + high)], color=PALE["black"], linewidth=0.8)
    sheet.write(8, y + (high - height(lines)) / 2, lines)
    count = label(row.count, "named" if row.count == "具名" else "", COUNT - 8, 10)
    sheet.write(LEFT + COUNT - 6, y + (high - height(count)) / 2, count, "right")
    for family, numbers in row.cells.items():
        lots = [numbers[i : i + _per_line(step)] for i in range(0, len(numbers), _per_line(step))]
        for n, lot in enumerate(lots):
            x = xs[family] + step / 2 - len(lot) * (CHIP + 2) / 2 + 1
            for i, number in enumerate(lot):
                _chip(sheet, x + i * (CHIP + 2), y + high / 2 + 19 * (n - len(lots) / 2) + 1, number, ink)
    if not row.cells and xs:
        middle = (min(xs.values()) + max(xs.values()) + step) / 2
        sheet.line(
            [(min(xs.values()) + 6, y + high / 2), (middle - 70, y + high / 2)], color=GREY, dashes=(1, 4)
        )
        sheet.line([(middle + 70, y + high / 2), (WIDE - 10, y + high / 2)], color=GREY, dashes=(1, 4))
        sheet.write(middle, y + high / 2 - 6, [Line("任务未报道 task not reported", 8.5, GREY)], "center")


def _chip(sheet: Sheet, x: float, y: float, number: int, ink: str) -> None:
    sheet.box(x, y, CHIP, 17, 4, facecolor=COLOURS[ink], edgecolor="none")
    sheet.write(x + CHIP / 2, y + 2, [Line(str(number), 10, "white")], "center")


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
        return sum(height(lines) + 5 for lines in self.labels) + 3

    def port(self, node: Node) -> float:
        """How far below its upper edge the lines of a node end."""
        n = next(i for i, nodes in enumerate(self.entries) if node in nodes)
        return sum(height(lines) + 5 for lines in self.labels[:n]) + 3 + height(self.labels[n]) / 2


def plot_organisation(
    article: Article | str,
    relations: Any = None,
    entities: Any = None,
    people: Any = None,
    quantities: Any = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """The organisation in four columns: who leads, what was formed, where, who is served; schemes above.

    Arguments as for `plot_matrix`. A line stands only where a relation states it; [ ] holds sentences.
    """
    from matplotlib import rc_context

    story = tell(article, relations, entities, people, quantities)
    with rc_context(style()):
        edges = find_edges(story)
        cards = _find_cards(story, edges)
        if not cards:
            return say_nothing(
                ax, "怎样组织", "The organisation: the relations given form, lead, support, serve nothing."
            )
        return _draw_organisation(story, cards, edges, ax)


def _find_cards(story: Story, edges: list[Edge]) -> list[Card]:
    """The boxes: each village with its teams, each other thing alone, things named together."""
    up, homes = find_homes(story)
    touch: dict[Node, list[Edge]] = {}
    for edge in edges:
        for node in (edge.source, edge.target):
            touch.setdefault(node, []).append(edge)
    holders = {up[name] for name in homes}
    cards = {home: Card(2, [[Node(home)]]) for home in dict.fromkeys(homes.values())}
    for name, home in homes.items():
        if Node(name) in touch or name not in holders:
            cards[home].entries.append([Node(name)])
    others: dict[Any, Card] = {}
    for node, own in touch.items():
        if node.name not in homes and node.name not in cards:
            column = column_of(story, node, edges)
            ends = sorted(
                (e.relation, e.sentence, e.source == node, e.target if e.source == node else e.source)
                for e in own
            )
            card = others.setdefault((column, *ends, story.count(node)), Card(column, [[]]))
            card.entries[0].append(node)
    both = [*cards.values(), *others.values()]
    return sorted(
        both,
        key=lambda card: min(
            (e.sentence for n in card.entries for x in n for e in touch.get(x, [])), default=0
        ),
    )


def _card_label(story: Story, nodes: list[Node], home: str, room: float) -> list[Line]:
    """Count and name, the English with the sentences, and for one thing its parts and those whom it leads."""
    node, hub = nodes[0], find_hub(story)
    holder = find_homes(story)[0].get(node.name, home).removeprefix(home) if node.name in story.roles else ""
    names = "、".join(story.shown(n.name) for n in nodes)
    about = [r for r in story.relations if set(story.ends(r)) & set(nodes)]
    if node.name == hub:
        about = [r for r in about if r.source == hub and r.relation in {"forms", "runs"}]
    notes = [
        {"forms": "formed here", "leads": "led here"}[r.relation]
        for r in about
        if r.relation in {"forms", "leads"} and r.source == home and r.target == node.name
    ]
    numbers = ",".join(map(str, sorted({story.sentence(r) for r in about})))
    english = gloss(story.shown(node.name)) if not nodes[1:] else ""
    english = ", ".join(filter(None, [english, *dict.fromkeys(notes)])) + f" [{numbers}]"
    return label(f"{holder} {story.count(node)} {names}".strip(), english.strip(), room, 10) + [
        Line(line, 8.5) for text in _details(story, node, home) for line in wrap(text, 8.5, room)
    ]


def _details(story: Story, node: Node, home: str) -> list[str]:
    """What a thing consists of, and whom somebody inside a village leads."""
    parts = [
        f"{story.count(story.ends(r)[1])} {story.shown(r.target)}".strip()
        for r in story.relations
        if r.relation == "consists_of" and story.ends(r)[0] == node
    ]
    if node.name == find_hub(story):
        parts = [
            r.source
            for r in story.relations
            if (r.relation, r.target) == ("part_of", node.name) and story.types.get(r.source) == "group"
        ]
    led = [
        r
        for r in story.relations
        if (r.relation, r.source) == ("leads", node.name)
        and node.name != home
        and home
        and story.types.get(r.target) != "system"
    ]
    finds = [r for r in story.relations if (r.relation, r.source) == ("finds", node.name)]
    total = next((f" {r.count}" for r in led if r.count), "") + (
        " (leads, jointly)" if led[1:] else " (leads)"
    )
    return (
        (["含 " + "、".join(parts)] if parts else [])
        + (["带领 " + "、".join(r.target.removeprefix(home) for r in led) + total] if led else [])
        + [f"计 {r.count} {r.target} [{story.sentence(r)}]" for r in finds]
    )


@dataclass(slots=True)
class Route:
    """The way of an edge: stops (a card or a free slot, with the depth of its port) to the target."""

    edge: Edge
    stops: list[tuple[str, float]]


def _find_routes(cards: list[Card], edges: list[Edge]) -> tuple[list[Route], list[list[str]]]:
    """A route for each edge between two cards, and the items of each column: cards ("0" …) and free slots."""
    where = {node: i for i, card in enumerate(cards) for nodes in card.entries for node in nodes}
    columns = [[str(i) for i, card in enumerate(cards) if card.column == c] for c in range(4)]
    routes: dict[Any, Route] = {}
    for edge in edges:
        a, b = where[edge.source], where[edge.target]
        key = (a, b, edge.relation, cards[a].port(edge.source), cards[b].port(edge.target))
        if a == b or key in routes:
            continue
        step = 1 if cards[b].column > cards[a].column else -1
        slots = [(f"{len(routes)}-{c}", c) for c in range(cards[a].column + step, cards[b].column, step)]
        for slot, c in slots if cards[a].column != cards[b].column else []:
            columns[c].append(slot)
        slots = slots if cards[a].column != cards[b].column else []
        stops = [(str(a), key[3]), *((slot, 5.0) for slot, _ in slots), (str(b), key[4])]
        routes[key] = Route(edge, stops)
    return list(routes.values()), columns


def _find_tops(cards: list[Card], routes: list[Route], columns: list[list[str]]) -> dict[str, float]:
    """The upper edge of each item: few crossings, then each as near to its neighbours as may be."""
    pairs = [(s, t) for route in routes for s, t in zip(route.stops, route.stops[1:], strict=False)]
    order = arrange(columns, [(s[0], t[0]) for s, t in pairs])
    tall = {item: cards[int(item)].tall() if item.isdigit() else 10.0 for column in order for item in column}
    tops: dict[str, float] = {}
    for column in order:
        tops |= dict(zip(column, settle([0.0] * len(column), [tall[i] for i in column], 9), strict=True))
    for sweep in range(16):
        for column in order if sweep % 2 else reversed(order):
            wanted = [_wish(item, pairs, tops) for item in column]
            tops |= dict(zip(column, settle(wanted, [tall[i] for i in column], 9), strict=True))
    return tops


def _wish(item: str, pairs: list[Any], tops: dict[str, float]) -> float:
    ys = [tops[t[0]] + t[1] - s[1] for s, t in pairs if s[0] == item]
    ys += [tops[s[0]] + s[1] - t[1] for s, t in pairs if t[0] == item]
    return sum(ys) / len(ys) if ys else tops[item]


def _draw_organisation(story: Story, cards: list[Card], edges: list[Edge], ax: "Axes | None") -> "Axes":
    for card in cards:
        home = card.entries[0][0].name if card.entries[1:] else ""
        card.labels = [
            _card_label(story, nodes, home, COLUMNS[card.column][1] - 12) for nodes in card.entries
        ]
    routes, columns = _find_routes(cards, edges)
    tops = _find_tops(cards, routes, columns)
    chips, unit = _schemes(story), find_unit(story)
    room = WIDE - (204 if unit else 16)
    chip_rows = [chips[i : i + int(room // 148)] for i in range(0, len(chips), int(room // 148))]
    deep = max(sum(max(map(height, row)) + 5 for row in chip_rows), 126.0 if unit else 0.0)
    start = 84 + deep
    sheet = Sheet(ax, WIDE, start + max(tops[str(i)] + card.tall() for i, card in enumerate(cards)) + 10)
    sheet.title(
        "怎样组织  How the response was organised",
        "[ ] number of the sentence.  A line stands only where the text states it.",
    )
    _legend(sheet)
    _draw_schemes(sheet, chip_rows, room / int(room // 148))
    if unit:
        draw_unit(sheet, unit, (WIDE - 196, 44, 188, 120))
    for (x, wide), head, ground in zip(COLUMNS, HEADS, GROUNDS, strict=True):
        sheet.write(x + wide / 2, start - 26, [Line(head, 10.5)], "center")
        sheet.line([(x, start - 8), (x + wide, start - 8)], color=COLOURS[ground], linewidth=2)
    for route in routes:
        _draw_route(sheet, route, cards, tops, start)
    for i, card in enumerate(cards):
        _draw_card(sheet, card, start + tops[str(i)])
    said = {verb: sum(r.edge.relation == verb for r in routes) for verb in LOOKS}
    lines = ", ".join(f"{n} {verb}" for verb, n in said.items())
    return finish(
        sheet.ax, f"Organisation in four columns: {len(chips)} schemes, {len(cards)} boxes, lines: {lines}."
    )


def _legend(sheet: Sheet) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    x = WIDE - 250.0
    for n, (verb, look) in enumerate(LOOKS.items()):
        a, b = x + 128 * (n % 2), 12 + 16 * (n // 2)
        sheet.ax.add_patch(PathPatch(Path([(a, b), (a + 32, b)]), facecolor="none", **look))
        _arrow(sheet, a + 34, b, 1, look)
        sheet.write(a + 40, b - 6.5, [Line(VERBS[verb], 9)])


def _arrow(sheet: Sheet, x: float, y: float, way: int, look: dict[str, Any]) -> None:
    sheet.ax.fill(
        [x, x - 6 * way, x - 6 * way], [y, y - 3.2, y + 3.2], color=look["edgecolor"], linewidth=0, zorder=3
    )


def _draw_card(sheet: Sheet, card: Card, y: float) -> None:
    x, wide = COLUMNS[card.column]
    ground = GROUNDS[card.column]
    sheet.box(
        x, y, wide, card.tall(), facecolor=PALE[ground], edgecolor=COLOURS[ground], linewidth=0.9, zorder=2
    )
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
    points = [(edge[0][1] if way >= 0 else edge[0][0], ys[0])]
    codes = [Path.MOVETO]
    for i in range(1, len(ys)):
        near, far = edge[i] if way > 0 else edge[i][::-1]
        x, y = points[-1]
        bend = (x + near) / 2 if way else x + 30
        points += [(bend, y), (bend, ys[i]), (near - 5 * (way or -1), ys[i]), (near, ys[i])]
        codes += [Path.CURVE4] * 3 + [Path.LINETO]
        if i < len(ys) - 1:
            points.append((far, ys[i]))
            codes.append(Path.LINETO)
    look = LOOKS[route.edge.relation]
    source, verb, target, sentence = route.edge
    told = f"{source.name} {verb} {target.name} [{sentence}]"
    sheet.ax.add_patch(PathPatch(Path(points, codes), facecolor="none", zorder=1, gid=told, **look))
    _arrow(sheet, *points[-1], way or -1, look)


def _schemes(story: Story) -> list[list[Line]]:
    """The labels of the strip: each scheme with its sentence and who runs or leads it."""
    chips: dict[str, list[Line]] = {}
    for r in story.relations:
        if r.relation in {"runs", "leads", "forms"} and story.types.get(r.target) == "system":
            by = f"{story.shown(r.source)} [{story.sentence(r)}]"
            chips.setdefault(
                r.target, [*label(r.target, gloss(r.target), 136, 10)[:3], Line(by, 8, COLOURS["blue"])]
            )
    return list(chips.values())


def _draw_schemes(sheet: Sheet, rows: list[list[list[Line]]], step: float) -> None:
    y = 46.0
    for row in rows:
        for n, lines in enumerate(row):
            sheet.line(
                [(9 + step * n, y + 2), (9 + step * n, y + height(lines))], color=COLOURS["blue"], linewidth=2
            )
            sheet.write(14 + step * n, y, lines)
        y += max(map(height, row)) + 5
