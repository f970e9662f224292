"""People: every mention of a person by name, who it is, in which role, and where."""

from dataclasses import dataclass

from .article import Article, as_article
from .lexicon import DEFAULT, Lexicon
from .names import Candidate, find_names


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a person by name.

    ``person`` is the full name (琳燕: 应琳燕), ``form`` is full, given or title (应大伯), ``role`` and ``place`` are as
    written next to this mention, empty where the sentence does not state them.
    """

    start: int
    end: int
    text: str
    person: str
    form: str
    role: str = ""
    place: str = ""


def find_people(article: Article | str, lexicon: Lexicon = DEFAULT) -> list[Mention]:
    """Every mention of an individual person by name.

    >>> [m.text for m in find_people("村民王洪根为工作人员点赞。")]
    ['王洪根']
    >>> find_people("谢谢大家")
    []
    """
    article = as_article(article)
    text = article.text
    found: list[Candidate] = []
    for block in article.blocks:
        if block.kind != "furniture":
            found += find_names(text, block.start, block.end, {}, lexicon)
    return [Mention(c.start, c.end, text[c.start : c.end], text[c.start : c.end], c.form) for c in found]
