"""What the figures of a response draw: nodes, counts, roles, families of tasks, homes.

Persons stand by their role, a number is there once and where the text puts it, a class noun such as 志愿者
is another node in each sentence, and every node knows the sentence that says so.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from .article import Article, as_article
from .entities import find_entities
from .lexicon import DATA, DEFAULT
from .people import find_people
from .quantities import find_quantities
from .response import find_relations

OTHER_TASK, OTHER_ACTOR, CARE = "其他任务", "其他", "关爱服务"
LINES = ("forms", "leads", "supports", "serves")  # the relations that are drawn as lines
STEMS, ONE = "甲乙丙丁戊己庚辛壬癸", "一名"  # the signs of one person in a role


class Node(NamedTuple):
    """A thing in a figure. A class noun (志愿者) is another node in each sentence; else ``sentence`` is 0."""

    name: str
    sentence: int = 0


class Edge(NamedTuple):
    """A line of the organisation: who, the relation, whom, the sentence."""

    source: Node
    relation: str
    target: Node
    sentence: int


@dataclass(slots=True)
class Row:
    """One line of the matrix: actors that one statement names together, their count, the cells."""

    actors: list[str]
    block: str
    count: str
    cells: dict[str, list[int]]
    first: int


@dataclass(frozen=True, slots=True)
class Story:
    """The relations of one article with what is needed to draw them."""

    article: Article
    relations: Sequence[Any]
    quantities: Sequence[Any]
    types: dict[str, str]
    roles: dict[str, str]
    mentions: dict[str, set[str]]
    numbers: dict[Node, list[str]]

    def sentence(self, relation: Any) -> int:
        """The number of the sentence that states a relation."""
        return self.article.sentence_at(relation.evidence_start).number

    def node(self, name: str, relation: Any) -> Node:
        """The node of a name as it stands in one relation."""
        return Node(name, self.sentence(relation) if name in _class_nouns() else 0)

    def ends(self, relation: Any) -> tuple[Node, Node]:
        """The two nodes of a relation."""
        return self.node(relation.source, relation), self.node(relation.target, relation)

    def shown(self, name: str) -> str:
        """What a figure writes for a name: the role in place of a private person."""
        return self.roles.get(name, name)

    def unnamed(self, text: str) -> str:
        """A passage of the text with roles in place of names."""
        for name, role in sorted(self.roles.items(), key=lambda pair: -len(pair[0])):
            bare = role.removeprefix(ONE).rstrip(STEMS)
            text = text.replace(bare + name, role).replace(name, role)
        return text

    def part(self, relation: Any) -> str:
        """What a relation says that something consists of: its count and its name."""
        return f"{self.count(self.ends(relation)[1])} {self.shown(relation.target)}".strip()

    def count(self, node: Node) -> str:
        """The count of a node as the text writes it; empty where the text gives none of its own."""
        return "、".join(dict.fromkeys(self.numbers.get(node, ())))


def tell(article: Article | str, *tables: Any) -> Story:
    """Collect what a figure needs.

    Args:
        article: the article, or its text.
        tables: relations, entities, people, quantities in this order. What is missing or None is found.
    """
    article = as_article(article)
    finders: tuple[Any, ...] = (find_relations, find_entities, find_people, find_quantities)
    given = zip_longest(finders, tables)
    relations, entities, people, quantities = (find(article) if t is None else list(t) for find, t in given)
    mentions: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        mentions[entity.canonical] |= {entity.text, entity.canonical}
    types = {entity.canonical: entity.type for entity in entities}
    story = Story(article, relations, quantities, types, _roles(people, types), mentions, defaultdict(list))
    for relation in relations:
        owner, number = counted(story, relation)
        if number and not joint(number):
            story.numbers[story.node(owner, relation)].append(number.text)
    return story


def counted(story: Story, relation: Any) -> tuple[str, Any]:
    """Whom a number in the evidence counts, and the number: by its ``counted``, else by the relation.

    What is no count of people or things (一名…, 50米) needs the relation to have it for its count.
    """
    evidence = range(relation.evidence_start, relation.evidence_end)
    numbers = [q for q in story.quantities if q.start in evidence]
    own = [q for q in numbers if q.text == relation.count]
    for name in (relation.target, relation.source):
        for number in [q for q in numbers if q.kind == "count"] + own:
            if story.mentions[name] & set(re.split("[、和]", number.counted or "")):
                return name, number
    of_target = relation.relation in {"forms", "finds", "consists_of"}
    return (relation.target, own[0]) if own and of_target else ("", None)


def joint(number: Any) -> bool:
    """Whether a number counts several kinds together, so that it belongs to none of them alone."""
    return bool(re.search("[、和]", number.counted or ""))


def _roles(people: Sequence[Any], types: Container[str]) -> dict[str, str]:
    """A role for each person, the longest that the text gives.

    甲 乙 … where several persons share one, 一名 … where a group has the role for its name.
    """
    said: dict[str, str] = {}
    for mention in people:
        said[mention.person] = max(said.get(mention.person, ""), mention.role or "", key=len)
    shown: dict[str, str] = {}
    for person, role in said.items():
        same = [other for other in said if said[other] == role]
        one = ONE if role in types and not same[1:] else ""
        shown[person] = one + (role or "某人") + (STEMS[same.index(person) % 10] if same[1:] else "")
    return {mention.text: shown[mention.person] for mention in people} | shown


@lru_cache(maxsize=1)
def _glossary() -> dict[str, str]:
    with (DATA / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return {row["term"]: row["english"] for row in csv.DictReader(file)}


def gloss(term: str) -> str:
    """The short English of a term from ``data/glossary.csv``, or nothing; for a person in the singular.

    >>> gloss("红色服务团队"), gloss("村民甲"), gloss("某某队")
    ('red service teams', 'villager', '')
    """
    bare = term.removeprefix(ONE).rstrip(STEMS)
    english = _glossary().get(term, "") or _glossary().get(bare, "").replace("(s)", "")
    return english if len(english) <= 40 else re.split(r"[;:,(.]", english)[0].strip()


@lru_cache(maxsize=1)
def _class_nouns() -> frozenset[str]:
    return frozenset(row["term"] for row in DEFAULT.rows("actor_blocks") if row["class"])


def family_of(task: str) -> str:
    """The family of a task, by the longest word of the table in it, the last of equals; empty when none is.

    >>> family_of("重点人员排查"), family_of("生活物资运送"), family_of("唱歌")
    ('排查', '物资', '')
    """
    rows = [row for row in DEFAULT.rows("task_families") if row["term"] in task]
    best = max(rows, key=lambda row: (len(row["term"]), task.rfind(row["term"])), default={"family": ""})
    return best["family"]


def block_of(actor: str) -> str:
    """The block of an actor, by the longest ending of the table that it has.

    >>> block_of("机关党员志愿者"), block_of("某村"), block_of("某人")
    ('志愿者与队伍', '村社', '其他')
    """
    rows = [row for row in DEFAULT.rows("actor_blocks") if actor.rstrip(STEMS).endswith(row["term"])]
    return max(rows, key=lambda row: len(row["term"]), default={"block": OTHER_ACTOR})["block"]


def families() -> list[str]:
    """The families of tasks in the order of their table."""
    return [*dict.fromkeys(row["family"] for row in DEFAULT.rows("task_families")), OTHER_TASK]


def blocks() -> list[str]:
    """The blocks of actors in the order of their table."""
    return list(dict.fromkeys(row["block"] for row in DEFAULT.rows("actor_blocks")))


def find_rows(story: Story) -> list[Row]:
    """The lines of the matrix. An actor with no task in the text keeps an empty line."""
    cells: dict[Node, dict[str, set[int]]] = {}
    said: dict[Node, set[int]] = defaultdict(set)
    for relation in story.relations:
        source, target = story.ends(relation)
        if relation.relation == "forms" and story.types.get(relation.target) in {"team", "org", "group"}:
            cells.setdefault(target, {})
            said[target].add(relation.evidence_start)
        if family := family_told(story, relation):
            cells.setdefault(source, {}).setdefault(family, set()).add(story.sentence(relation))
            said[source].add(relation.evidence_start)
    rows: dict[Any, Row] = {}
    for node, told in cells.items():
        shown, count, named = story.shown(node.name), story.count(node), node.name in story.roles
        numbers = {family: sorted(sentences) for family, sentences in told.items()}
        joined = told and not named and not count  # one line for those whom the same clauses name
        key = (block_of(shown), str(numbers), *sorted(said[node])) if joined else node
        row = Row([], block_of(shown), "具名" if named else count, numbers, min(said[node]))
        rows.setdefault(key, row).actors.append(shown)
    return sorted(rows.values(), key=lambda row: (blocks().index(row.block), row.first))


def family_told(story: Story, relation: Any) -> str:
    """The family of the task that a relation tells of, empty if it tells of none.

    What is found among people (a case) befell a place; what is found among firms was checked.
    """
    kind, family = story.types.get(relation.target, ""), family_of(relation.target)
    if relation.relation in {"does", "serves"}:
        return family or (OTHER_TASK if relation.relation == "does" else CARE)
    tells = kind and (relation.relation == "supports" or (relation.relation, kind) in ACTS_ON)
    return family if tells else ""


ACTS_ON = {("finds", "org"), ("forms", "place")}


def find_hub(story: Story) -> str:
    """The actor that forms and runs most: the town of the article."""
    acts = Counter(r.source for r in story.relations if r.relation in {"forms", "runs"})
    return max(acts, key=acts.__getitem__, default="")


def find_homes(story: Story) -> tuple[dict[str, str], dict[str, str]]:
    """What each thing belongs to, and the village, community or body below the hub where that ends."""
    hub = find_hub(story)
    up = {r.source: r.target for r in reversed(story.relations) if r.relation == "part_of"}
    for r in story.relations:
        if r.relation == "forms" and story.types.get(r.source) == "place" and r.source != hub:
            up.setdefault(r.target, r.source)
    above = set(_climb(hub, up, set()))
    below = [name for name in up if name not in _class_nouns() and name not in above]
    tops = {name: _climb(name, up, above)[-1] for name in below}
    return up, {name: top for name, top in tops.items() if top != name}


def _climb(name: str, up: dict[str, str], limit: set[str]) -> list[str]:
    """A name and what it belongs to, step by step, short of ``limit``."""
    way = [name]
    while (parent := up.get(way[-1])) and parent not in limit and parent not in way:
        way.append(parent)
    return way


def find_edges(story: Story) -> list[Edge]:
    """The lines of the organisation; schemes are in the strip."""
    drawn = [r for r in story.relations if r.relation in LINES and story.types.get(r.target) != "system"]
    return [Edge(story.ends(r)[0], r.relation, story.ends(r)[1], story.sentence(r)) for r in drawn]


def column_of(story: Story, node: Node, edges: list[Edge]) -> int:
    """The column of a node in the organisation: 0 leads, 1 was formed or acts, 2 is a place, 3 is served."""
    said = {e.relation for e in edges if e.source == node}
    got = {e.relation for e in edges if e.target == node}
    if node.name == find_hub(story):
        return 0
    if got & {"forms", "leads"}:
        return 1
    if said & {"forms", "leads"} or any(
        (r.relation, r.source) == ("runs", node.name) for r in story.relations
    ):
        return 0
    if story.types.get(node.name) == "place":
        return 2
    return 3 if "serves" in got else 1
