"""People: every mention of a person by name, who it is, in which role, and where."""

import re
import warnings
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .article import Article, as_article
from .dictionary import dictionary, jieba_with
from .lexicon import DEFAULT, Lexicon
from .name_model import model
from .names import find_names, split_name
from .roles import find_role, place_of_going, place_of_office
from .words import Word

MOST = 20  # how many namesakes, and how many places of each, are weighed at most
NAMESAKE = re.compile(r"“[^“”\n，,。！!？?…]{1,8}”[㐀-鿿]{0,4}?[队组站室班岗团社]")  # “海嫂”服务队
BYLINED = ("记者", "通讯员", "实习生", "作者", "编辑", "摄影")


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a person by name.

    ``person`` is the full name (琳燕: 应琳燕), ``form`` is full, given or title (应大伯); ``role`` and
    ``place`` are as written next to this mention, empty where the sentence does not state them.
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

    >>> [(m.text, m.role) for m in find_people("村民王洪根为工作人员点赞。")]
    [('王洪根', '村民')]
    >>> find_people("谢谢大家")
    []

    Args:
        article: an article or a text.
        lexicon: the tables of surnames, given names, titles, roles and contexts.
    """
    article = as_article(article)
    text = article.text
    bodies = {at for body in NAMESAKE.finditer(text) for at in range(*body.span())}
    mentions = [
        Mention(name.start, name.end, text[name.start : name.end], text[name.start : name.end], name.form)
        for name in find_names(article, lexicon)
        if name.start not in bodies
    ]
    mentions = _with_roles(article, mentions, lexicon)
    return _with_persons(article, mentions, lexicon)


def tag_people(article: Article | str, lexicon: Lexicon = DEFAULT) -> list[Word]:
    """What jieba's tagger takes for people (tags that begin with ``nr``): the answer to improve on.

    >>> [word.text for word in tag_people("谢谢村民王洪根")]
    ['谢谢', '王洪根']
    """
    words, at = [], 0
    for pair in _tagger(lexicon).lcut(as_article(article).text):
        words.append(Word(at, at + len(pair.word), pair.word, pair.flag))
        at += len(pair.word)
    return [word for word in words if word.tag.startswith("nr")]


@lru_cache(maxsize=2)
def _tagger(lexicon: Lexicon) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jieba.posseg import POSTokenizer
    return POSTokenizer(jieba_with(dictionary(lexicon)))


def _with_roles(article: Article, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Each mention with its role and place, looked for between its neighbours in its sentence."""
    text = article.text
    result: list[Mention] = []
    for n, mention in enumerate(mentions):
        sentence = article.sentence_at(mention.start)
        low = max([sentence.start] + [m.end for m in mentions[n - 1 : n]])
        high = min([sentence.end] + [m.start for m in mentions[n + 1 : n + 2]])
        role, place = find_role(text, (mention.start, mention.end), mention.form, (low, high), lexicon)
        if not role and n and _shares_role(result[-1], text[low : mention.start]):
            role = result[-1].role
        place = place or place_of_going(text, (mention.start, mention.end), (low, high), lexicon)
        place = place or place_of_office(text, role, sentence.start, mention.start)
        result.append(replace(mention, role=role, place=place))
    return result


def _shares_role(before: Mention, between: str) -> bool:
    """记者沈某 柴某: one role before two bylined names goes to both."""
    return before.role.endswith(BYLINED) and not between.strip(" 　、,，")


def _with_persons(article: Article, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Each mention with the full name of its person, where the text allows it."""
    cast = _Cast(article, mentions, lexicon)
    return [cast.named(mention) for mention in mentions]


class _Cast:
    """Everybody named in full in an article: by surname and given name, with roles."""

    def __init__(self, article: Article, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.paragraph = {m.start: article.sentence_at(m.start).paragraph for m in mentions}
        self.kin = model(lexicon).kin
        self.by_given: dict[str, str] = {}
        self.by_surname: dict[str, list[str]] = defaultdict(list)
        self.roles: dict[str, set[str]] = defaultdict(set)
        self.at: dict[str, list[int]] = defaultdict(list)
        self.present: dict[int, set[str]] = defaultdict(set)
        for m in mentions:
            self.present[self.paragraph[m.start]].add(m.text)
            if m.form == "full":
                self.at[m.text].append(m.start)
                self.roles[m.text] |= {m.role} - {""}
        for name in self.at:
            surname, given = split_name(name, model(lexicon).surnames)
            if given:
                self.by_given[given] = name
                self.by_surname[surname].append(name)

    def named(self, mention: Mention) -> Mention:
        """A mention with its person, and its form if that shows only now."""
        if mention.text in self.by_given:
            return replace(mention, form="given", person=self.by_given[mention.text])
        if mention.form != "title":
            return mention
        kin = next((k for k in self.kin if mention.text.endswith(k)), "")
        person = self._relative(mention, mention.text.removesuffix(kin)) if kin else self._owner(mention)
        return replace(mention, person=person or mention.text)

    def _relative(self, mention: Mention, head: str) -> str:
        """Who is meant by a kin word: 月娥婶 by the given name, 冷叔 if just named in full."""
        if head in self.by_given:
            return self.by_given[head]
        same = self.by_surname.get(head, []) if len(mention.text) == len(head) + 1 else []
        last = self._last(same[0], mention.start) if len(same) == 1 else -1
        return same[0] if last >= 0 and self.paragraph[last] == self.paragraph[mention.start] else ""

    def _owner(self, mention: Mention) -> str:
        """Whose surname and title this is: by role, else by company, else by nearness; else nobody's."""
        nick = mention.text[0] in "老小阿"
        size = 2 if mention.text[:2] in self.by_surname else 1
        surname, title = (mention.text[1:], "") if nick else (mention.text[:size], mention.text[size:])
        same = self.by_surname.get(surname, [])
        if title:
            fits = [name for name in same if any(title in role for role in self.roles[name])]
            roleless = [name for name in same if not self.roles[name]]
            alone = same if len(same) == 1 and self.at[same[0]][0] < mention.start else []
            same = fits or roleless or alone
        here = self.paragraph[mention.start]
        nearest = sorted(same[-MOST:], key=lambda name: self._last(name, mention.start))
        return max(reversed(nearest), key=lambda name: self._company(name, here), default="")

    def _company(self, name: str, paragraph: int) -> int:
        """How many of those named in this paragraph stand beside this person's full name as well."""
        around = {self.paragraph[start] for start in self.at[name][-MOST:]}
        others = set[str]().union(*(self.present[p] for p in around)) - {name}
        return len(others & self.present[paragraph])

    def _last(self, name: str, at: int) -> int:
        """Where the full name stood last before ``at``; -1 if nowhere."""
        before = bisect_left(self.at[name], at)
        return self.at[name][before - 1] if before else -1
