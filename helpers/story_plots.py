"""Three further figures of a response: the timeline, the grid unit and its like, and the reach."""

import re
from datetime import datetime
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

from .article import Article
from .charts import draw_bounds
from .layout import GREY, WIDE, Line, Sheet, height, label, say_nothing, wrap
from .plots import COLOURS, INKS, PALE, finish, styled
from .story import Story, counted, gloss, joint, tell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PEOPLE_UNITS = frozenset("人名位口户例")
DOES = {"forms": "组建", "runs": "实行", "finds": "计"}
GROUPS = {
    "acting": "行动的人  people acting",
    "joint": "合计的人  people counted together",
    "cared": "得到照顾的人  people cared for",
    "cases": "病例  cases found",
}


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


def draw_unit(sheet: Sheet, unit: Unit, box: tuple[float, float, float, float]) -> float:
    """Draw a unit into a box (x, y, width, height), one figure for each person; returns its foot."""
    x, y, wide, tall = box
    sheet.box(x, y, wide, tall, facecolor=PALE["grey"], edgecolor=COLOURS["blue"], linewidth=1.2)
    size, one = (9.5, 30.0) if tall < 150 else (15.0, 51.0)  # points: of the heading, of a person
    head = label(unit.name, f"{gloss(unit.name)} [{unit.sentence}]", wide - 12, size)
    top = sheet.write(x + wide / 2, y + 4, head, "center") + 4
    step, left = (wide - 12) / sum(n for _, n in unit.parts), x + 6.0
    for (name, n), ink in zip(unit.parts, INKS * 2, strict=False):
        for i in range(n):
            _draw_person(sheet, left + step * (i + 0.5), top, one, COLOURS[ink])
        words = label(f"{name} {n}", gloss(name), step * n - 3, size * 0.9)
        sheet.write(left + step * n / 2, top + one * 1.12, words, "center")
        left += step * n
    return y + tall


def _draw_person(sheet: Sheet, x: float, y: float, tall: float, ink: str) -> None:
    from matplotlib.patches import Circle

    sheet.ax.add_patch(Circle((x, y + tall * 0.22), tall * 0.22, color=ink))
    sheet.box(x - tall * 0.32, y + tall * 0.5, tall * 0.64, tall * 0.5, facecolor=ink, edgecolor="none")


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
    note = "[ ] number of the sentence.  A part without a number: the text gives none."
    sheet = Sheet(ax, "由谁组成  Made of whom", note)
    foot = draw_unit(sheet, unit, (WIDE / 2 - 180, 46, 360, 172)) if unit else 40.0
    if rest:
        foot = sheet.write(8, foot + 12, [Line("其他单位  other units", 11)]) + 4
    for name, parts in rest.items():
        top = foot
        left, right = _label_unit(story, name, parts)
        sheet.line([(8, top), (WIDE - 8, top)], color=PALE["black"], linewidth=0.8)
        foot = max(sheet.write(8, top + 4, left), sheet.bar(228, top + 4, right, "green")) + 6
    return sheet.end(foot, f"Units and their parts: {main}{len(rest)} other units with named parts.")


def _label_unit(story: Story, name: str, parts: list[Any]) -> tuple[list[Line], list[Line]]:
    """The label of a unit, and the lines of its parts."""
    count, number = story.count(story.node(name, parts[0])), story.sentence(parts[0])
    lines = [Line(f"{story.part(part)}  {gloss(part.target)}") for part in parts]
    return label(f"{count} {name}".strip(), f"{gloss(name)} [{number}]".strip(), 200), lines


@styled
def plot_timeline(article: Article | str, *tables: Any, ax: "Axes | None" = None) -> "Axes":
    """Dated points on a scale of days, with what the text says of them; beside it what has no date.

    Arguments as for `plot_matrix`.
    """
    story = tell(article, *tables)
    dated, undated = _find_dated(story), _find_undated(story)
    if not dated and not undated:
        return say_nothing(ax, "时间线", "Timeline: no date in the text, and nothing formed or run.")
    note = "[ ] number of the sentence.  Even scale on the left: equal lengths are equal times."
    sheet = Sheet(ax, "时间线  Timeline", note)
    top = sheet.write(8, 52, [Line("注明日期  dated", 11)]) + 14
    foot = sheet.write(384, 52, [Line("未注明日期  no date given", 11)]) + 6
    for lines in undated:
        foot = sheet.bar(378, foot + 7, lines)
    days = [(when - dated[0][0]).total_seconds() / 86400 for when, _ in dated]
    span, free = max([*days, 0.01]), top
    deep = max(foot - top, fsum(height(lines) + 16 for _, lines in dated)) - 40
    sheet.line([(22, top + day / span * deep) for day in days], color=GREY, linewidth=2)
    for day, (_, lines) in zip(days, dated, strict=True):
        mark = top + day / span * deep
        free = max(free, mark)
        sheet.line([(22, mark), (52, free), (64, free)], color=GREY, linewidth=0.9)
        sheet.line([(22, mark)], color=COLOURS["blue"], marker="o", markersize=8)
        free = sheet.write(68, free - 7, lines) + 14
    said = f"{len(dated)} dated points over {span:.0f} days; {len(undated)} statements have no date."
    return sheet.end(max(foot, free) + 4, f"Timeline: {said}")


def _find_dated(story: Story) -> list[tuple[datetime, list[Line]]]:
    dates = [q for q in story.quantities if q.kind == "date" and q.value]
    found = []
    for q in dates:
        sentence = story.article.sentence_at(q.start)
        if sentence.number:
            end = min([d.start for d in dates if q.end <= d.start < sentence.end] + [sentence.end])
            found.append(
                (str(q.value), f"{q.text} [{sentence.number}]", _passage(story, sentence.start, q, end))
            )
    if when := story.article.published:
        found.append((when.isoformat(), f"{when.month}月{when.day}日", "报道发布 report published"))
    return [
        (datetime.fromisoformat(value + "0000-01-01"[len(value) :]), _event(head, text))
        for value, head, text in sorted(found, key=lambda event: event[0])
    ]


def _event(head: str, *texts: str, room: float = 250) -> list[Line]:
    """A blue head and what is said below it."""
    return [Line(head, 10, COLOURS["blue"])] + [
        Line(line, 9.5) for text in texts for line in wrap(text, 9.5, room)
    ]


def _passage(story: Story, start: int, date: Any, end: int) -> str:
    """What the text says of a date: what follows it, or its own clause where little follows."""
    text = story.article.text
    passage = text[date.end : end]
    if len(passage) < 9:
        clause = max(text[start : date.start].rfind(mark) for mark in "，,；;。：:") + 1
        passage = text[start + clause : date.start] + passage
    passage = re.sub(r"^[,，、:：的]+|[。“”]|[；;，,]$", "", story.unnamed(passage).strip())
    return passage if len(passage) <= 40 else passage[:39] + "…"


def _find_undated(story: Story) -> list[list[Line]]:
    """What was formed, run, found in sentences without a date: each once, under all who did it."""
    dated = {story.article.sentence_at(q.start).number for q in story.quantities if q.kind == "date"}
    told: dict[tuple[int, str], dict[str, None]] = {}
    for r in story.relations:
        if r.relation in DOES and (number := story.sentence(r)) not in dated:
            text = f"{DOES[r.relation]} {story.part(r)}"
            told.setdefault((number, text), {})[story.shown(r.source)] = None
    blocks: dict[str, list[str]] = {}
    for (number, text), sources in told.items():
        english = ", ".join(filter(None, map(gloss, sources)))
        blocks.setdefault(f"{'、'.join(sources)} {english}".strip() + f" [{number}]", []).append(text)
    return [_event(head, *texts, room=262) for head, texts in blocks.items()]


class Reached(NamedTuple):
    """One number of people: which group of the figure, who, the quantity, the sentence."""

    group: str
    who: str
    number: Any
    sentence: int


def find_reach(story: Story) -> list[Reached]:
    """Each number of people once: acting, cared for (who is served somewhere counts as that), or both."""
    found: dict[int, Reached] = {}
    for r in story.relations:
        who, q = counted(story, r)
        if q is None or not q.unit or q.unit[-1] not in PEOPLE_UNITS or q.low is None:
            continue
        if r.relation == "consists_of" and story.types.get(r.source) == "system":
            continue  # one unit's staff, of an unknown number of units
        group, name = "acting" if r.relation != "finds" else "cases", story.shown(who)
        if joint(q):
            group, name = "joint", q.counted
        elif "户" in q.unit + (q.counted or "") or (r.relation, who) == ("serves", r.target):
            group = "cared"
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
    groups: dict[str, list[tuple[str, Any, int]]] = {}
    for group, who, number, sentence in rows:
        english = ", ".join(filter(None, map(gloss, who.split("、"))))
        groups.setdefault(GROUPS[group], []).append((f"{who}  {english}", number, sentence))
    ax = draw_bounds(groups, ax)
    ax.set(title="涉及多少人  Reach", xlabel="people or households; not summed, since groups may overlap")
    said = ", ".join(f"{len(rows)} of {heading.split('  ')[1]}" for heading, rows in groups.items())
    lowest, highest = min(r.number.low for r in rows), max(r.number.high or r.number.low for r in rows)
    return finish(ax, f"Reach: numbers with their bounds, {said}, from {lowest:g} to {highest:g}.")
