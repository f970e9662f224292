"""Who acts in each clause of a typed sentence, also where the clause does not say so itself."""

import re
from dataclasses import dataclass

from .clauses import Node, Typed

BODIES = {"admin", "facility", "org"}


@dataclass(slots=True)
class Clause:
    """A clause of a typed sentence: its stretch, who acts in it (own or carried over), and what it forms."""

    start: int
    end: int
    subject: list[Node]
    formed: list[Node]
    turn: int  # from here on, what is formed acts itself
    sent: list[Node]  # whoever was sent out or called up does the work, from here on
    since: int


def find_clauses(typed: Typed, topic: list[Node]) -> list[Clause]:
    """Who acts in each clause: whom it names, or whoever acted before it, or what was just formed."""
    clauses: list[Clause] = []
    carried = topic
    formed: list[Node] = []
    sent: list[Node] = []
    for match in re.finditer(r"[^，。；]+[，。；]?", typed.text):
        start, end = match.span()
        own = _subject(typed, start, end, carried)
        if typed.quoted(start, end):  # in speech: nobody's deeds but of whom it names
            clauses.append(Clause(start, end, own or [], [], end, [], end))
            continue
        if own is None and formed and not typed.match("kept", start, end):
            carried = formed
        before, subject = carried, carried if own is None else own
        heading = own and typed.match("heads", start, end)
        kept = own is None or heading
        clause = _clause(typed, match.span(), subject, formed if kept else [], sent if kept else [])
        clauses.append(clause)
        formed, sent = clause.formed, clause.sent
        if not heading:
            carried = subject
        elif formed:
            carried = formed
        if own and not formed and typed.match("by", start, end):
            formed, carried = own, before
        if typed.rules["ending"].search(match[0]):
            carried, formed, sent = [], [], []
    return clauses


def _clause(
    typed: Typed, span: tuple[int, int], subject: list[Node], formed: list[Node], sent: list[Node]
) -> Clause:
    """What a clause forms, and whom it sends, or else what was formed and sent before it."""
    start, end = span
    forming, sending = (typed.last(rule, start, end) for rule in ("formed", "sent"))
    if forming:
        return Clause(start, end, subject, typed.named(forming), forming.end(), [], end)
    if sending and not formed:
        return Clause(start, end, subject, formed, end, typed.named(sending), sending.end())
    return Clause(start, end, subject, formed, end, sent, start)


def next_topic(clauses: list[Clause], before: list[Node]) -> list[Node]:
    """Who the next sentence is about: whoever acted last, without those who joined (联合多部门)."""
    last = clauses[-1].subject if clauses else before
    return next((c.subject for c in clauses if c.subject and last[: len(c.subject)] == c.subject), last)


def _subject(typed: Typed, start: int, end: int, carried: list[Node]) -> list[Node] | None:
    """Who acts in a clause; nobody where it is about something else; None where it does not say."""
    if typed.match("nobody", start, end):
        return []
    if typed.match("made", start, end):
        return None
    if joining := typed.match("and", start, end):  # 又带着几名党员…: with whoever acted before
        heads = carried + _coordinated(typed, joining.end(), end)
        return heads if len({n.kind in BODIES for n in heads}) == 1 and heads != carried else None
    at = start
    while not (heads := _coordinated(typed, at, end)):
        lead = typed.match("lead", at, end)
        if not lead or not lead[0]:
            return None
        at = lead.end()
    return None if typed.match("gathered", at, end) else heads


def _coordinated(typed: Typed, at: int, end: int) -> list[Node]:
    """The actors that a list at this place names, owners and attributes left out."""
    heads: list[Node] = []
    while True:
        while owner := typed.match("owner", at, end):
            at = owner.end()
        actor = typed.match("actor", at, end)
        if not actor:
            return heads
        heads.append(typed.nodes[at])
        if joint := typed.match("whole", at + 1, end):
            heads = []
        elif not (joint := typed.match("and", at + 1, end)):
            return heads
        at = joint.end()
