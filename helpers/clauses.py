"""Sentences in which every entity, person and count is one letter, for the patterns of relations.

In the typed text of a sentence each entity is the letter of its kind, a private character, so that ``{team}``
in a pattern is a character class. Dates, durations and quotation marks are left out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .article import Article, Sentence
from .entities import Entity
from .lexicon import DEFAULT, Lexicon
from .people import Mention
from .quantities import Quantity

TASKS = ("task", "care", "check", "guard")
KINDS = ("admin", "facility", "org", "team", "group", *TASKS, "system", "person", "count")
LETTER = {kind: chr(0xE000 + i) for i, kind in enumerate(KINDS)}
UNIONS = {
    "place": ("admin", "facility"),
    "task": TASKS,
    "who": ("org", "team", "group", "person"),
    "actor": ("admin", "facility", "org", "team", "group", "person"),
    "any": KINDS,
}
COUNTING = {"count", "article", "measure", "percent", "ordinal"}
LEFT_OUT = {"date", "clock", "duration"}
FORM = str.maketrans(",:：;!?！？", "，；；；。。。。", "“”「」‘’ \u3000")
CLAUSE = re.compile(r"[^,，:：;；。!！?？]*[,，:：;；。!！?？]*[”」』）)]*")
SPEECH = re.compile(r"[“「][^”」]*[。！？!?…，,][”」]")
ANAPHOR = re.compile(
    r"""(?:该|全|本|我|(?<=[，。；,\n“])(?=街道)|这[个座][^，。]*?(?=[镇村乡街]))(?P<level>社区|街道|[村镇乡县区市])
      | (?P<inside>[村镇乡县市区])(?:里|上)(?![^，。]{0,2}[家户])
      | (?P<whom>(?<=[为给把将向对帮替让顾料护助望问送接着])[她他]们?(?!的))
      | (?P<person>她|他)(?!们|人)
      | (?P<they>他们|她们)
      | (?P<us>我们)
      | 这支[^，。]*?(?P<team>队伍|团队)
      | (?<=[，。；、“”\n了在到进对从由,])(?P<short>市场|医院|学校|公司|工厂|车站|园区|小区)""",
    re.VERBOSE,
)
# What an anaphor is, what it may mean, and how many nodes it looks back over.
MEANT: dict[str, tuple[str, set[str], int]] = {
    "level": ("admin", {"admin"}, 200),
    "inside": ("admin", {"admin"}, 200),
    "whom": ("group", {"group", "person"}, 40),
    "person": ("person", {"person"}, 40),
    "they": ("group", {"group", "team"}, 20),
    "us": ("group", {"group"}, 0),
    "team": ("team", {"team"}, 40),
    "short": ("facility", {"facility", "org", "admin"}, 40),
}
HEADING = re.compile("(?:长|书记|支书|主任|主席|指挥|负责人|经理|带头人|领队)(?:$|、)")  # read by patterns


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Something a pattern can name: an entity, a person, a count, or a word that stands for one."""

    start: int
    end: int
    kind: str
    name: str


@dataclass(slots=True)
class Typed:
    """A sentence as the patterns see it: its nodes by their places in ``text``, and the reverse."""

    sentence: Sentence
    rules: dict[str, re.Pattern[str]] = field(repr=False)
    text: str = ""
    nodes: dict[int, Node] = field(default_factory=dict)
    places: dict[Node, int] = field(default_factory=dict)
    clauses: list[tuple[int, int]] = field(default_factory=list)  # spans in the article
    speech: list[tuple[int, int]] = field(default_factory=list)  # spans in the article

    def match(self, rule: str, start: int, end: int) -> re.Match[str] | None:
        """What a rule of the table ``clauses`` finds at a place of the typed text."""
        return self.rules[rule].match(self.text, start, end)

    def last(self, rule: str, start: int, end: int) -> re.Match[str] | None:
        """The last thing in a stretch of the typed text that a rule of the table ``clauses`` finds."""
        return next(reversed(list(self.rules[rule].finditer(self.text, start, end))), None)

    def between(self, start: int, end: int) -> list[int]:
        """The positions of the nodes in a stretch of the typed text, counts left out."""
        return [m.start() for m in NAME.finditer(self.text, start, end)]

    def named(self, match: re.Match[str], *groups: str) -> list[Node]:
        """The nodes of some groups (of all, if none is given), but not the owners among them."""
        nodes = []
        for group in groups or match.re.groupindex:
            if match.groupdict().get(group):
                start, end = match.span(group)
                nodes += [self.nodes[i] for i in self.between(start, end) if not self.match("owned", i, end)]
        return nodes

    def quoted(self, start: int, end: int) -> bool:
        """Whether the first node in a stretch of the typed text stands in speech."""
        return any(s <= self.nodes[i].start < e for i in self.between(start, end)[:1] for s, e in self.speech)

    def count_of(self, node: Node) -> str:
        """The count that stands right before or after a node."""
        i = self.places.get(node, -1)
        match = i >= 0 and (BEFORE.search(self.text, max(0, i - 10), i) or AFTER.match(self.text, i + 1))
        return self.nodes[match.start()].name if match else ""

    def evidence(self, *nodes: Node) -> tuple[int, int]:
        """The shortest run of whole clauses that holds those of the nodes that stand in the sentence."""
        here = [n.start for n in nodes if self.sentence.start <= n.start < self.sentence.end]
        ends = [end for _, end in self.clauses]
        hit = [min(bisect_right(ends, start), len(ends) - 1) for start in here]
        return self.clauses[min(hit)][0], self.clauses[max(hit)][1]


def expand(pattern: str, lexicon: Lexicon = DEFAULT) -> str:
    """A pattern of the table ``patterns`` as a regular expression over typed text.

    ``{team}`` is one team, ``{team|group+}`` a list of them, ``{team*}`` a list whose members may follow
    their owners (A、B的C), ``{forming}`` a verb of that class in the table ``verbs``. ``…`` is a short run of
    words and counts that names nothing.

    >>> bool(re.search(expand("{forming}了{count}{team}"), "组建了3支"))
    False
    """
    verbs: dict[str, list[str]] = {}
    for row in lexicon.rows("verbs"):
        verbs.setdefault(row["class"], []).append(row["term"])
    classes = {name: f"(?:{'|'.join(sorted(words, key=len, reverse=True))})" for name, words in verbs.items()}
    pattern = pattern.replace("…", GAP)
    return re.sub(r"\{([a-z|_]+)([+*]?)\}", lambda m: classes.get(m[1]) or _letters(m), pattern)


def letters(kinds: str) -> str:
    """The letters of kinds: of ``team|group`` two, of ``place`` those of towns and of buildings."""
    return "".join(LETTER[kind] for name in kinds.split("|") for kind in UNIONS.get(name, (name,)))


def _letters(match: re.Match[str]) -> str:
    inner = letters(match[1])
    if "[^" in match.string[: match.start()].rsplit("]", 1)[-1]:
        return inner
    if not match[2]:
        return f"[{inner}]"
    owner = f"(?:{OWNERS}的?{COUNT}?)?" if match[2] == "*" else ""
    first = f"(?:{COUNT}{NO_NODE}{{0,3}})?{owner}[{inner}]"
    more = f"{NO_NODE}{{0,8}}{owner}[{inner}]"
    rest = f"(?>{COUNT}?(?:(?:、|和|与|及|以及|等?和|兼)(?:{first}|{more}){COUNT}?)*)"
    if OPENING.fullmatch(match.string, 0, match.start()):  # found sooner by its own letter
        return f"[{inner}]{rest}"
    return f"(?>{first}{rest})"


OPENING = re.compile(r"\(\?P<\w+>")
COUNT = LETTER["count"]
OWNERS = f"[{LETTER['admin']}{LETTER['facility']}{LETTER['org']}]"
GAP = f"[^，。；{''.join(LETTER.values()).replace(COUNT, '')}]{{0,8}}?"
NO_NODE = f"[^，。；、{''.join(LETTER.values())}]"
BEFORE = re.compile(f"{COUNT}(?={NO_NODE}{{0,6}}$)")
AFTER = re.compile(COUNT)
NAME = re.compile(f"[{''.join(LETTER.values()).replace(COUNT, '')}]")


def typed_sentences(
    article: Article,
    entities: Sequence[Entity],
    people: Sequence[Mention],
    quantities: Sequence[Quantity],
    lexicon: Lexicon,
) -> list[Typed]:
    """The typed text of every sentence of the paragraphs, in order."""
    kind_of, rules = _kinds(lexicon), _rules(lexicon)
    marked = {i for e in entities for i in range(e.start, e.end)}
    nodes = [Node(e.start, e.end, kind_of(e), e.canonical) for e in entities]
    nodes += [Node(_with_role(m, article.text, marked), m.end, "person", m.person) for m in people]
    nodes += [
        Node(q.start, q.end, "count" if q.kind in COUNTING else "time", q.text)
        for q in quantities
        if q.kind in COUNTING | LEFT_OUT
    ]
    nodes = _without_overlaps(nodes)
    nodes = sorted(nodes + _anaphora(article, nodes), key=lambda n: n.start)
    starts = [n.start for n in nodes]
    return [
        _typed(article.text, s, nodes[bisect_left(starts, s.start) : bisect_left(starts, s.end)], rules)
        for s in article.sentences
        if s.number
    ]


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> dict[str, re.Pattern[str]]:
    """The rules of the table ``clauses``, each its rows as alternatives in their order."""
    rules: dict[str, list[str]] = {}
    for row in lexicon.rows("clauses"):
        rules.setdefault(row["rule"], []).append(expand(row["term"], lexicon))
    return {rule: re.compile("|".join(terms)) for rule, terms in rules.items()}


@lru_cache(maxsize=8)
def _kinds(lexicon: Lexicon) -> Callable[[Entity], str]:
    """What an entity is to the patterns: a place is a town or a building, a task care, check or guard."""
    admin = tuple(r["term"] for r in lexicon.rows("places") if r["kind"] == "admin")
    admin += ("组", "号楼", "栋", "幢", "单元")
    task = {kind: re.compile(expand(f"{{as_{kind}}}", lexicon)) for kind in TASKS[1:]}

    def kind_of(entity: Entity) -> str:
        if entity.type == "place":
            return "admin" if entity.canonical.endswith(admin) else "facility"
        if entity.type == "task":
            return next((kind for kind in task if task[kind].search(entity.canonical)), "task")
        return entity.type

    return kind_of


def _with_role(mention: Mention, text: str, marked: set[int]) -> int:
    """The start of the role that stands before a name, as far as no entity is in it."""
    start = mention.start - len(mention.role)
    own = text.startswith(mention.role, start) and not HEADING.search(mention.role)
    return start if own and marked.isdisjoint(range(start, mention.start)) else mention.start


def _without_overlaps(nodes: Iterable[Node]) -> list[Node]:
    taken: list[Node] = []
    for node in sorted(nodes, key=lambda n: (n.start, -n.end)):
        if not taken or node.start >= taken[-1].end:
            taken.append(node)
    return taken


def _anaphora(article: Article, nodes: Sequence[Node]) -> list[Node]:
    """该镇, 全村, 她, 我们: nodes that bear the name of what they stand for."""
    found = []
    starts = [n.start for n in nodes]
    for match in ANAPHOR.finditer(article.text):
        start = match.start(match.lastgroup or 0) if match[0][0] == "这" else match.start()
        i = bisect_right(starts, start)
        if i and nodes[i - 1].end > start:
            continue
        kind, kinds, reach = MEANT[match.lastgroup or ""]
        near = list(nodes[max(0, i - reach) : i])
        if match["whom"]:
            near = _told(article, start, near)
        elif match["us"]:
            near = _speakers(article, nodes[i : i + 20])
        else:
            near.reverse()
        level = match["level"] or match["inside"] or match["short"] or ""
        name = next((n.name for n in near if n.kind in kinds and n.name.endswith(level)), "")
        if name:
            found.append(Node(start, match.end(), kind, name))
    return found


def _told(article: Article, start: int, before: Sequence[Node]) -> list[Node]:
    """为他们: the first in the sentence, else the last before it; not whoever acts in the clause itself."""
    first = article.sentence_at(start).start
    clause = max(article.text.rfind(mark, first, start) for mark in ",，;；。:：")
    before = [n for n in before if n.end <= max(clause, first)]
    return [n for n in before if n.start >= first] + before[::-1]


def _speakers(article: Article, after: Sequence[Node]) -> list[Node]:
    """我们 in a quotation is whoever the same sentence names as its speaker."""
    end = article.sentence_at(after[0].start).end if after else 0
    says = re.compile(r"[^，。,]{0,6}(?:说|道|表示|告诉)")
    return [n for n in after if n.end <= end and says.match(article.text, n.end)]


def _typed(text: str, sentence: Sentence, nodes: Iterable[Node], rules: dict[str, re.Pattern[str]]) -> Typed:
    typed = Typed(sentence, rules)
    at = sentence.start
    for node in nodes:
        typed.text += text[at : node.start].translate(FORM)
        at = node.end + text.startswith("们", node.end)
        if node.kind in LETTER:
            typed.nodes[len(typed.text)] = node
            typed.places[node] = len(typed.text)
            typed.text += LETTER[node.kind]
    typed.text += text[at : sentence.end].translate(FORM)
    typed.speech = [m.span() for m in SPEECH.finditer(text, sentence.start, sentence.end)]
    typed.clauses = [m.span() for m in CLAUSE.finditer(text, sentence.start, sentence.end) if m[0]]
    return typed
