"""Relations: who forms, leads, does, serves and supports what, with count and evidence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .article import Article, as_article
from .clauses import Node, Typed, expand, letters, typed_sentences
from .entities import Entity, find_entities
from .lexicon import DEFAULT, Lexicon, Row
from .people import Mention, find_people
from .quantities import Quantity, find_quantities

if TYPE_CHECKING:
    import networkx

RELATIONS = ("forms", "consists_of", "leads", "does", "serves", "part_of", "runs", "finds", "supports")
ACTORS = {"admin", "facility", "org", "team", "group", "person"}


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(expand(pattern), re.VERBOSE)


# One thing that may stand before the subject of a clause; tried in this order.
LEAD = _compile(
    r"""{count}|{system}
      | 由[^，。；]*?(?:组成|构成|挂帅|牵头|带队|领衔)的
      | 不仅|而|但|则|并|还|也|又|共|都|有|其中|同时|随后|目前|比如|例如|如今|如
      | 这时|此时|于是|据悉|另外|此外|仅|只见
      | 当晚|当天|次日|连夜|今年|去年|近日|日前|现在
      | 全体|广大|各|每个?|这些|一些|许多|不少|来自|全|首批|新|老|而?(?:均|都|全部)?由
      | 从(?={actor+}[^，。；{any}]{0,6}[来去]的)  # 从县医院赶来的医生
      | (?:作为|身为)[^，]*?的
      | [^，在对向为把将给让被令使{any}]{0,6}的  # a short attribute
      | [^，由成建{any}]{0,6}(?:长|书记|支书|主任|主席|指挥|负责人|经理|带头人|领队)  # a post
      | [^，。；]*?(?:期间|以来|过程中|情况下|之际|之余|[时后前下里中内上])  # a closed adverbial"""
)
# An actor behind its owners and attributes: 柳溪村的3名党员, 村支书王小明, 王小明牵头的突击队.
ACTOR = _compile(
    r"""(?:{actor+}[^，。；、和与及同{any}]{0,8}(?:{sending}|{arriving}|{giving}|{forming}|参加|参与|组成|赶来)的{count}?
        [^，。；{any}]{0,4}(?={actor})  # 县医院派出的医疗队: the team
      | {place|org}{count}?(?:的|[里内]的?)?{count}?
      | {team}的?{count}?(?={group})
      | {admin|org|team}[^，。；的在对为带率领派请向给与和配设有{any}]{0,8}(?={person})
      | {person}(?:带领|带着|领着|率领|率|领|牵头|负责|组织|发起)的?{count}?[^，。；{any}]{0,2}(?={team})
      )*
      {actor}(?!的[^，])"""
)
AND = _compile(
    r"(?:便|也|还|就|又|正|一起|并|先后|随即|连夜)*(?:、|和|与|及|以及|还有|带着|带领|领着|率领|联合|会同|携手|连同|陪同|协同)(?:各|多|{count}|[^，在对向为把将给让被令使、{any}]{0,6}的)*"
)
OTHERS = _compile("其[中余]{count}|记者|大家|人们|家家户户|你|疫情|洪水|大雪|暴雨|台风|地震|火势|不少人")
MADE_UP = re.compile(r"由[^，。；]*(?:组成|构成|混编|合编|编成|担任|组建|抽调)[，。；]?$")
GATHERED = _compile(
    r"(?P<made>{team|org})[^，。；{any}]{0,6}(?:集结|到位|成立|组建|上岗|就位)(?:完毕|起来|了)?[，。；]"
)
FORMED = _compile(
    r"""(?:结成|组建|成立|组成|[编拆划分混合改整]成|[编扩]为|扩建|设立|组织|建立|推出|增设)
      (?:…由[^，。；]*?的)?…(?P<made>{team|org+})
      | (?P<made2>{team|org})[^，。；{any}]{0,6}(?:成立|组建)(?:完毕|起来|了)?[，。；]"""
)
APPOINTED = _compile(r"[，每][^，。；]{0,6}(?:设|设立|明确|确定)(?P<made>{count}…{group+})")
# A clause after one that forms a team is about that team, unless it forms, runs, sends or finds something.
KEPT = _compile(
    r"""(?:并|还|又|再|同时|随后|迅速|共|累计|先后|统一|第一时间|连夜|及时|全面|进一步|从[^，]*?|在[^，]*?
      |{any}|(?:下辖|下设|内设|分设|包括)[^，]*，)*
    (?:{forming}|{becoming}|{splitting}|{sending}|{running}|{finding}|累计|充分|积极|依托|通过|确保|把|将)"""
)


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


@dataclass(slots=True)
class _Clause:
    """A clause of a typed sentence: its stretch, who acts in it (own or carried over), and what it forms."""

    start: int
    end: int
    subject: list[Node]
    formed: list[Node]
    turn: int  # from here on, what is formed acts itself


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
        clauses = _clauses(typed, topic)
        topic = clauses[-1].subject if clauses else topic
        for relation in _relations_in(typed, clauses, lexicon):
            found.setdefault((relation.source, relation.relation, relation.target), relation)
    for relation in _from_names(entities, article):
        found.setdefault((relation.source, relation.relation, relation.target), relation)
    return sorted(found.values(), key=lambda r: r.evidence_start)


def _clauses(typed: Typed, topic: list[Node]) -> list[_Clause]:
    clauses: list[_Clause] = []
    carried = topic
    formed: list[Node] = []
    for match in re.finditer(r"[^，。；]+[，。；]?", typed.text):
        start, end = match.span()
        own = _subject(typed, start, end)
        if own is None and (more := _joining(typed, start, end)):  # 又带着几名党员…: with whoever acts
            own = carried + more if len({n.kind in BODIES for n in carried + more}) == 1 else None
        if typed.quoted(start, end):  # in speech: nobody's deeds but of whom it names
            clauses.append(_Clause(start, end, own or [], [], end))
            continue
        if own is None and formed and not KEPT.match(match[0]):
            carried = formed
        subject = carried if own is None else own
        forming = next(filter(None, (p.search(typed.text, start, end) for p in (FORMED, APPOINTED))), None)
        if forming:
            formed = _named(typed, forming, "made") + _named(typed, forming, "made2")
        elif own is not None:
            formed = []
        clauses.append(_Clause(start, end, subject, formed, forming.end() if forming else end))
        if own and BY.match(match[0]):
            formed = own
        else:
            carried = subject
        if ENDING.search(match[0]):
            carried, formed = [], []
    return clauses


BY = re.compile("(?:而|均|都|全部)?由")  # 由网格员照料: who acts in this clause only
ENDING = re.compile("；$|(?:说|表示|介绍|记者|回忆|坦言|透露)，$")  # what follows is told by, or of, somebody


def _subject(typed: Typed, start: int, end: int) -> list[Node] | None:
    """Who acts in a clause; nobody known where it is about something else; None where it does not say."""
    if OTHERS.match(typed.text, start):
        return []
    if MADE_UP.match(typed.text[start:end]):
        return None  # 由镇干部、民兵混编: about the team just named
    at = start
    while not (heads := _coordinated(typed, at, end)):
        lead = LEAD.match(typed.text, at, end)
        if not lead or not lead[0]:
            return [] if PLACE_OF.match(typed.text, at, end) else None
        at = lead.end()
    if GATHERED.match(typed.text, at, end):
        return None  # 9个工作组集结完毕: formed by whoever the sentence speaks of
    return heads


def _joining(typed: Typed, start: int, end: int) -> list[Node]:
    """Who acts along in a clause that begins with 带着, 与 or 会同."""
    match = AND.match(typed.text, start, end)
    return _coordinated(typed, match.end(), end) if match else []


BODIES = {"admin", "facility", "org"}
PLACE_OF = _compile("{place}的[^，]")  # 枫簖村的堤坝: no actor


def _coordinated(typed: Typed, at: int, end: int) -> list[Node]:
    """The actors that a list at this place names, owners and attributes left out."""
    heads: list[Node] = []
    while match := ACTOR.match(typed.text, at, end):
        heads.append(typed.nodes[match.end() - 1])
        if whole := WHOLE.match(typed.text, match.end(), end):
            heads = []
        joint = whole or AND.match(typed.text, match.end(), end)
        if not joint:
            break
        at = joint.end()
    return heads


WHOLE = _compile("等{count}?(?={actor})")  # A、B等X: only X acts


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> list[tuple[Row, re.Pattern[str], list[set[str]]]]:
    """The rows of the table, compiled, each with the letters without which it cannot match."""
    return [
        (
            row,
            re.compile(expand(row["term"], lexicon)),
            [set(letters(m[1])) for m in NEEDED.finditer(row["term"])],
        )
        for row in lexicon.rows("patterns")
    ]


NEEDED = re.compile(r"\(\?P<(?:source|target)>[^{}()]*\{([a-z|]+)[+*]?\}(?![?|])")


def _relations_in(typed: Typed, clauses: list[_Clause], lexicon: Lexicon) -> Iterator[Relation]:
    taken: set[int] = set()  # tasks whose doer a pattern has named
    there = set(typed.text)
    for row, pattern, needed in _patterns(lexicon):
        for match in () if any(map(there.isdisjoint, needed)) else pattern.finditer(typed.text):
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
    typed: Typed, clauses: list[_Clause], row: Row, match: re.Match[str]
) -> tuple[list[Node], list[Node]]:
    """Sources and targets of a match: named groups, or the clause's subject for what is not named."""
    targets = _named(typed, match, "target") + _named(typed, match, "target2")
    sources = _named(typed, match, "source") + _named(typed, match, "source2")
    if "target" not in match.re.groupindex:
        return sources, _implied(clauses, match.start("source"), row["source"], sources)
    if "source" not in match.re.groupindex:
        sources = _implied(clauses, match.start("target"), row["source"], targets)
    return sources, targets


def _named(typed: Typed, match: re.Match[str], group: str) -> list[Node]:
    """The nodes of a group, but not the owners among them (民营企业 in 民营企业的工人)."""
    if not match.groupdict().get(group):
        return []
    positions = typed.between(*match.span(group))
    return [typed.nodes[i] for i in positions if not OWNER.match(typed.text, i, match.end(group))]


OWNER = _compile("{place|org}的?{count}?的?{actor|task|system}")


def _implied(clauses: list[_Clause], at: int, kinds: str, others: Sequence[Node]) -> list[Node]:
    """The subject in force at a position: its clause's, or the last one before that is somebody else."""
    allowed = set(kinds.replace("place", "admin facility").split()) or ACTORS
    names = {n.name for n in others}
    for clause in reversed([c for c in clauses if c.start <= at]):
        acting = clause.formed if clause.turn <= at < clause.end else clause.subject
        subject = [n for n in acting if n.name not in names]
        if allowed <= {"org", "team", "system"}:  # the parts of a body: of the one just formed
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


def _from_names(entities: Sequence[Entity], article: Article) -> Iterator[Relation]:
    """泰山村2组 is part of 泰山村, 区卫健局 of its 区: the name says it."""
    places = {LEVEL.sub("", e.canonical): e.canonical for e in entities if LEVEL.search(e.canonical)}
    for e in entities:
        name, sentence = e.canonical, article.sentence_at(e.start)
        owner = next((places[name[:k]] for k in range(len(name), 1, -1) if name[:k] in places), name)
        own = e.type in {"org", "place"} and not ORGAN.search(name) and LEVEL.sub("", name) not in places
        if own and owner != name and sentence.number:
            yield Relation(name, "part_of", owner, "", sentence.start, sentence.end)


LEVEL = re.compile("(?<=..)(?:街道|社区|[省市州县区乡镇村])$")
ORGAN = re.compile("(?:村委|[村居]委会|办公楼)$")  # the place itself, so to speak


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
