"""People: every mention of a person by name, who it is, in which role, and where."""

import re
import warnings
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .article import Article, as_article
from .dictionary import dictionary, jieba_with, word_tags
from .lexicon import DEFAULT, Lexicon, any_of
from .names import LEVELS, SPACES, find_names, model, split_name
from .words import Word

STOP = re.compile(
    r"""
    [的了是在从到往于由向对把被让给和与跟同及并而时说来去等为以将有名位又也这那我你他她
     ，,、。；;：:！!？?“”‘’（）()《》\s]              # particles, prepositions, punctuation
    | 作为|赶往|前往|走进|抵达|返回|位于|记者|家住|今年|去年|今日|近日|昨日|日前|上午|下午
    | 通过|组织|走访|采访|该|每|各
    """,
    re.VERBOSE,
)
MOVES = "赶往|赶到|来到|前往|走进|抵达|奔赴|入驻|驻守|请回|回到|返回|返乡回到|住在|家住|来自|位于|在"
MOST = 20  # how many namesakes, and how many places of each, are weighed at most
TOLD = re.compile(  # 应琳燕|是…党委委员, 张某|，男，45岁，…
    r"(?:是|系|担任|[，,](?:[男女][，,])?(?:\d+岁[，,])?)(?P<what>[^，,。；;：:！!？?\s]{1,30})(?=[，,。；;：:！!？?\s]|$)"
)
NAMESAKE = re.compile(r"”[㐀-鿿]{0,4}?[队组站室班岗团社]")  # a body called after somebody (“海嫂”服务队)
AGE = re.compile(r"(?:[\d多]+岁)?的$|[\d多]+岁$")  # 九墩村78岁的林阿福, 鹤茭村的陈阿婆
QUOTED = re.compile(r"“[^“”]{1,8}”$")
NOUNS = frozenset({"n", "nz", "b", "j", "vn"})
OFFICES = ("长", "书记", "主任", "主席")
POLITE = ("先生", "女士", "同志", "小姐")
SITES = "大堤|堤坝|堤上|水库|医院|卫生院|学校|工地|现场|安置点|岗位"
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
    spans = [(b.start, b.end) for b in article.blocks if b.kind != "furniture"]
    mentions = [
        Mention(name.start, name.end, text[name.start : name.end], text[name.start : name.end], name.form)
        for name in find_names(text, spans, lexicon)
        if not (text[name.start - 1 : name.start] == "“" and NAMESAKE.match(text, name.end))
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
        start, role = _role_before(text, mention.start, low, lexicon)
        place = ""
        if not role and mention.form == "full":
            place, role = _role_after(text, mention.end, high, lexicon)
        if not role and n and _shares_role(result[-1], text[low : mention.start]):
            role = result[-1].role
        place = place or _place_before(text, start, low, lexicon)
        if not place and not _quoted(text, low, mention.start):
            place = _place_of_going(text, mention, low, high, lexicon) or _place_of_office(
                text, role, sentence.start, mention.start, lexicon
            )
        result.append(replace(mention, role=role, place=place))
    return result


def _shares_role(before: Mention, between: str) -> bool:
    """记者沈某 柴某: one role before two bylined names goes to both."""
    return before.role.endswith(BYLINED) and not between.strip(" 　、,，")


def _quoted(text: str, low: int, at: int) -> bool:
    return text.rfind("“", low, at) > text.rfind("”", low, at)


@lru_cache(maxsize=8)
def _modifiers(lexicon: Lexicon) -> frozenset[str]:
    """Words that may stand before a role noun as part of the role: listed (机关) and nouns (软件)."""
    tables = ("modifiers", "groups", "organisations", "roles", "role_modifiers")
    nouns = frozenset(word for word, tag in word_tags(lexicon).items() if len(word) > 1 and tag in NOUNS)
    return nouns.union(*(lexicon.terms(table) for table in tables))


@lru_cache(maxsize=8)
def _places(lexicon: Lexicon) -> str:
    """A pattern: names with an administrative ending, perhaps a group or a body (塘栖镇泰山村2组); 9号楼."""
    admin = any_of(row["term"] for row in lexicon.rows("places") if row["kind"] == "admin")
    part = r"[0-9一二三四五六七八九十]+(?:组|号楼|栋|单元)"
    return rf"(?:(?:[㐀-鿿]{{1,8}}?(?:{admin}))+(?:{part}|村?委(?:会)?)?|{part})"


def _role_after(text: str, start: int, high: int, lexicon: Lexicon) -> tuple[str, str]:
    """Place and role of 应琳燕是…党委委员 and 张某，男，45岁，…; the role of 江某某主席."""
    if told := TOLD.match(text, start, high):
        begin, role = _role_before(text, told.end(), told.start("what"), lexicon)
        place = _place_before(text, begin, told.start("what"), lexicon)
        between = text[told.start("what") : begin].removesuffix("的")
        return (place, role) if role and between == place else ("", "")
    ends = range(min(high, start + 8), start, -1)
    title = next((text[start:end] for end in ends if text[start:end] in lexicon.terms("roles")), "")
    other = title in POLITE or text[start + len(title) : high].startswith(("员", "长"))
    return "", "" if other else title


def _ends_at(text: str, end: int, low: int, terms: frozenset[str]) -> int:
    """Where the longest of the terms begins that ends at ``end``; ``end`` if there is none."""
    return next((i for i in range(max(low, end - 10), end) if text[i:end] in terms), end)


def _role_before(text: str, end: int, low: int, lexicon: Lexicon) -> tuple[int, str]:
    """The role that ends at ``end`` or at 的 before it, taken whole, and where it begins."""
    while end > low and text[end - 1] in SPACES:
        end -= 1
    named = text[end - 1 : end] == "叫" or (text[end - 1 : end] == "的" and "作为" in text[low:end])
    stop = end - 1 if named else end
    start = _ends_at(text, stop, low, lexicon.terms("roles"))
    if start == stop:
        return end, ""
    start = _with_modifiers(text, start, low, lexicon)
    start = _behind_place(text, start, stop, low, lexicon)
    if text[low:start].endswith("、"):  # 党工委副书记、办事处主任
        first, other = _role_before(text, start - 1, low, lexicon)
        start = first if other else start
    return start, text[start:stop]


def _with_modifiers(text: str, start: int, low: int, lexicon: Lexicon) -> int:
    """Where the words before a role noun begin that belong to it; a quoted name too (“突击队”队长)."""
    clause = _clause_start(text, low, start)
    while (wider := _ends_at(text, start, clause, _modifiers(lexicon))) < start:
        if start - wider == 1 and text[wider - 1] in "该本全各每":
            break
        start = wider
    quoted = QUOTED.search(text, max(low, start - 10), start)
    return quoted.start() if quoted else start


def _behind_place(text: str, start: int, stop: int, low: int, lexicon: Lexicon) -> int:
    """Where a role begins behind the place that runs into it (大榆树村|党支部书记)."""
    roles = lexicon.terms("roles")
    for end in range(min(start + 3, stop - 1), start, -1):
        doubled = text[end - 1] == text[end - 2]  # 下湾村|村委会
        if not doubled and text[end - 1] not in "委会" and _is_place(text, low, end, lexicon):
            return end if _ends_at(text, stop, end, roles) < stop else start
    return start


def _is_place(text: str, low: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the run of words that ends at ``end`` names a place; 社区 is a word."""
    chunk = text[_clause_start(text, low, end) : end]
    return chunk not in _modifiers(lexicon) and re.fullmatch(_places(lexicon), chunk) is not None


def _clause_start(text: str, low: int, at: int) -> int:
    """Where the run of words that ends at ``at`` begins: behind the last particle, preposition or mark."""
    return max((m.end() for m in STOP.finditer(text, low, at)), default=low)


def _place_before(text: str, end: int, low: int, lexicon: Lexicon) -> str:
    """泰山村2组|党员…, 鹤茭村的|陈阿婆; 该村 is replaced by the village's name."""
    if described := AGE.search(text, low, end):
        end = described.start()
    if text[max(low, end - 2) : end] in ("该村", "该镇", "该乡", "该县", "该社区"):
        return _nearest(text, low, end - 2, text[end - 1], lexicon)
    chunk = text[_clause_start(text, low, end) : end]
    return chunk if re.fullmatch(_places(lexicon), chunk) else ""


def _nearest(text: str, low: int, end: int, level: str, lexicon: Lexicon) -> str:
    """The last place with this ending in a stretch."""
    ends = [m.end() for m in re.compile(level).finditer(text, low, end)]
    places = [text[_clause_start(text, low, at) : at] for at in ends]
    return next((place for place in reversed(places) if len(place) > 1), "")


def _place_of_going(text: str, mention: Mention, low: int, high: int, lexicon: Lexicon) -> str:
    """The place that the person goes to, comes from or works in, by a verb of the same sentence."""
    pattern = re.compile(rf"(?:{MOVES})(?P<place>{_places(lexicon)}|(?:{SITES})(?=的))")
    for begin, end in (
        (mention.end, min(high, mention.end + 30)),
        (max(low, mention.start - 40), mention.start),
    ):
        for found in pattern.finditer(text, begin, end):
            if not STOP.search(found["place"]):
                return found["place"]
    return ""


def _place_of_office(text: str, role: str, low: int, end: int, lexicon: Lexicon) -> str:
    """苇渚乡…，乡长高峰: the office names the level, the sentence the place."""
    if role and role[0] in LEVELS and role.endswith(OFFICES):
        return _nearest(text, low, end - len(role), role[0], lexicon)
    return ""


def _with_persons(article: Article, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Each mention with the full name of its person, where the text allows it."""
    cast = _Cast(article, mentions, model(lexicon).surnames)
    kin = tuple(sorted(lexicon.terms("kin"), key=len, reverse=True))
    result = []
    for mention in mentions:
        person = mention.text
        if mention.text in cast.by_given:
            mention, person = replace(mention, form="given"), cast.by_given[mention.text]
        elif mention.form == "title":
            person = cast.called(mention, kin) if mention.text.endswith(kin) else cast.owner(mention)
            person = person or mention.text
        result.append(replace(mention, person=person))
    return result


class _Cast:
    """Everybody named in full in an article: by surname and given name, with roles and company."""

    def __init__(self, article: Article, mentions: Sequence[Mention], surnames: Mapping[str, float]) -> None:
        self.paragraph = {m.start: article.sentence_at(m.start).paragraph for m in mentions}
        self.by_given: dict[str, str] = {}
        self.by_surname: dict[str, list[str]] = defaultdict(list)
        self.roles: dict[str, set[str]] = defaultdict(set)
        self.places: dict[str, list[int]] = defaultdict(list)
        self.present: dict[int, set[str]] = defaultdict(set)
        for m in mentions:
            self.present[self.paragraph[m.start]].add(m.text)
            if m.form == "full":
                self.places[m.text].append(m.start)
                self.roles[m.text] |= {m.role} - {""}
        for name in self.places:
            surname, given = split_name(name, surnames)
            if given:
                self.by_given[given] = name
                self.by_surname[surname].append(name)

    def called(self, mention: Mention, kin: Sequence[str]) -> str:
        """Who is meant by a kin word: 月娥婶 by the given name, 冷叔 if just named in full."""
        head = next(mention.text.removesuffix(k) for k in kin if mention.text.endswith(k))
        same = self.by_surname.get(head, []) if len(mention.text) == len(head) + 1 else []
        here = self.paragraph[mention.start]
        if head not in self.by_given and len(same) == 1:
            last = self._last(same[0], mention.start)
            return same[0] if last >= 0 and self.paragraph[last] == here else ""
        return self.by_given.get(head, "")

    def owner(self, mention: Mention) -> str:
        """Whose surname and title this is: by role, else by company, else by nearness; else nobody's."""
        nick = mention.text[0] in "老小阿"
        size = 2 if mention.text[:2] in self.by_surname else 1
        surname, title = (mention.text[1:], "") if nick else (mention.text[:size], mention.text[size:])
        same = self.by_surname.get(surname, [])
        if title:
            fits = [n for n in same if any(title in role for role in self.roles[n])]
            roleless = [n for n in same if not self.roles[n]]
            alone = same if len(same) == 1 and self.places[same[0]][0] < mention.start else []
            same = fits or roleless or alone
        if len(same) < 2:
            return same[0] if same else ""
        here = self.paragraph[mention.start]
        return max(same[-MOST:], key=lambda name: (self._company(name, here), self._nearness(name, mention)))

    def _company(self, name: str, paragraph: int) -> int:
        """How many of those named in this paragraph stand beside this person's full name as well."""
        around = {self.paragraph[start] for start in self.places[name][-MOST:]}
        others = set[str]().union(*(self.present[p] for p in around)) - {name}
        return len(others & self.present[paragraph])

    def _nearness(self, name: str, mention: Mention) -> int:
        return self._last(name, mention.start)

    def _last(self, name: str, at: int) -> int:
        """Where the full name stood last before ``at``; -1 if nowhere."""
        before = bisect_left(self.places[name], at)
        return self.places[name][before - 1] if before else -1
