"""Three further figures of a response: the timeline, the grid unit and its like, and the reach."""

import math
import re
from datetime import datetime
from itertools import groupby
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

from .article import Article
from .layout import WIDE, Line, Sheet, height, label, say_nothing, settle, wrap
from .plots import COLOURS, PALE, finish, styled
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


def find_units(story: Story) -> dict[str, list[Any]]:
    """Everything that consists of something, with the relations that say so."""
    found: dict[str, list[Any]] = {}
    for relation in story.relations:
        if relation.relation == "consists_of":
            found.setdefault(relation.source, []).append(relation)
    return found


def find_unit(story: Story) -> Unit | None:
    """The first thing whose parts are all counted exactly, and are few enough to draw each of them."""
    for name, parts in find_units(story).items():
        numbers = [counted(story, part) for part in parts]
        exact = [int(q.low) for who, q in numbers if q is not None and q.low == q.high and who != name]
        if len(exact) == len(parts) > 1 and sum(exact) <= 8:
            staff = [(p.target, n) for p, n in zip(parts, exact, strict=True)]
            return Unit(name, story.sentence(parts[0]), staff)
    return None


def draw_unit(sheet: Sheet, unit: Unit, box: tuple[float, float, float, float]) -> None:
    """Draw a unit into a box (x, y, width, height): one figure for each person, names below."""
    x, y, wide, tall = box
    sheet.box(x, y, wide, tall, facecolor=PALE["grey"], edgecolor=COLOURS["blue"], linewidth=1.2)
    size, one = (9.5, 30.0) if tall < 150 else (15.0, 51.0)  # points: of the heading, of a person
    head = label(unit.name, f"{gloss(unit.name)} [{unit.sentence}]", wide - 12, size)
    sheet.write(x + wide / 2, y + 4, head, "center")
    step = (wide - 12) / sum(n for _, n in unit.parts)
    left, foot = x + 6.0, y + 8 + height(head)
    for (name, n), ink in zip(unit.parts, ("vermilion", "purple", "green", "blue") * 2, strict=False):
        for i in range(n):
            _draw_person(sheet, left + step * (i + 0.5), foot, one, COLOURS[ink])
        words = label(f"{name} {n}", gloss(name), step * n - 3, size * 0.9)
        sheet.write(left + step * n / 2, foot + one * 1.12, words, "center")
        left += step * n


def _draw_person(sheet: Sheet, x: float, y: float, tall: float, ink: str) -> None:
    from matplotlib.patches import Circle

    sheet.ax.add_patch(Circle((x, y + tall * 0.22), tall * 0.22, color=ink))
    body = (x - tall * 0.32, y + tall * 0.5, tall * 0.64, tall * 0.5, tall * 0.2)
    sheet.box(*body, facecolor=ink, edgecolor="none")


@styled
def plot_grid_unit(article: Article | str, *tables: Any, ax: "Axes | None" = None) -> "Axes":
    """The grid unit and its parts, each person drawn; below it the other units and their parts.

    Arguments as for `plot_matrix`.
    """
    story = tell(article, *tables)
    rest, unit = find_units(story), find_unit(story)
    if not rest:
        nothing = "Units and their parts: no relation given says what consists of what."
        return say_nothing(ax, "由谁组成", nothing)
    main = ""
    if unit:
        main = f"{unit.name} has {sum(n for _, n in unit.parts)} people in {len(unit.parts)} parts; "
        del rest[unit.name]
    rows = [_label_unit(story, name, parts) for name, parts in rest.items()]
    deep = [max(height(name), *(y + height(part) for _, y, part in parts)) + 10 for name, parts in rows]
    top = 50.0 + (184 if unit else 0)
    sheet = Sheet(ax, WIDE, top + 26 * bool(rest) + fsum(deep) + 6)
    sheet.title(
        "由谁组成  Made of whom", "[ ] number of the sentence.  A part without a number: the text gives none."
    )
    if unit:
        draw_unit(sheet, unit, (WIDE / 2 - 180, 46, 360, 172))
    if rest:
        sheet.write(8, top + 2, [Line("其他单位  other units", 11)])
    for n, (name, parts) in enumerate(rows):
        y = top + 26 + fsum(deep[:n])
        sheet.line([(8, y), (WIDE - 8, y)], color=PALE["black"], linewidth=0.8)
        sheet.write(8, y + 4, name)
        for x, down, part in parts:
            at = y + 4 + down
            sheet.line([(x - 6, at + 3), (x - 6, at + height(part) - 1)], color=COLOURS["green"], linewidth=2)
            sheet.write(x, at, part)
    return finish(sheet.ax, f"Units and their parts: {main}{len(rest)} other units with named parts.")


def _label_unit(
    story: Story, name: str, parts: list[Any]
) -> tuple[list[Line], list[tuple[float, float, list[Line]]]]:
    """The label of a unit, and those of its parts with their places, three in a row."""
    count, number = story.count(story.node(name, parts[0])), story.sentence(parts[0])
    labels = [label(story.part(part), gloss(part.target), 120) for part in parts]
    placed, down = [], 0.0
    for i in range(0, len(labels), 3):
        placed += [(232.0 + 142 * n, down, part) for n, part in enumerate(labels[i : i + 3])]
        down += max(map(height, labels[i : i + 3]))
    return label(f"{count} {name}".strip(), f"{gloss(name)} [{number}]".strip(), 210), placed


@styled
def plot_timeline(article: Article | str, *tables: Any, ax: "Axes | None" = None) -> "Axes":
    """Dated points on a scale of days, with what the text says of them; beside it what has no date.

    Arguments as for `plot_matrix`.
    """
    story = tell(article, *tables)
    dated, undated = _find_dated(story), _find_undated(story)
    if not dated and not undated:
        return say_nothing(ax, "时间线", "Timeline: no date in the text, and nothing formed or run.")
    tall = [height(lines) for _, lines in dated]
    deep = max(fsum(tall) + 16 * len(dated), fsum(height(lines) + 7 for lines in undated), 60)
    days = [(when - dated[0][0]).total_seconds() / 86400 for when, _ in dated]
    span = max([*days, 0.01])
    marks = [88 + day / span * (deep - 40) for day in days]
    tops = settle([mark - 7 for mark in marks], tall, 8, 80)
    sheet = Sheet(ax, WIDE, max(80 + deep, *(t + h for t, h in zip(tops, tall, strict=True)), 0) + 12)
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
    said = f"{len(dated)} dated points over {span:.0f} days; {len(undated)} statements have no date."
    return finish(sheet.ax, f"Timeline: {said}")


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


GROUPS = {
    "acting": ("行动的人  people acting", "blue", "o"),
    "cared": ("得到照顾的人  people cared for", "vermilion", "s"),
    "cases": ("病例  cases found", "grey", "^"),
}
SCALE = (226.0, 290.0)  # points: left edge and width


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
        households = "户" in q.unit + (q.counted or "") and not joint(q)
        if households or (r.relation, who) == ("serves", r.target):
            group = "cared"
        name = q.counted if joint(q) else story.shown(who)
        if q.start not in found or group == "cared":
            found[q.start] = Reached(group, name, q, story.sentence(r))
    return sorted(found.values(), key=lambda row: ([*GROUPS].index(row.group), row.number.start))


@styled
def plot_reach(article: Article | str, *tables: Any, ax: "Axes | None" = None) -> "Axes":
    """How many people act and how many are cared for, with bounds; no number is repeated or summed.

    Arguments as for `plot_matrix`.
    """
    rows = find_reach(tell(article, *tables))
    if not rows:
        return say_nothing(ax, "涉及多少人", "Reach: no relation given carries a number of people.")
    highest = max(row.number.high or row.number.low for row in rows)
    groups, top, y = list(dict.fromkeys(row.group for row in rows)), 74.0, 74.0
    sheet = Sheet(ax, WIDE, top + fsum(_tall(row) for row in rows) + 26 * len(groups) + 8)
    sheet.title(
        "涉及多少人  Reach", "Bounds of each number, on powers of ten.  Not summed: groups may overlap."
    )
    powers = math.ceil(math.log10(highest + 1))
    for power in range(powers + 1):
        x = SCALE[0] + SCALE[1] * power / powers
        sheet.line([(x, top - 6), (x, sheet.tall - 6)], color=PALE["black"], linewidth=0.8, zorder=0)
        sheet.write(x, top - 21, [Line(f"{10**power}", 9, GREY)], "center")
    for group in groups:
        head, ink, _ = GROUPS[group]
        sheet.box(0, y + 2, 214, 19, 2, facecolor=PALE[ink], edgecolor="none")
        sheet.write(8, y + 4, [Line(head, 10.5)])
        y += 26
        for row in (row for row in rows if row.group == group):
            _draw_bounds(sheet, row, y + _tall(row) / 2, SCALE[1] / powers)
            y += _tall(row)
    said = {group: sum(row.group == group for row in rows) for group in GROUPS}
    return finish(
        sheet.ax,
        f"Reach: {said['acting']} numbers of people acting, {said['cared']} cared for, "
        f"{said['cases']} of cases, each with its bounds, from {min(r.number.low for r in rows):g} to "
        f"{highest:g}.",
    )


def _label_reached(row: Reached) -> list[Line]:
    return label(row.who, gloss(row.who) or ("jointly" if joint(row.number) else ""), 196)


def _tall(row: Reached) -> float:
    return max(height(_label_reached(row)), 16.0) + 8


def _draw_bounds(sheet: Sheet, row: Reached, middle: float, power: float) -> None:
    """One number: who, its bounds on the scale (``power`` points for a power of ten), its words."""
    q, lines = row.number, _label_reached(row)
    _, ink, marker = GROUPS[row.group]
    ends = [(SCALE[0] + power * math.log10(max(1, end)), middle) for end in (q.low, q.high or q.low)]
    sheet.write(8, middle - height(lines) / 2, lines)
    sheet.line(ends, color=COLOURS[ink], linewidth=5, marker=marker, markersize=8)
    bounds = f"{q.low:g}" if q.low == q.high else f"{q.low:g}–{q.high:g}" if q.high else f"{q.low:g} –"
    sheet.write(534, middle - 7, [Line(f"{q.text}  {bounds} [{row.sentence}]", 9.5)])
