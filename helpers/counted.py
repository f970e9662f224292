"""What a number counts: the noun after the classifier, the noun before the number, or the team that it sizes.

Words and tags come from jieba's dictionary, read as a plain table: the longest word that fits is taken. That
is enough for the few characters on either side of a number, and much faster than to tag the whole text.
A run of words is then a string of one letter a word, and a noun phrase is a regular expression over it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from . import dictionary
from .grammar import NUMERAL_CHARS
from .lexicon import DEFAULT, Lexicon

LONGEST_WORD = 6
WINDOW = 24
SUFFIXES = frozenset(
    "点队站岗组员者户人车船机室所路桥楼房村镇乡县市省区厅馆店厂校院会团班社带线口门病药粮菜堤坝哨费款率"
) | {"社区", "街道"}
WHOLE = re.compile("[全本该各其][省市县区乡镇村]?")
NEVER_NOUNS = frozenset(
    "的了着过在是为与和及或等并由从向对把被将让给到以于就都也还又再才已正不没时后前中里上下内外间全均皆心"
) | {"全部", "家里", "家中", "其中", "现有", "共有", "报告", "轮流", "轮班", "上岗", "兵分"}
TEAM = re.compile("[队组班团连]”?$")
PERSON = re.compile("..*[者员民兵众]$")
PERSONS = frozenset("名位人")  # what counts people
# Between a noun and its number: 渗水带|长|约40米, 清淤|已完成|50%, 气温|骤降至|零下9.5℃, 均价|回落|两成多
LINK = re.compile(
    "(?:总?共|合计|共计|累计|总计|已经?|达到?|约|最[长宽高深厚]处|长|宽|高|深|重|有|为|仅|各|完成|[就只]有?|超过?|近"
    "|多达|计|分别|只?占|在|由|从|[骤猛陡]?[降升跌增减涨][至到]|卖到?|每(?:[公千]?[斤克吨亩米]|[秒天年月]|小时|分钟)"
    "|(?:初步)?(?:估算|估计|预计)|(?:同比|环比)?(?:增长|下降|上升|上涨|下跌|回落|提高|减少|增加)了?)+$"
)
QUOTED_TEAM = re.compile("“(?P<name>[^“”]{2,10})”$")
BY_THE = re.compile(r"每(?P<noun>[^\W\d一-十]{1,4})$")
# Between a classifier and its noun: a clause with 由, a dimension; any other clause
DESCRIBED = re.compile(r"由[^，,。；;！!？?\n]{2,24}?的|[长宽高深厚重大]?的|(?:组成|构成)的")
CLAUSE = re.compile(r"[^，,。；;：:！!？?、\n“”0-9]{2,14}?的")
# What a measure measures, right before it: 海拔1460米的山口, 风力15级
DIMENSIONS = frozenset("拔度力温速率量位积")
ROUNDS = frozenset("轮次场波番遍")  # what they count is an activity: 两轮|核酸检测

# Tables of the lexicon whose words the dictionary lacks or tags badly, with the tag that they get here.
TABLES = {"modifiers": "b", "groups": "n", "organisations": "n", "teams": "n", "nouns": "n"}
_PART = "[vm“”]*n(?:[mn“”]*n)?”?"
_LIST = re.compile(f"{_PART}(?:、{_PART})*")


class _Token(NamedTuple):
    text: str
    sort: str  # n noun, m modifier of a noun, v verb that may open a noun, x anything else, or a mark itself


class _Words(NamedTuple):
    """What the functions below look up, for one lexicon."""

    tags: dict[str, str]
    units: frozenset[str]
    measures: frozenset[str]  # units that count nothing: 米, 天, 元
    people: frozenset[str]


def find_counted(text: str, start: int, end: int, unit: str, lexicon: Lexicon = DEFAULT) -> str:
    """The noun that the quantity ``text[start:end]`` counts; empty when none is written.

    >>> find_counted("近400户农户", 0, 5, "户"), find_counted("规下企业149家。", 4, 8, "家")
    ('农户', '规下企业')
    """
    words = _words(lexicon)
    if text[start - 1 : start] in DIMENSIONS and unit in words.measures:
        before = _before(text, start, unit, words)
        if before.endswith(text[start - 1]):
            return before
    described = DESCRIBED.match(text, end)
    found = _after(text, described.end() if described else end, unit, words)
    found = found or _before(text, start, unit, words)
    if found or not unit or unit in words.measures or not (clause := CLAUSE.match(text, end)):
        return found
    return _after(text, clause.end(), unit, words)  # 一名|怀孕八个多月的|乘客


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    units = lexicon.rows("classifiers")
    return _Words(
        noun_tags(lexicon),
        frozenset(row["term"] for row in units),
        frozenset(row["term"] for row in units if row["kind"] != "count"),
        lexicon.terms("groups") | lexicon.terms("roles"),
    )


@lru_cache(maxsize=8)
def noun_tags(lexicon: Lexicon = DEFAULT) -> dict[str, str]:
    """The words of the dictionary with tags that are corrected where they hide a noun."""
    tags = dict(dictionary.word_tags(lexicon))
    for table, tag in TABLES.items():
        for row in lexicon.rows(table):
            if table == "nouns" or tags.get(row["term"], "i") in ("i", "m", "ns"):
                tags[row["term"]] = row.get("tag") or tag
    return tags


def _token(text: str, start: int, stop: int, tags: dict[str, str], backward: bool = False) -> _Token:
    """The longest word of the dictionary at the start, or at the end, of ``text[start:stop]``."""
    for size in range(min(LONGEST_WORD, stop - start), 0, -1):
        word = text[stop - size : stop] if backward else text[start : start + size]
        if size == 1 or word in tags:
            break
    return _Token(word, word if word in "“”、" else _sort(word, tags.get(word, "")))


def _sort(word: str, tag: str) -> str:
    if word in NEVER_NOUNS or (word[0] in NUMERAL_CHARS and not (word[0] in "数百千半" and tag == "n")):
        return "x"
    if tag[:1] in ("n", "s") or word in SUFFIXES or tag == "j":
        return "n"
    if tag in ("vn", "an", "b", "a", "ag", "g", "ng", "vg", "zg", ""):
        return "m" if "\u4e00" <= word[0] <= "\u9fff" else "x"
    return "v" if tag[:1] == "v" else "x"


def _after(text: str, at: int, unit: str, words: _Words) -> str:
    """The noun phrase that stands at an offset, or a list of them."""
    tokens = _read(text, at, words)
    phrase = _LIST.match("".join(_letter(token, unit, words) for token in tokens))
    if not phrase:
        return ""
    parts: list[list[_Token]] = [[]]
    for token in tokens[: phrase.end()]:
        if token.sort == "、":
            parts.append([])
        else:
            parts[-1].append(token)
    return _join([_fit(part, unit, words) for part in parts])


def _letter(token: _Token, unit: str, words: _Words) -> str:
    if unit in ROUNDS and words.tags.get(token.text) == "vn":
        return "n"
    return "x" if token.sort == "v" and len(token.text) == 1 else token.sort


def _read(text: str, at: int, words: _Words) -> list[_Token]:
    """The words from an offset on, as far as they may belong to a noun phrase."""
    tokens: list[_Token] = []
    stop = min(len(text), at + 2 * WINDOW)
    while at < stop:
        token = _token(text, at, stop, words.tags)
        if token.sort == "x" or (token.sort == "v" and tokens and tokens[-1].sort == "n"):
            break
        at += len(token.text)
        if tokens and len(token.text) == 1 and text[at : at + 1] in ("了", "着"):
            break  # 坡道|结了
        tokens.append(_Token("长", "n") if tokens and token.text == "长" else token)  # 井长
    return tokens


def _fit(noun: list[_Token], unit: str, words: _Words) -> list[_Token]:
    """The part of a noun that its classifier counts: 农户 of 农户物资 with 户, 群众 of 群众饮水 with 名."""
    if unit in PERSONS:
        people = [i for i, token in enumerate(noun, 1) if _is_person(token.text, words)]
        return (
            noun[: people[-1]] if people else [] if unit == "人" and not TEAM.search(noun[-1].text) else noun
        )
    fitting = (i for i, t in enumerate(noun[:-1], 1) if unit and len(t.text) > 1 and t.text.endswith(unit))
    return noun[: next(fitting, len(noun))]


def _is_person(word: str, words: _Words) -> bool:
    return bool(PERSON.match(word)) or word in words.people


def _written(tokens: list[_Token]) -> str:
    """Words as one text, with their quotation marks where these are a pair inside it."""
    text = "".join([token.text for token in tokens])
    if text.count("“") == text.count("”") == 1:
        return text[1:-1] if text[0] + text[-1] == "“”" else text
    return text.replace("“", "").replace("”", "")


def _join(nouns: list[list[_Token]]) -> str:
    """A list as written; if only its last member has the head, the head (主干、支路检查站点: 检查站点)."""
    if len(nouns) > 1 and len(nouns[-1]) > max(len(part) for part in nouns[:-1]):
        head = _written(nouns[-1][1:])
        if len(head) > 2:
            return head
    return "、".join(_written(part) for part in nouns)


def _before(text: str, start: int, unit: str, words: _Words) -> str:
    """The noun phrase that ends right before the number: 规下企业149家, 村医11人, 渗水带长约40米."""
    head = text[max(0, start - WINDOW) : start]
    linked = LINK.sub("", head)
    by = BY_THE.search(linked)
    if by and by["noun"] not in words.measures and (len(by["noun"]) == 1 or by["noun"] in words.tags):
        return by["noun"]
    if linked[-1:] not in ("，", ","):
        noun = _last_nouns(linked, words, verbal=unit in ("%", "成"))
        return noun if len(noun) > 1 or linked == head else ""
    if unit not in ("人", "名"):
        return ""
    if quoted := QUOTED_TEAM.search(linked[:-1]):
        return quoted["name"]
    noun = _last_nouns(linked[:-1], words)
    return noun if "、" in noun or TEAM.search(noun) else ""


def _last_nouns(head: str, words: _Words, verbal: bool = False) -> str:
    """The nouns that end a text; a share may be of an activity, whose last word is a verb (道路清淤)."""
    tags, found, at = words.tags, list[_Token](), len(head)
    while at:
        token = _token(head, max(0, at - LONGEST_WORD), at, tags, backward=True)
        ends = token.sort == "n" or (verbal and token.sort == "v")
        if not (token.sort in "nm、" if found else ends):
            break
        found.insert(0, token)
        at -= len(token.text)
    if len(found) == 1 and found[0].sort == "v":
        return ""
    if head[at - 1 : at] in (*NUMERAL_CHARS, "每") and at:
        if len(found) < 2 or found[0].text not in words.units:
            return ""
        del found[0]  # 41户危房户103人
    in_name = "\u4e00" <= head[at - 1 : at] <= "\u9fff"  # 岚阳|县|最低气温
    while found and (
        found[0].sort == "、"
        or tags.get(found[0].text) in ("vn", "ns")
        or WHOLE.fullmatch(found[0].text)
        or (in_name and found[0].text in SUFFIXES)
    ):
        del found[0]
    return _written(found)
