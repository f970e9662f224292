"""Relations: who forms, leads, does, serves and supports what, each with its count and the clause that says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .article import Article, as_article
from .entities import Entity, find_entities
from .lexicon import DEFAULT, Lexicon
from .people import Mention, find_people
from .quantities import Quantity, find_quantities

if TYPE_CHECKING:
    import networkx


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


def find_relations(article: Article | str, lexicon: Lexicon = DEFAULT, *, quantities: Sequence[Quantity] | None = None,
                   people: Sequence[Mention] | None = None, entities: Sequence[Entity] | None = None) -> list[Relation]:
    """Find the relations that the clauses of a text state."""
    article = as_article(article)
    quantities = find_quantities(article, lexicon) if quantities is None else quantities
    people = find_people(article, lexicon) if people is None else people
    if entities is None:
        entities = find_entities(article, lexicon, quantities=quantities, people=people)
    return []


def response_graph(relations: Iterable[Relation], entities: Iterable[Entity] = (),
                   people: Iterable[Mention] = ()) -> "networkx.MultiDiGraph[Any]":
    """The relations as a directed graph that GraphML can hold: strings and integers only, absent ones left out."""
    import networkx
    graph = networkx.MultiDiGraph()
    types = {e.canonical: e.type for e in entities} | {m.person: "person" for m in people}
    for r in relations:
        for name in (r.source, r.target):
            graph.add_node(name, **({"type": types[name]} if name in types else {}))
        count = {"count": r.count} if r.count else {}
        graph.add_edge(r.source, r.target, relation=r.relation, **count,
                       evidence_start=r.evidence_start, evidence_end=r.evidence_end)
    return graph
