"""Relations: who forms, leads, does, serves and supports what, with count and evidence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .article import Article, as_article
from .clauses import UNIONS, Node, Typed, expand, letters, typed_sentences
from .entities import Entity, find_entities
from .lexicon import DEFAULT, Lexicon, Row
from .people import Mention, find_people
from .quantities import Quantity, find_quantities
from .subjects import Clause, find_clauses, next_topic

if TYPE_CHECKING:
    import networkx

RELATIONS = ("forms", "consists_of", "leads", "does", "serves", "part_of", "runs", "finds", "supports")


@dataclass(frozen=True, slots=True)
class Relation:
    """One statement: ``source`` and ``target`` are canonical names, ``count`` a text, maybe empty.

    ``relation`` is one of forms consists_of leads does serves part_of runs finds supports; the evidence is
    the shortest run of whole clauses that says so.
    """

    source: str
    relation: str
    target: str
    count: str
    evidence_start: int
    evidence_end: int


def find_relations(
    article: Article | str,
    lexicon: Lexicon = DEFAULT,
    *,
    quantities: Sequence[Quantity] | None = None,
    people: Sequence[Mention] | None = None,
    entities: Sequence[Entity] | None = None,
) -> list[Relation]:
    """Find the relations that the clauses of a text state.

    >>> [(r.source, r.relation, r.target, r.count) for r in find_relations("塘栖镇组建了28支抗疫先锋队。")]
    [('塘栖镇', 'forms', '抗疫先锋队', '28支')]
    >>> find_relations("今天天气很好。")
    []

    A pattern of one's own is a regular expression over names and words. ``{team}`` stands for a team,
    ``{group+}`` for groups, ``{count}`` for a number (place org team group task system). Group
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
        if typed.sentence.paragraph != paragraph:
            topic, paragraph = [], typed.sentence.paragraph
        clauses = find_clauses(typed, topic)
        topic = next_topic(clauses, topic)
        for relation in _relations_in(typed, clauses, lexicon):
            found.setdefault((relation.source, relation.relation, relation.target), relation)
    for relation in _from_names(entities, people, article):
        found.setdefault((relation.source, relation.relation, relation.target), relation)
    return sorted(found.values(), key=lambda r: r.evidence_start)


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> list[tuple[Row, re.Pattern[str], list[set[str]]]]:
    """The rows of the table, compiled, each with sets of letters: it needs one of each."""
    return [
        (
            row,
            re.compile(expand(row["term"], lexicon)),
            [set(letters(k)) for k in NEEDED.findall(row["term"])],
        )
        for row in lexicon.rows("patterns")
    ]


NEEDED = re.compile(r"\(\?P<(?:source|target)>[^{}()]*\{([a-z|]+)[+*]?\}(?![?|])")


@lru_cache(maxsize=1024)
def _usable(lexicon: Lexicon, there: frozenset[str]) -> list[tuple[Row, re.Pattern[str]]]:
    """The patterns that can match where these letters are."""
    return [(row, pattern) for row, pattern, need in _patterns(lexicon) if all(there & one for one in need)]


def _relations_in(typed: Typed, clauses: list[Clause], lexicon: Lexicon) -> Iterator[Relation]:
    taken: set[int] = set()  # tasks whose doer a pattern has named
    for row, pattern in _usable(lexicon, frozenset(typed.text[i] for i in typed.nodes)):
        for match in pattern.finditer(typed.text):
            sources, targets = _pairs(typed, clauses, row, match)
            if row["relation"] == "does":
                if "source" not in pattern.groupindex:
                    targets = [t for t in targets if t.start not in taken]
                elif sources:
                    taken.update(t.start for t in targets)
            names = {t.name for t in targets}
            for source in sources:
                for target in targets:
                    if source.name not in names:
                        yield _relation(typed, source, row["relation"], target)


def _pairs(
    typed: Typed, clauses: list[Clause], row: Row, match: re.Match[str]
) -> tuple[list[Node], list[Node]]:
    """Sources and targets of a match: named groups, or the clause's subject for what is not named."""
    targets = typed.named(match, "target", "target2")
    sources = typed.named(match, "source", "source2")
    if "target" not in match.re.groupindex:
        return sources, _implied(clauses, match.start("source"), row, sources)
    if "source" not in match.re.groupindex:
        sources = _implied(clauses, match.start("target"), row, targets)
    return sources, targets


def _implied(clauses: list[Clause], at: int, row: Row, others: Sequence[Node]) -> list[Node]:
    """The subject in force at a position: its clause's, or the last one before that is somebody else."""
    allowed = {k for name in (row["source"] or "actor").split() for k in UNIONS.get(name, (name,))}
    names = {n.name for n in others}
    for clause in reversed([c for c in clauses if c.start <= at]):
        acting = clause.formed if clause.turn <= at < clause.end else clause.subject
        if row["relation"] in {"does", "serves"} and clause.sent and clause.since <= at:
            acting = clause.sent
        subject = [n for n in acting if n.name not in names]
        if allowed <= {"org", "team"} and row["relation"] == "part_of" and len(subject) > 1:
            return []  # 两局抽调20人: of which of them?
        if allowed <= {"org", "team", "system"} and row["relation"] != "part_of":  # of the one just formed
            subject = [n for n in clause.formed + subject if n.kind in allowed and n.name not in names][:1]
            if not subject:
                continue
        elif acting and not subject:
            continue
        return [n for n in subject if n.kind in allowed]
    return []


def _relation(typed: Typed, source: Node, relation: str, target: Node) -> Relation:
    of_source = relation not in {"consists_of", "forms", "leads"}
    count = typed.count_of(target) or (typed.count_of(source) if of_source else "")
    return Relation(source.name, relation, target.name, count, *typed.evidence(source, target))


def _from_names(
    entities: Sequence[Entity], people: Sequence[Mention], article: Article
) -> Iterator[Relation]:
    """泰山村2组 is part of 泰山村, the 卫健局 that stands as 区卫健局 of its 区: the short name says it."""
    owners = {e.canonical for e in entities if e.type in {"place", "org"}}
    titles = {m.start - len(m.role) for m in people if m.role}
    for e in entities:
        sentence, numbered = article.sentence_at(e.start), NUMBERED.fullmatch(e.canonical)
        titled = e.start in titles and not COMMITTEE.search(e.canonical)
        owner = numbered[1] if numbered else "" if titled else _completed(e)
        if owner in owners - {e.canonical} and sentence.number:
            yield Relation(e.canonical, "part_of", owner, "", sentence.start, sentence.end)


def _completed(entity: Entity) -> str:
    """The place that completes the short name of a body or a building."""
    level = LEVEL.match(entity.text)
    if entity.type not in {"org", "place"} or not level:
        return ""
    return entity.canonical.removesuffix(entity.text[level.end() :])


LEVEL = re.compile("街道|社区|[小园校]区|村(?!委)|[省市州县区乡镇校]")  # 村委 is the village itself
COMMITTEE = re.compile("(?:[县市区]委|党委|党工委|党总支|党支部|办事处)$")  # also in titles
NUMBERED = re.compile(r"(.+[村区])[\d一二三四五六七八九十]+(?:组|号楼|栋|幢|单元|号院|社)")


def response_graph(
    relations: Iterable[Relation], entities: Iterable[Entity] = (), people: Iterable[Mention] = ()
) -> "networkx.MultiDiGraph[Any]":
    """The relations as a directed graph that GraphML can hold: strings and integers, absent ones left out.

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
        graph.add_edge(
            r.source,
            r.target,
            relation=r.relation,
            **count,
            evidence_start=r.evidence_start,
            evidence_end=r.evidence_end,
        )
    return graph
