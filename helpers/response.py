"""Relations: who forms, leads, does, serves and supports what, with count and evidence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
# What may stand before the subject of a clause: adverbs, a closed adverbial phrase, a short attribute, 由.
LEAD = re.compile(
    r"""(?:
        (?:[^，]*(?:期间|以来|过程中|情况下|之际|之余|[时后前下里中内上]))
      | (?:作为|身为)[^，]*的
      | [^，在对向为把将给让被令使\ue000-\uf1ff]{0,6}的
      | [^，由成建\ue000-\uf1ff]{0,6}(?:长|书记|支书|主任|主席|指挥|负责人|经理|带头人|领队)
      | 而|但|则|并|还|也|又|共|都|有|其中|同时|随后|目前|比如|例如|如|这时|此时|于是|据悉|另外|此外|仅
      | 当晚|当天|次日|连夜|全体|广大
      | 各|每个?|这些|一些|许多|不少|由|均由|都由|全部由|来自|全|首批|新|老|而由
      | 不仅|只见|今年|去年|近日|日前|如今|现在
    ){1,2}""",
    re.VERBOSE,
)
RELATIVE = re.compile(r"由[^，。；]*?(?:组成|构成|挂帅|牵头|带队|领衔)的")  # 由A、B组成的 before the subject
OTHERS = re.compile("记者|大家|人们|家家户户|你|疫情|洪水|大雪|暴雨|台风|地震|火势|每轮|每次|不少人")
GATHERED = re.compile(r"^.[^，]{0,6}(?:集结|到位|成立|组建|上岗|就位)")
LED = re.compile(r"(?:带领|牵头|率领|负责|组织|发起)的")
WITH = re.compile(r"(?:便|也|还|就|又|正|一起)*(?:、|和|与|及|以及|还有|带着|带领|领着|率领|联合|会同|携手)")
# A clause after one that forms a team is about that team, unless it forms, runs, sends or finds something.
KEPT = re.compile(
    r"(?:并|还|又|再|同时|随后|迅速|共|累计|先后|统一|第一时间|连夜|及时|全面|进一步|[\ue000-\uf1ff]|(?:下辖|下设|内设|分设|包括)[^，]*，)*"
    r"(?:组建|成立|设立|增设|设置|建立|搭建|启动|启用|实施|实行|推行|推出|发布|发出|印发|制定|开设|开通|创新|落实|投入|"
    r"选派|派出|抽调|调集|组织|动员|发动|发现|检出|累计|充分|积极|采取|依托|结合|通过|坚持|打造|构建|形成|确保|把|将)"
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
        if typed.paragraph != paragraph:
            topic, paragraph = [], typed.paragraph
        clauses = _clauses(typed, topic)
        for relation in _relations_in(typed, clauses, lexicon):
            found.setdefault((relation.source, relation.relation, relation.target), relation)
        topic = clauses[-1].subject if clauses else topic
    for relation in _from_names(entities, article):
        found.setdefault((relation.source, relation.relation, relation.target), relation)
    return sorted(found.values(), key=lambda r: r.evidence_start)


def _clauses(typed: Typed, topic: list[Node]) -> list[_Clause]:
    clauses: list[_Clause] = []
    carried = topic
    formed: list[Node] = []
    for match in re.finditer(r"[^，。；]+[，。；]?", typed.text):
        own = _subject(typed, match.start(), match.end())
        if own is not None:
            carried = own
        elif formed and not KEPT.match(match[0]):
            carried = formed
        formed = _formed(typed, match.start(), match.end()) or (formed if own is None else [])
        clauses.append(_Clause(match.start(), match.end(), carried, formed))
    return clauses


def _formed(typed: Typed, start: int, end: int) -> list[Node]:
    """The team that a clause forms: it acts in the next clause when that has no subject."""
    nodes = [typed.at(i) for i in typed.between(start, end)]
    last = nodes[-1] if nodes else None
    if last and last.kind in {"team", "org"} and FORMED.search(typed.text, start, end):
        return [last]
    return [last] if last and last.kind == "group" and APPOINTED.search(typed.text, start, end) else []


FORMED = re.compile("结成|组建|成立|组成|[编拆划分混合改整]成|[编扩]为|扩建|设立|组织|建立|推出|增设")
APPOINTED = re.compile("[，每][^，。；]{0,6}(?:设|设立|明确|确定)[\uf000-\uf1ff]")


def _subject(typed: Typed, start: int, end: int) -> list[Node] | None:
    """Who acts in a clause, or None where the clause does not say."""
    positions = typed.between(start, end)
    if OTHERS.match(typed.text, start):
        return []
    if MADE_UP.match(typed.text[start:end]):
        return None  # 由镇干部、民兵混编: about the team just named
    relative = RELATIVE.search(typed.text, start, end)
    at = start
    for k, i in enumerate(positions):
        node = typed.at(i)
        if node is None:
            continue
        if relative and relative.start() <= i < relative.end():
            at = relative.end()
            continue
        before = COUNTS.sub("", typed.text[at:i])
        if node.kind not in ACTORS:
            if node.kind == "system" and not before:
                at = i + 1
                continue
            at = (
                i + 1
                if re.match(r"[^\ue000-\uf1ff，]{0,6}(?:期间|中|时|后|下|前)", typed.text[i + 1 : end])
                else at
            )
            continue
        if before and LEAD.fullmatch(before) is None and not (node.kind == "person" and OF.fullmatch(before)):
            continue
        heads = _coordinated(typed, positions, k, end)
        if heads and all(n.kind == "team" for n in heads) and GATHERED.match(typed.text[i:end]):
            return None  # 9个工作组集结完毕: formed by whoever the sentence speaks of
        return heads
    return None


OF = re.compile(r"在?[^，\ue000-\uf1ff]{1,14}的[^，的\ue000-\uf1ff]{0,4}")  # 在外经商的老板 before a name
MADE_UP = re.compile(r"由[^，。；]*(?:组成|构成|混编|合编|编成|担任|组建|抽调)[，。；]?$")
COUNTS = re.compile("[\uf000-\uf1ff]")


def _coordinated(typed: Typed, positions: list[int], first: int, end: int) -> list[Node]:
    """The subject that begins at the k-th node: owners dropped, what is joined to it taken along."""
    heads: list[Node] = []
    for k in range(first, len(positions)):
        node = typed.at(positions[k])
        after = positions[k + 1] if k + 1 < len(positions) else end
        gap = COUNTS.sub("", typed.text[positions[k] + 1 : after])
        following = typed.at(after) if after < end else None
        if node is None or node.kind not in ACTORS:
            break
        if following and following.kind in ACTORS:
            if gap == "等":  # A、B等X: only X acts
                heads = []
                continue
            if node.kind in {"admin", "facility", "org"} and gap in {"", "的", "里", "里的", "内", "内的"}:
                continue
            if node.kind == "team" and following.kind == "group" and gap in {"", "的"}:
                continue
            if WITH.fullmatch(gap):
                heads.append(node)
                continue
            if following.kind == "person" and node.kind in {"admin", "org", "team"} and ROLE.fullmatch(gap):
                continue
            if following.kind == "team" and LEADING.match(gap):
                continue  # 队长领着18人的抢修班: the team works
            if LED.fullmatch(gap):
                continue
            return [*heads, node]
        if (
            gap[:1] == "的"
            and node.kind in {"admin", "facility"}
            and not heads
            and not gap.startswith("的，")
        ):
            return []  # 枫簖村的堤坝: a place, not an actor
        return [*heads, node]
    return heads


ROLE = re.compile(r"[^，。；的在对为带率领派请向给与和配设有]{0,8}")
LEADING = re.compile("带领|率领|带着|领着|率|领")


def _relations_in(typed: Typed, clauses: list[_Clause], lexicon: Lexicon) -> Iterator[Relation]:
    taken: set[int] = set()  # tasks whose doer a pattern has named
    for row in lexicon.rows("patterns"):
        for match in expand(row["term"], lexicon).finditer(typed.text):
            if row["verb"] and not _verb_fits(typed, match, row["verb"]):
                continue
            sources, targets = _pairs(typed, clauses, row, match)
            if row["relation"] == "does":
                if "source" not in match.re.groupindex:
                    targets = [t for t in targets if t.start not in taken]
                elif sources:
                    taken.update(t.start for t in targets)
            for source in sources:
                for target in targets:
                    if source.name != target.name and source.name not in {t.name for t in targets}:
                        yield _relation(typed, source, row["relation"], target)


def _verb_fits(typed: Typed, match: re.Match[str], verb: str) -> bool:
    node = typed.at(match.start("verb"))
    return node is not None and re.search(verb, node.name) is not None


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
    if group not in match.re.groupindex or match[group] is None:
        return []
    positions = typed.between(*match.span(group))
    owners = {i for i, j in pairwise(positions) if OWNED.fullmatch(typed.text, i, j)}
    return [n for i in positions if i not in owners and (n := typed.at(i))]


OWNED = re.compile("[\ue000-\ue5ff]的?[\uf000-\uf1ff]?的?")  # 民营企业的 in 由民营企业的工人组成


def _implied(clauses: list[_Clause], at: int, kinds: str, others: Sequence[Node]) -> list[Node]:
    """The subject in force at a position: its clause's, or the last one before that is somebody else."""
    allowed = set(kinds.replace("place", "admin facility").split()) or ACTORS
    names = {n.name for n in others}
    for clause in reversed([c for c in clauses if c.start <= at]):
        subject = [n for n in clause.subject if n.name not in names]
        if allowed <= {"org", "team", "system"}:  # the parts of a body: of the one just formed
            subject = [n for n in clause.formed + subject if n.kind in allowed and n.name not in names][:1]
            if not subject:
                continue
        elif clause.subject and not subject:
            continue
        return [n for n in subject if n.kind in allowed]
    return []


def _relation(typed: Typed, source: Node, relation: str, target: Node) -> Relation:
    count = typed.count_of(target) or (
        "" if relation in {"consists_of", "forms", "leads"} else typed.count_of(source)
    )
    offsets = [n.start for n in (source, target) if typed.holds(n)]
    start, end = typed.evidence(offsets)
    return Relation(source.name, relation, target.name, count, start, end)


def _from_names(entities: Sequence[Entity], article: Article) -> Iterator[Relation]:
    """泰山村2组 is part of 泰山村, 区卫健局 of its 区: the name says it."""
    places = {e.canonical for e in entities if e.type == "place"}
    for e in entities:
        sentence = article.sentence_at(e.start)
        match = NUMBERED_PLACE.fullmatch(e.text) if e.type == "place" else None
        owner = match[1] if match else _owner(e, article.text, places)
        if owner and sentence.number:
            yield Relation(e.canonical, "part_of", owner, "", sentence.start, sentence.end)


def _owner(entity: Entity, text: str, places: set[str]) -> str:
    """The place that completes the short name of an office (区卫健局), if no title follows (乡党委书记)."""
    level = LEVEL.match(entity.text)
    if entity.type != "org" or not level or TITLE.match(text, entity.end):
        return ""
    owner = entity.canonical.removesuffix(entity.text[level.end() :])
    return owner if owner != entity.canonical and owner in places else ""


LEVEL = re.compile("街道|社区|[省市州县区乡镇村]")
TITLE = re.compile("副?(?:书记|主任|主席|[局院所站队部]长)|干部|班长|医生|护士")
NUMBERED_PLACE = re.compile(r"(.+[村区])\d+(?:组|号楼|栋|幢|单元|号院|社)")


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
