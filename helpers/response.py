"""Relations: who forms, leads, does, serves and supports what, each with its count and the clause that says so."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .article import Article, as_article
from .clauses import Node, Typed, expand, typed_sentences
from .entities import Entity, find_entities
from .lexicon import DEFAULT, Lexicon, Row
from .people import Mention, find_people
from .quantities import Quantity, find_quantities

if TYPE_CHECKING:
    import networkx

RELATIONS = ("forms", "consists_of", "leads", "does", "serves", "part_of", "runs", "finds", "supports")
ACTORS = {"admin", "facility", "org", "team", "group", "person"}
# What may stand before the subject of a clause: nothing, adverbs, a closed adverbial phrase, 由.
LEAD = re.compile(
    r"(?:.*(?:期间|以来|过程中|情况下|时|后|前|之际|之余|下|里|中|内)|.*的|[^在对向为把将给让被从往与以]{0,4}|.*由|和|与|由|到|至|来|另|.*，)"
)
JOINED = re.compile(r"(?:、|和|与|及|以及|等|的|以及|还有)?")  # between the parts of a coordinated subject
SHIFTED = re.compile(r"[^\ue000-\uf1ff]{0,8}(?:负责|承担|担负|协助|参与|包揽|每天|每日|主要|专门|昼夜|分别|完成|统一|轮流|合计|共计|共|约)")


@dataclass(frozen=True, slots=True)
class Relation:
    """One statement: ``source`` and ``target`` are canonical names, ``count`` the text of the count or empty.

    ``relation`` is one of forms consists_of leads does serves part_of runs finds supports; the evidence is the
    shortest run of whole clauses that says so.
    """

    source: str
    relation: str
    target: str
    count: str
    evidence_start: int
    evidence_end: int


@dataclass(slots=True)
class _Clause:
    """A clause of a typed sentence: its stretch, who acts in it (own or carried over), and what it forms."""

    start: int
    end: int
    subject: list[Node]
    own: bool


def find_relations(article: Article | str, lexicon: Lexicon = DEFAULT, *, quantities: Sequence[Quantity] | None = None,
                   people: Sequence[Mention] | None = None, entities: Sequence[Entity] | None = None) -> list[Relation]:
    """Find the relations that the clauses of a text state.

    >>> [(r.source, r.relation, r.target, r.count) for r in find_relations("塘栖镇组建了28支抗疫先锋队。")]
    [('塘栖镇', 'forms', '抗疫先锋队', '28支')]
    >>> find_relations("今天天气很好。")
    []

    A pattern of one's own is a regular expression over names and words. ``{team}`` stands for a team, ``{group+}``
    for a list of groups, ``{count}`` for a number (kinds: place org team group task system person count). The group
    ``target`` is needed; without a group ``source`` the source is the subject of the clause:

    >>> lexicon = Lexicon().adding(patterns=[("认领了(?P<target>{system})", "runs")])
    >>> [r.relation for r in find_relations("青年党员认领了“微光”行动。", lexicon)]
    ['runs']
    """
    article = as_article(article)
    quantities = find_quantities(article, lexicon) if quantities is None else quantities
    people = find_people(article, lexicon) if people is None else people
    if entities is None:
        entities = find_entities(article, lexicon, quantities=quantities, people=people)
    found: dict[tuple[str, str, str], Relation] = {}
    topic: list[Node] = []
    paragraph = -1
    for typed in typed_sentences(article, entities, people, quantities, lexicon):
        if typed.paragraph != paragraph:
            topic, paragraph = [], typed.paragraph
        clauses = _clauses(typed, topic)
        for relation in _relations_in(typed, clauses, lexicon.rows("patterns")):
            found.setdefault((relation.source, relation.relation, relation.target), relation)
        topic = clauses[-1].subject if clauses else topic
    return sorted(found.values(), key=lambda r: r.evidence_start)


def _clauses(typed: Typed, topic: list[Node]) -> list[_Clause]:
    clauses: list[_Clause] = []
    carried = topic
    formed: list[Node] = []
    for match in re.finditer(r"[^，。；]+[，。；]?", typed.text):
        subject = _subject(typed, match.start(), match.end())
        own = subject is not None
        if subject is None:
            shift = formed and SHIFTED.match(match[0])
            subject = formed if shift else carried
            carried = subject
        else:
            carried = subject
        clauses.append(_Clause(match.start(), match.end(), subject, own))
        formed = _formed(typed, match.start(), match.end()) or (formed if not own and not match[0].strip("，。；") else
                 formed if SHIFTED.match(match[0]) else [])
    return clauses


def _formed(typed: Typed, start: int, end: int) -> list[Node]:
    """The team that a clause forms: it acts in the next clause when that has no subject."""
    if not FORMED.search(typed.text, start, end):
        return []
    nodes = [typed.at(i) for i in typed.between(start, end)]
    return [nodes[-1]] if nodes and nodes[-1] and nodes[-1].kind in {"team", "org"} else []


FORMED = re.compile("组建|成立|组成|编成|编为|合编|混编|改编|扩建|设立|组织|建立|推出")


def _subject(typed: Typed, start: int, end: int) -> list[Node] | None:
    """Who acts in a clause, or None where the clause does not say."""
    positions = typed.between(start, end)
    at = start
    for k, i in enumerate(positions):
        node = typed.at(i)
        if node is None:
            continue
        before = COUNTS.sub("", typed.text[at:i])
        if node.kind not in ACTORS:
            if node.kind == "system" and not before:
                at = i + 1
                continue
            at = i + 1 if re.match(r"[^\ue000-\uf1ff，]{0,6}(?:期间|中|时|后|下|前)", typed.text[i + 1 : end]) else at
            continue
        if LEAD.fullmatch(before) is None:
            continue
        return _coordinated(typed, positions, k, end)
    return None


COUNTS = re.compile("[\uf000-\uf1ff]")


def _coordinated(typed: Typed, positions: list[int], k: int, end: int) -> list[Node] | None:
    heads: list[Node] = []
    while k < len(positions):
        node = typed.at(positions[k])
        if node is None or node.kind not in ACTORS:
            break
        after = positions[k + 1] if k + 1 < len(positions) else end
        gap = COUNTS.sub("", typed.text[positions[k] + 1 : after])
        nxt = typed.at(after) if after < end else None
        if nxt and nxt.kind in ACTORS and gap in {"", "的"} and node.kind in {"admin", "facility", "org"}:
            k += 1
            continue
        heads.append(node)
        if nxt and nxt.kind in ACTORS and re.fullmatch(r"、|和|与|及|以及|等|还有|、?[^，\ue000-\uf1ff]{0,1}", gap) and gap:
            k += 1
            continue
        if re.match(r"的[^\ue000-\uf1ff]", gap) and node.kind in {"admin", "facility"} and len(heads) == 1:
            return []
        break
    return heads


def _relations_in(typed: Typed, clauses: list[_Clause], rows: Sequence[Row]) -> Iterator[Relation]:
    taken: set[int] = set()  # tasks whose doer a pattern has named
    for row in rows:
        for match in expand(row["term"]).finditer(typed.text):
            groups = match.groupdict()
            targets = _named(typed, match, "target")
            sources = _named(typed, match, "source") + (_named(typed, match, "source2") if "source2" in groups else [])
            if row["relation"] == "does":
                targets = [t for t in targets if t.start not in taken or sources]
                if sources:
                    taken.update(t.start for t in targets)
            if row["source"] == "thanked":
                sources, targets = sources or targets, _implied(typed, clauses, match.start(), "person group")
            elif "source" not in groups:
                sources = _implied(typed, clauses, match.start("target"), row["source"], targets)
            for source in sources:
                for target in targets:
                    if source.name != target.name:
                        yield _relation(typed, source, row["relation"], target, match)


def _named(typed: Typed, match: re.Match[str], group: str) -> list[Node]:
    if group not in match.re.groupindex or match[group] is None:
        return []
    return [n for i in typed.between(*match.span(group)) if (n := typed.at(i))]


def _implied(typed: Typed, clauses: list[_Clause], at: int, kinds: str, targets: Sequence[Node] = ()) -> list[Node]:
    """The subject in force at a position: that of its clause, or of the last one before whose subject is no target."""
    allowed = set(kinds.replace("place", "admin facility").split()) or ACTORS
    names = {t.name for t in targets}
    for clause in reversed([c for c in clauses if c.start <= at]):
        subject = [n for n in clause.subject if n.name not in names]
        if clause.subject and not subject:
            continue
        return [n for n in subject if n.kind in allowed]
    return []


def _relation(typed: Typed, source: Node, relation: str, target: Node, match: re.Match[str]) -> Relation:
    count = typed.count_of(target) or ("" if relation in {"consists_of", "forms", "leads"} else typed.count_of(source))
    offsets = [n.start for n in (source, target) if typed.holds(n)]
    start, end = typed.evidence(offsets)
    return Relation(source.name, relation, target.name, count, start, end)


def response_graph(relations: Iterable[Relation], entities: Iterable[Entity] = (),
                   people: Iterable[Mention] = ()) -> "networkx.MultiDiGraph[Any]":
    """The relations as a directed graph that GraphML can hold: strings and integers only, absent ones left out.

    >>> graph = response_graph([Relation("塘栖镇", "forms", "抗疫先锋队", "28支", 0, 16)])
    >>> list(graph.edges(data="count"))
    [('塘栖镇', '抗疫先锋队', '28支')]
    """
    import networkx
    types = {e.canonical: e.type for e in entities} | {m.person: "person" for m in people}
    graph = networkx.MultiDiGraph()
    for r in relations:
        for name in (r.source, r.target):
            graph.add_node(name, **({"type": types[name]} if name in types else {}))
        count = {"count": r.count} if r.count else {}
        graph.add_edge(r.source, r.target, relation=r.relation, **count,
                       evidence_start=r.evidence_start, evidence_end=r.evidence_end)
    return graph
