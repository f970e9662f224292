"""Three further figures of a response: the timeline, the grid unit and its like, and the reach."""

import math
import re
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from .article import Article
from .layout import WIDE, Line, Sheet, height, label, say_nothing, settle, wrap
from .plots import COLOURS, PALE, finish, style
from .story import Story, counted, gloss, joint, tell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREY = COLOURS["grey"]
PEOPLE_UNITS = frozenset("人名位口户例")
DOES = {"forms": "组建", "runs": "实行", "finds": "计"}


class Unit(NamedTuple):
    """A thing made of counted people: its name, the sentence, its parts with how many of each."""

    name: str
    sentence: int
    parts: list[tuple[str, int]]


def find_units(story: Story) -> list[tuple[str, int, list[Any]]]:
    """Everything that consists of something: its name, the first sentence that says so, those relations."""
    found: dict[str, list[Any]] = {}
    for relation in story.relations:
        if relation.relation == "consists_of":
            found.setdefault(relation.source, []).append(relation)
    return [(name, story.sentence(parts[0]), parts) for name, parts in found.items()]


def find_unit(story: Story) -> Unit | None:
    """The first thing whose parts are all counted exactly, and are few enough to draw each of them."""
    for name, sentence, parts in find_units(story):
        numbers = [counted(story, part) for part in parts]
        exact = [int(q.low) for who, q in numbers if q is not None and q.low == q.high and who != name]
        if len(exact) == len(parts) > 1 and sum(exact) <= 12:
            return Unit(name, sentence, [(p.target, n) for p, n in zip(parts, exact, strict=True)])
    return None


def draw_unit(sheet: Sheet, unit: Unit, box: tuple[float, float, float, float]) -> None:
    """Draw a unit into a box (x, y, width, height): one figure for each person, names below."""
    x, y, wide, tall = box
    sheet.box(x, y, wide, tall, facecolor=PALE["grey"], edgecolor=COLOURS["blue"], linewidth=1.2)
    size = 9.5 if tall < 150 else 15
    head = label(unit.name, f"{gloss(unit.name)} [{unit.sentence}]", wide - 12, size)
    sheet.write(x + wide / 2, y + 4, head, "center")
    people = sum(n for _, n in unit.parts)
    step = (wide - 12) / people
    left, foot = x + 6.0, y + 8 + height(head)
    for (name, n), ink in zip(unit.parts, ("vermilion", "purple", "green", "blue") * 3, strict=False):
        for i in range(n):
            _draw_person(sheet, left + step * (i + 0.5), foot, tall * 0.25, COLOURS[ink])
        words = label(f"{name} {n}", gloss(name), step * n - 3, size * 0.9)
        sheet.write(left + step * n / 2, foot + tall * 0.28, words, "center")
        left += step * n


def _draw_person(sheet: Sheet, x: float, y: float, tall: float, ink: str) -> None:
    from matplotlib.patches import Circle

    sheet.ax.add_patch(Circle((x, y + tall * 0.22), tall * 0.22, color=ink))
    sheet.box(
        x - tall * 0.32, y + tall * 0.5, tall * 0.64, tall * 0.5, tall * 0.2, facecolor=ink, edgecolor="none"
    )


def plot_grid_unit(
    article: Article | str,
    relations: Any = None,
    entities: Any = None,
    people: Any = None,
    quantities: Any = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """The grid unit and its parts, each person drawn; below it the other units and their parts.

    Arguments as for `plot_matrix`.
    """
    from matplotlib import rc_context

    story = tell(article, relations, entities, people, quantities)
    with rc_context(style()):
        units, unit = find_units(story), find_unit(story)
        if not units:
            return say_nothing(
                ax, "由谁组成", "Units and their parts: no relation given says what consists of what."
            )
        return _draw_units(story, units, unit, ax)


def _draw_units(
    story: Story, units: list[tuple[str, int, list[Any]]], unit: Unit | None, ax: "Axes | None"
) -> "Axes":
    rest = [row for row in units if unit is None or row[0] != unit.name]
    names = [
        label(_with_count(story, name, parts[0]), f"{gloss(name)} [{number}]".strip(), 210)
        for name, number, parts in rest
    ]
    cells = [[label(_part(story, part), gloss(part.target), 120) for part in parts] for _, _, parts in rest]
    deep = [max([height(n), *map(height, _stacked(c))]) + 10 for n, c in zip(names, cells, strict=True)]
    top = 50.0 + (220 if unit else 0)
    sheet = Sheet(ax, WIDE, top + 26 * bool(rest) + sum(deep) + 6)
    sheet.title(
        "由谁组成  Made of whom", "[ ] number of the sentence.  A part without a number: the text gives none."
    )
    if unit:
        draw_unit(sheet, unit, (WIDE / 2 - 180, 46, 360, 204))
    y = top + 26
    if rest:
        sheet.write(8, top + 2, [Line("其他单位  other units", 11)])
    for lines, parts, tall in zip(names, cells, deep, strict=True):
        sheet.line([(8, y), (WIDE - 8, y)], color=PALE["black"], linewidth=0.8)
        sheet.write(8, y + 4, lines)
        for n, part in enumerate(parts):
            row = _stacked(parts)[: n // 3]
            x, at = 232 + 142 * (n % 3), y + 4 + sum(height(r) for r in row)
            sheet.line([(x - 6, at + 3), (x - 6, at + height(part) - 1)], color=COLOURS["green"], linewidth=2)
            sheet.write(x, at, part)
        y += tall
    main = (
        f"{unit.name} has {sum(n for _, n in unit.parts)} people in {len(unit.parts)} parts; " if unit else ""
    )
    return finish(sheet.ax, f"Units and their parts: {main}{len(rest)} other units with named parts.")


def _stacked(parts: list[list[Line]]) -> list[list[Line]]:
    """Three parts in a row: the highest label of each row, all rows below one another in the last."""
    rows = [max(parts[i : i + 3], key=height) for i in range(0, len(parts), 3)]
    return [*rows, [line for row in rows for line in row]]


def _part(story: Story, part: Any) -> str:
    return f"{story.count(story.ends(part)[1])} {story.shown(part.target)}".strip()


def _with_count(story: Story, name: str, part: Any) -> str:
    return f"{story.count(story.node(name, part))} {name}".strip()


def plot_timeline(
    article: Article | str,
    relations: Any = None,
    entities: Any = None,
    people: Any = None,
    quantities: Any = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Dated points on a scale of days, with what the text says of them; beside it what has no date.

    Arguments as for `plot_matrix`.
    """
    from matplotlib import rc_context

    story = tell(article, relations, entities, people, quantities)
    with rc_context(style()):
        dated, undated = _find_dated(story), _find_undated(story)
        if not dated and not undated:
            return say_nothing(ax, "时间线", "Timeline: no date in the text, and nothing formed or run.")
        return _draw_timeline(dated, undated, ax)


def _find_dated(story: Story) -> list[tuple[datetime, list[Line]]]:
    dates = [
        (q, story.article.sentence_at(q.start)) for q in story.quantities if q.kind == "date" and q.value
    ]
    found = []
    for q, sentence in dates:
        if sentence.number:
            end = min([d.start for d, _ in dates if q.end <= d.start < sentence.end] + [sentence.end])
            lines = [Line(line, 9.5) for line in wrap(_passage(story, sentence.start, q, end), 9.5, 250)]
            head = Line(f"{q.text} [{sentence.number}]", 10.5, COLOURS["blue"])
            found.append((_moment(str(q.value)), [head, *lines]))
    if story.article.published:
        when = story.article.published
        head = Line(f"{when.month}月{when.day}日", 10.5, COLOURS["blue"])
        found.append((when, [head, Line("报道发布 report published", 9.5)]))
    return sorted(found, key=lambda event: event[0])


def _passage(story: Story, start: int, date: Any, end: int) -> str:
    """What the text says of a date: what follows it, or its own clause where little follows."""
    text = story.article.text
    if end - date.end < 9:
        start = start + max(text[start : date.start].rfind(mark) for mark in "，,；;。：:") + 1
        passage = text[start : date.start] + text[date.end : end]
    else:
        passage = text[date.end : end]
    passage = re.sub(r"^[,，、:：的]+|[。“”]|[；;，,]$", "", story.unnamed(passage).strip())
    return passage if len(passage) <= 40 else passage[:39] + "…"


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value + "0000-01-01"[len(value) :])


def _find_undated(story: Story) -> list[list[Line]]:
    dated = {story.article.sentence_at(q.start).number for q in story.quantities if q.kind == "date"}
    told = [r for r in story.relations if r.relation in DOES and story.sentence(r) not in dated]
    blocks = []
    for (number, source), group in groupby(told, key=lambda r: (story.sentence(r), story.shown(r.source))):
        head = f"{source} {gloss(source)}".strip() + f" [{number}]"
        blocks.append([Line(head, 9.5, COLOURS["blue"])])
        for r in group:
            text = " ".join(filter(None, [DOES[r.relation], r.count, story.shown(r.target)]))
            blocks[-1] += [Line(line, 9.5) for line in wrap(text, 9.5, 262)]
    return blocks


def _draw_timeline(
    dated: list[tuple[datetime, list[Line]]], undated: list[list[Line]], ax: "Axes | None"
) -> "Axes":
    tall = [height(lines) for _, lines in dated]
    right = sum(height(lines) + 7 for lines in undated)
    deep = max(sum(tall) + 16 * len(dated), right, 60)
    days = [(when - dated[0][0]).total_seconds() / 86400 for when, _ in dated]
    span = max([*days, 0.01])
    marks = [88 + day / span * (deep - 40) for day in days]
    tops = settle([mark - 7 for mark in marks], tall, 8, 80)
    bottom = max([80 + deep, *(top + high for top, high in zip(tops, tall, strict=True))])
    sheet = Sheet(ax, WIDE, bottom + 12)
    sheet.title(
        "时间线  Timeline",
        "[ ] number of the sentence.  Even scale on the left: equal lengths are equal times.",
    )
    sheet.write(8, 52, [Line("注明日期  dated", 11)])
    sheet.write(384, 52, [Line("未注明日期  no date given", 11)])
    if dated:
        sheet.line([(22, marks[0]), (22, marks[-1])], color=GREY, linewidth=2)
    for mark, top, (_, lines) in zip(marks, tops, dated, strict=True):
        sheet.line([(22, mark), (52, top + 7), (64, top + 7)], color=GREY, linewidth=0.9)
        sheet.line([(22, mark)], color=COLOURS["blue"], marker="o", markersize=8)
        sheet.write(68, top, lines)
    y = 80.0
    for lines in undated:
        sheet.line([(378, y + 2), (378, y + height(lines))], color=PALE["black"], linewidth=2)
        sheet.write(384, y, lines)
        y += height(lines) + 7
    return finish(
        sheet.ax,
        f"Timeline: {len(dated)} dated points over {span:.0f} days; {len(undated)} statements have no date.",
    )


GROUPS = {
    "acting": ("行动的人  people acting", "blue", "o"),
    "cared": ("得到照顾的人  people cared for", "vermilion", "s"),
    "cases": ("病例  cases found", "grey", "^"),
}


class Reached(NamedTuple):
    """One number of people: which group of the figure, who, the quantity, the sentence."""

    group: str
    who: str
    number: Any
    sentence: int


def find_reach(story: Story) -> list[Reached]:
    """Each number of people once, as acting or as cared for; who is served somewhere counts as cared for."""
    found: dict[int, Reached] = {}
    for r in story.relations:
        who, q = counted(story, r)
        if q is None or not q.unit or q.unit[-1] not in PEOPLE_UNITS or q.low is None:
            continue
        if r.relation == "consists_of" and story.types.get(r.source) == "system":
            continue  # one unit's staff, of an unknown number of units
        group = "acting" if r.relation != "finds" else "cases"
        if (q.counted and re.search("户", q.unit + q.counted) and not joint(q)) or (r.relation, who) == (
            "serves",
            r.target,
        ):
            group = "cared"
        name = q.counted if joint(q) else story.shown(who)
        if q.start not in found or group == "cared":
            found[q.start] = Reached(group, name, q, story.sentence(r))
    return sorted(found.values(), key=lambda row: ([*GROUPS].index(row.group), row.number.start))


def plot_reach(
    article: Article | str,
    relations: Any = None,
    entities: Any = None,
    people: Any = None,
    quantities: Any = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """How many people act and how many are cared for, with bounds; no number is repeated or summed.

    Arguments as for `plot_matrix`.
    """
    from matplotlib import rc_context

    story = tell(article, relations, entities, people, quantities)
    with rc_context(style()):
        rows = find_reach(story)
        if not rows:
            return say_nothing(ax, "涉及多少人", "Reach: no relation given carries a number of people.")
        return _draw_reach(rows, ax)


def _draw_reach(rows: list[Reached], ax: "Axes | None") -> "Axes":
    names = [label(row.who, gloss(row.who) or ("jointly" if joint(row.number) else ""), 196) for row in rows]
    tall = [max(height(lines), 16.0) + 8 for lines in names]
    groups = list(dict.fromkeys(row.group for row in rows))
    top = 74.0
    sheet = Sheet(ax, WIDE, top + sum(tall) + 26 * len(groups) + 8)
    sheet.title(
        "涉及多少人  Reach", "Bounds of each number, on powers of ten.  Not summed: groups may overlap."
    )
    powers = math.ceil(math.log10(max((row.number.high or row.number.low) for row in rows) + 1))
    left, room = 226.0, 290.0
    for power in range(powers + 1):
        x = left + room * power / powers
        sheet.line([(x, top - 6), (x, sheet.tall - 6)], color=PALE["black"], linewidth=0.8, zorder=0)
        sheet.write(x, top - 21, [Line(f"{10**power}", 9, GREY)], "center")
    y = top
    for group in groups:
        head, ink, marker = GROUPS[group]
        sheet.box(0, y + 2, 214, 19, 2, facecolor=PALE[ink], edgecolor="none")
        sheet.write(8, y + 4, [Line(head, 10.5)])
        y += 26
        for row, lines, high in zip(rows, names, tall, strict=True):
            if row.group == group:
                _draw_bounds(sheet, row, lines, y, high, (left, room / powers), ink, marker)
                y += high
    said = {group: sum(row.group == group for row in rows) for group in GROUPS}
    return finish(
        sheet.ax,
        f"Reach: {said['acting']} numbers of people acting, {said['cared']} cared for, "
        f"{said['cases']} of cases, each with its bounds, from {min(r.number.low for r in rows):g} to "
        f"{max(r.number.high or r.number.low for r in rows):g}.",
    )


def _draw_bounds(
    sheet: Sheet,
    row: Reached,
    lines: list[Line],
    y: float,
    high: float,
    scale: tuple[float, float],
    ink: str,
    marker: str,
) -> None:
    q, middle = row.number, y + high / 2
    a, b = (scale[0] + scale[1] * math.log10(max(1, end)) for end in (q.low, q.high or q.low))
    sheet.write(8, y + (high - height(lines)) / 2, lines)
    sheet.line([(a, middle), (b, middle)], color=COLOURS[ink], linewidth=5, marker=marker, markersize=8)
    bounds = f"{q.low:g}" if q.low == q.high else f"{q.low:g}–{q.high:g}" if q.high else f"{q.low:g} –"
    sheet.write(534, middle - 7, [Line(f"{q.text}  {bounds} [{row.sentence}]", 9.5)])
