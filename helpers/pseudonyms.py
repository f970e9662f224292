"""A text without names: each person gets one stand-in, 村民甲 or 记者乙, in every mention and form."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from .article import Article, as_article
from .lexicon import DEFAULT, Lexicon
from .name_model import model
from .names import DOTS, split_name
from .people import Mention

STEMS = "甲乙丙丁戊己庚辛壬癸"  # the ten heavenly stems, used in Chinese like A, B, C
NOBODY = "某人"  # the stand-in of a person whose role the text does not say
OMITTED = "某某"  # for what is left of a name outside the mentions


def pseudonymise(article: Article | str, mentions: Sequence[Mention], lexicon: Lexicon = DEFAULT) -> str:
    """The text with a stand-in for each name; the same person is always the same.

    What was not found as a mention but holds a name, its given name or a mention's text goes too, as 某某:
    nothing of the given mentions is left. Pseudonymised is not anonymous: who knows the story knows them.

    >>> from helpers.people import find_people
    >>> text = "村民王洪根谢了医生张慧娟。“慧娟,再来!”"
    >>> pseudonymise(text, find_people(text))
    '村民甲谢了医生甲。“医生甲,再来!”'
    """
    text = as_article(article).text
    stand_ins = _stand_ins(mentions, lexicon)
    pieces, at = [], 0
    for mention in sorted(mentions, key=lambda m: m.start):
        role, stem = stand_ins[mention.person]
        before = text[at : mention.start]
        pieces += [before, stem if before.rstrip().endswith(role) else role + stem]
        at = mention.end
    result = "".join([*pieces, text[at:]])
    for name in sorted(set(_traces(mentions, lexicon)), key=lambda n: (-len(n), n)):
        result = result.replace(name, OMITTED)
    return result


def _stand_ins(mentions: Sequence[Mention], lexicon: Lexicon) -> dict[str, tuple[str, str]]:
    """For each person a role noun and a stem, counted within the role."""
    roles: dict[str, str] = {}
    for mention in mentions:
        roles[mention.person] = roles.get(mention.person) or _plain(mention.role, lexicon)
    count: dict[str, int] = defaultdict(int)
    found = {}
    for person, role in roles.items():
        role = role or NOBODY
        lap, n = divmod(count[role], len(STEMS))
        found[person] = role, STEMS[n] + (str(lap + 1) if lap else "")
        count[role] += 1
    return found


def _plain(role: str, lexicon: Lexicon) -> str:
    """The shortest role noun at the end of a role (机关党员志愿者: 志愿者)."""
    return next((role[-n:] for n in (2, 3, 4) if role[-n:] in lexicon.terms("roles")), role)


def _traces(mentions: Sequence[Mention], lexicon: Lexicon) -> Iterator[str]:
    """Every string that would give a name away."""
    surnames = model(lexicon).surnames
    for mention in mentions:
        yield from (mention.text, mention.person)
        if mention.form != "title":
            for name in (mention.text, mention.person):
                parts = (*split_name(name, surnames)[1:], *_parts(name))
                yield from (part for part in parts if len(part) > 1)


def _parts(name: str) -> list[str]:
    for dot in DOTS:
        name = name.replace(dot, " ")
    return name.split() if " " in name else []
