"""Sentences in which every entity, person and count is one letter, for the patterns of relations.

In the typed text of a sentence each entity is one character of a private range, so that ``{team}``
in a pattern is a character class. Dates, durations and quotation marks are left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .article import Article, Sentence
from .entities import Entity
from .lexicon import DEFAULT, Lexicon
from .people import Mention
from .quantities import Quantity

KINDS = ("admin", "facility", "org", "team", "group", "task", "system", "person", "count")
RANGES = {kind: (0xE000 + 0x200 * i, 0xE1FF + 0x200 * i) for i, kind in enumerate(KINDS)}
UNIONS = {
    "place": ("admin", "facility"),
    "who": ("org", "team", "group", "person"),
    "actor": ("admin", "facility", "org", "team", "group", "person"),
    "any": KINDS,
}
COUNTING = {"count", "article", "measure", "percent", "ordinal"}
LEFT_OUT = {"date", "clock", "duration"}
NODE = "\ue000-\uf1ff"
FORM = str.maketrans(
    {
        ",": "，",
        ":": "，",
        "：": "，",
        ";": "；",
        "!": "。",
        "?": "。",
        "！": "。",
        "？": "。",
        "“": None,
        "”": None,
        "「": None,
        "」": None,
        "‘": None,
        "’": None,
        " ": None,
        "\u3000": None,
    }
)
CLAUSE = re.compile(r"[^,，:：;；。!！?？]*[,，:：;；。!！?？]*[”」』）)]*")
ANAPHOR = re.compile(
    r"(?:该|全|本|我)(社区|街道|[村镇乡县区市])|([村镇乡])(?:里|上)(?![^，。]{0,2}[家户])|(她|他)(?!们|人)|(我们|他们|她们)|该(?:厂|公司|企业|院|校|局|单位)"
)
REACH = 200  # nodes that an anaphor looks back over
HEADING = re.compile("(?:长|书记|支书|主任|主席|指挥|负责人|经理|带头人|领队)$")  # patterns read these roles
BEFORE = re.compile(r"([\uf000-\uf1ff])[^，。；、\ue000-\uf1ff]{0,6}$")
AFTER = re.compile(r"([\uf000-\uf1ff])")


@dataclass(frozen=True, slots=True)
class Node:
    """Something a pattern can name: an entity, a person, a count, or a word that stands for one."""

    start: int
    end: int
    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A sentence as the patterns see it."""

    text: str
    nodes: tuple[Node, ...] = field(repr=False)
    offsets: tuple[int, ...] = field(repr=False)  # of each character of ``text`` in the article
    clauses: tuple[tuple[int, int], ...] = field(repr=False)  # spans in the article
    paragraph: int = 0

    def at(self, index: int) -> Node | None:
        """The node at a position of the typed text."""
        code = ord(self.text[index])
        if not 0xE000 <= code <= 0xF1FF:
            return None
        return self.nodes[(code - 0xE000) % 0x200]

    def between(self, start: int, end: int) -> list[int]:
        """The positions of the nodes in a stretch of the typed text, counts left out."""
        return [i for i in range(start, end) if (n := self.at(i)) and n.kind != "count"]

    def holds(self, node: Node) -> bool:
        """Whether a node stands in this sentence."""
        return node in self.nodes

    def count_of(self, node: Node) -> str:
        """The count that stands right before or after a node."""
        if not self.holds(node):
            return ""
        i = self.text.index(chr(RANGES[node.kind][0] + self.nodes.index(node)))
        match = BEFORE.search(self.text[max(0, i - 10) : i]) or AFTER.match(self.text, i + 1)
        found = self.at(self.text.index(match[1])) if match else None
        return found.text if found else ""

    def evidence(self, starts: Iterable[int]) -> tuple[int, int]:
        """The shortest run of whole clauses that holds these offsets of the article."""
        ends = [c[1] for c in self.clauses]
        hit = [min(bisect_right(ends, s), len(ends) - 1) for s in starts]
        return self.clauses[min(hit)][0], self.clauses[max(hit)][1]


@lru_cache(maxsize=1024)
def expand(pattern: str, lexicon: Lexicon = DEFAULT) -> re.Pattern[str]:
    """Compile a pattern of the table ``patterns``.

    ``{team}`` is one team, ``{team|group+}`` a list of them, ``{team*}`` a list whose members may follow
    their owners (A、B的C), ``{forming}`` a verb of that class in the table ``verbs``.

    >>> bool(expand("{forming}了{count}{team}").search("组建了3支"))
    False
    """
    verbs: dict[str, list[str]] = {}
    for row in lexicon.rows("verbs"):
        verbs.setdefault(row["class"], []).append(row["term"])
    return re.compile(re.sub(r"\{([a-z|_]+)([+*]?)\}", lambda m: _expanded(m, verbs), pattern))


def _expanded(match: re.Match[str], verbs: dict[str, list[str]]) -> str:
    if match[1] in verbs:
        return f"(?:{'|'.join(sorted(map(re.escape, verbs[match[1]]), key=len, reverse=True))})"
    kinds = [k for name in match[1].split("|") for k in UNIONS.get(name, (name,))]
    inner = "".join(f"{chr(RANGES[k][0])}-{chr(RANGES[k][1])}" for k in kinds)
    if "[^" in match.string[: match.start()].rsplit("]", 1)[-1]:
        return inner
    one = f"[{inner}]"
    if not match[2]:
        return one
    count = f"[{chr(RANGES['count'][0])}-{chr(RANGES['count'][1])}]"
    owner = f"(?:[{chr(RANGES['admin'][0])}-{chr(RANGES['org'][1])}]的?{count}?)?" if match[2] == "*" else ""
    item = rf"(?:{count}[^{NODE}，。；、]{{0,3}})?{owner}{one}{count}?"
    free = rf"[^{NODE}，。；、]{{0,8}}{owner}{one}(?:{count})?"
    return rf"(?>{item}(?:(?:、|和|与|及|以及|等?和|兼)(?:{item}|{free}))*)"


def typed_sentences(
    article: Article,
    entities: Sequence[Entity],
    people: Sequence[Mention],
    quantities: Sequence[Quantity],
    lexicon: Lexicon,
) -> list[Typed]:
    """The typed text of every sentence of the paragraphs, in order."""
    nodes = _nodes(article, entities, people, quantities, lexicon)
    starts = [n.start for n in nodes]
    out = []
    for sentence in article.sentences:
        inside = nodes[bisect_right(starts, sentence.start - 1) : bisect_right(starts, sentence.end - 1)]
        if sentence.number:
            out.append(_typed(article.text, sentence, inside))
    return out


def _nodes(
    article: Article,
    entities: Sequence[Entity],
    people: Sequence[Mention],
    quantities: Sequence[Quantity],
    lexicon: Lexicon,
) -> list[Node]:
    admin = tuple(r["term"] for r in lexicon.rows("places") if r["kind"] == "admin")
    nodes = [Node(e.start, e.end, _kind(e, admin), e.canonical, e.text) for e in entities]
    nodes += [Node(_with_role(m, article.text, entities), m.end, "person", m.person, m.text) for m in people]
    nodes += [
        Node(q.start, q.end, "count" if q.kind in COUNTING else "time", q.text, q.text)
        for q in quantities
        if q.kind in COUNTING | LEFT_OUT
    ]
    taken: list[Node] = []
    end = -1
    for node in sorted(nodes, key=lambda n: (n.start, -n.end)):
        if node.start >= end:
            taken.append(node)
            end = node.end
    return sorted(taken + _anaphora(article, taken), key=lambda n: n.start)


def _kind(entity: Entity, admin: tuple[str, ...]) -> str:
    if entity.type != "place":
        return entity.type
    return "admin" if entity.canonical.endswith((*admin, "组", "号楼", "栋", "幢", "单元")) else "facility"


def _with_role(mention: Mention, text: str, entities: Sequence[Entity]) -> int:
    """The start of the role that stands before a name, as far as no entity is in it."""
    start = (
        text.rfind(mention.role, max(0, mention.start - len(mention.role)), mention.start)
        if mention.role
        else -1
    )
    if start < 0:
        return mention.start
    if HEADING.search(mention.role) or any(e.start < mention.start and e.end > start for e in entities):
        return mention.start
    return start


def _anaphora(article: Article, nodes: Sequence[Node]) -> list[Node]:
    """该镇, 全村, 她, 我们: nodes that bear the name of what they stand for."""
    found = []
    starts = [n.start for n in nodes]
    for match in ANAPHOR.finditer(article.text):
        i = bisect_right(starts, match.start())
        if i and nodes[i - 1].end > match.start():
            continue
        before = nodes[max(0, i - REACH) : i][::-1]
        level = match[1] or match[2]
        if level:
            kind, fits = "admin", [n.name for n in before if n.kind == "admin" and n.name.endswith(level)]
        elif match[3]:
            kind, fits = "person", [n.name for n in before[:40] if n.kind == "person"]
        elif not match[4]:
            kind, fits = "org", [n.name for n in before[:20] if n.kind == "org"]
        else:
            kind, fits = "group", _many(article, match, before, nodes[i:])
        if fits:
            found.append(Node(match.start(), match.end(), kind, fits[0], match[0]))
    return found


def _many(article: Article, match: re.Match[str], before: Sequence[Node], after: Sequence[Node]) -> list[str]:
    if match[4] == "我们":
        return _speakers(article, match.start(), after)
    return [n.name for n in before[:20] if n.kind in {"group", "team"}]


def _speakers(article: Article, start: int, after: Sequence[Node]) -> list[str]:
    """我们 in a quotation is whoever the same sentence names as its speaker."""
    sentence = article.sentence_at(start)
    return [
        n.name
        for n in after
        if n.end <= sentence.end
        and n.kind == "group"
        and re.match(r"[^，。,]{0,6}(?:说|道|表示|告诉)", article.text[n.end : n.end + 10])
    ]


def _typed(text: str, sentence: Sentence, nodes: Sequence[Node]) -> Typed:
    chars: list[str] = []
    offsets: list[int] = []
    kept = [n for n in nodes if n.kind in RANGES][:0x200]
    at = sentence.start
    for node in [*(n for n in nodes if n.end <= sentence.end), None]:
        stop = node.start if node else sentence.end
        for i in range(at, stop):
            char = text[i].translate(FORM)
            if char and not (char == "们" and chars and ord(chars[-1]) >= 0xE000):
                chars.append(char)
                offsets.append(i)
        if node:
            if node.kind in RANGES and node in kept:
                chars.append(chr(RANGES[node.kind][0] + kept.index(node)))
                offsets.append(node.start)
            at = max(at, node.end)
    clauses = [(m.start(), m.end()) for m in CLAUSE.finditer(text, sentence.start, sentence.end) if m[0]]
    return Typed("".join(chars), tuple(kept), tuple(offsets), tuple(clauses), sentence.paragraph)
