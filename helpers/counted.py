"""What a number counts: the noun after the classifier, the noun before the number, or the team that it sizes.

Words and tags come from jieba's dictionary, read as a plain table: the longest word that fits is taken. That
is enough for the few characters on either side of a number, and much faster than to tag the whole text.
A run of words is then a string of one letter a word, and a noun phrase is a regular expression over it.
"""

import re
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from . import dictionary
from .grammar import HAN, NUMERAL_CHARS
from .lexicon import DEFAULT, Lexicon

LONGEST_WORD = 6
WINDOW = 24
SUFFIXES = {"社区", "街道"}.union(
    "点队站岗组员者户人车船机室所路桥楼房村镇乡县市省区厅馆店厂校院会团班社带线口门病药粮菜堤坝哨费款率"
)
WHOLE = re.compile("[全本该各其][省市县区乡镇村]?")
NEVER_NOUNS = frozenset(
    "的了着过在是为与和及或等并由从向对把被将让给到以于就都也还又再才已正不没时后前中里上下内外间全均皆心处连支"
)
NOMINAL = frozenset("点站车船机室所口率费员者队组区量器剂砂服帽灯")  # what makes nouns of verbs: 供水|点
RESULT = re.compile("..*[到进出来去起为成至往入]$")  # a verb that is followed by its object: 划为|危险区
TEAM = re.compile("[队组班团连]”?$")
PERSON = re.compile("..*[者员民兵众]$")
PERSONS = frozenset("名位人")  # what counts people
TIMES = frozenset("次趟遍回")  # what counts how often something is done
# Between a noun and its number: 渗水带|长|约40米, 清淤|已完成|50%, 气温|骤降至|零下9.5℃, 均价|回落|两成多
LINK = re.compile(
    "(?:总?共|合计|共计|累计|总计|已经?|达到?|约|最[长宽高深厚]处|长|宽|高|深|重|有|为|仅|各|完成|[就只]有?|超[过出标]?|近"
    "|比[^，,。；0-9]{1,8}[高低多少]|多达|将|(?:控制|保持|维持|稳定|回升|恢复|提升|提高|扩大|缩[短小]|压减)[在到至为]"
    "|计|分别|只?占|在|由|从|[骤猛陡]?[降升跌增减涨][至到]|卖到?|每(?:[公千]?[斤克吨亩米]|[秒天年月]|小时|分钟)"
    "|(?:初步)?(?:估算|估计|预计)|(?:病?倒|[死伤坏塌掉淹降涨跌少来]|回来)了|(?<=[者员民众生属患人])[中里](?=已?有)"
    "|(?:同比|环比)?(?:增长|下降|上升|上涨|下跌|回落|提高|减少|增加)了?)+$"
)
# 村民72户、|265人: what the number before counts; 送水|80吨: the object of a verb of one syllable
PAIRED = re.compile(f"(?:[0-9.]+[百千万]?|{HAN}{{2,}})[余多来]?(?:[^\\W\\d日号时点分年月天组岁级]|%)、?$")
GOODS = re.compile("用药$|[喂送运供出引调挑抽排购卖产捐发献节存撒铺喷][水菜粮饭餐药油煤米面血盐沙砂土]$")
AGED = f"[{NUMERAL_CHARS}]+周?岁及?以[上下]"
QUOTED_TEAM = re.compile("“(?P<name>[^“”，,。！!？?]{2,10})”$")
BY_THE = re.compile(r"每(?P<noun>[^\W\d一-十]{1,4})$")
# Between a classifier and its noun: a clause with 由, a dimension; any other clause
DESCRIBED = re.compile(r"由[^，,。；;！!？?\n]{2,24}?的|[长宽高深厚重大]?的|(?:组成|构成)的")
CLAUSE = re.compile(r"(?:[^，,。；;：:！!？?、\n“”0-9]|[0-9.]+[多余万]?[^\W\d]){0,14}?的")
PEOPLED = re.compile("[队伍组班团镇村乡城区县]$")  # 三万人的|小镇
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
    acts: frozenset[str]  # verbs that open no noun: 建立
    verbs: frozenset[str]  # what is done to people: 转移
    pivots: frozenset[str]  # verbs before another verb: 协助|转移群众


def find_counted(text: str, start: int, end: int, unit: str, lexicon: Lexicon = DEFAULT) -> str:
    """The noun that the quantity ``text[start:end]`` counts; empty when none is written.

    >>> find_counted("近400户农户", 0, 5, "户"), find_counted("规下企业149家。", 4, 8, "家")
    ('农户', '规下企业')
    """
    words = _words(lexicon)
    before, last = _before(text, start, unit, words), text[start - 1 : start]
    described = DESCRIBED.match(text, end)
    found = _after(text, described.end() if described else end, unit, words)
    measured = unit in words.measures and last in DIMENSIONS and before.endswith(last)
    people = unit in PERSONS and _is_people(before, words) and not _is_people(found, words)
    if not found or measured or people:
        found = before
    if found or not unit or unit in words.measures or not (clause := CLAUSE.match(text, end)):
        return found
    found = _after(text, clause.end(), unit if clause[0] != "的" else "", words)  # 一名|怀孕八个多月的|乘客
    return found if clause[0] != "的" or PEOPLED.search(found) else ""


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    units = lexicon.rows("classifiers")
    return _Words(
        noun_tags(lexicon),
        frozenset(row["term"] for row in units),
        frozenset(row["term"] for row in units if row["kind"] != "count"),
        lexicon.terms("groups") | lexicon.terms("roles"),
        _verbs(lexicon, "forming", "becoming", "splitting"),
        lexicon.terms("verbs") | lexicon.terms("tasks"),
        _verbs(lexicon, "working", "sending") | {"累计", "开始", "继续"},
    )


def _verbs(lexicon: Lexicon, *classes: str) -> frozenset[str]:
    return frozenset(row["term"] for row in lexicon.rows("verbs") if row["class"] in classes)


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
    word = ""
    for size in range(min(LONGEST_WORD, stop - start), 0, -1):
        word = text[stop - size : stop] if backward else text[start : start + size]
        if size == 1 or word in tags:
            break
    return _Token(word, word if word in "“”、" else _sort(word, tags.get(word, "")))


def _sort(word: str, tag: str) -> str:
    noun = tag == "n" and (word[0] in "数百千半" or len(word) > 2)
    if not word or word in NEVER_NOUNS or (word[0] in NUMERAL_CHARS and not noun):
        return "x"
    if tag[:1] in ("n", "s") or word in SUFFIXES or tag == "j":
        return "n"
    if tag in ("vn", "an", "b", "a", "ag", "g", "ng", "vg", "zg", ""):
        return "m" if "\u4e00" <= word[0] <= "\u9fff" else "x"
    return "v" if tag[:1] == "v" else "x"


def _after(text: str, at: int, unit: str, words: _Words) -> str:
    """The noun phrase that stands at an offset, or a list of them."""
    aged = re.compile(AGED).match(text, at)
    at = aged.end() if aged else at
    tokens = _read(text, at, words)
    phrase = _LIST.match("".join(_letter(token, unit, words) for token in tokens))
    if not phrase:
        return ""
    tokens = tokens[: phrase.end()]
    parts = [list(part) for mark, part in groupby(tokens, lambda token: token.sort == "、") if not mark]
    if len(parts) > 1 and text.startswith("的", at + sum(len(token.text) for token in tokens)):
        del parts[-1]  # 15名|干部、疾控中心的两名队员
    return (aged[0] if aged else "") + _join([_fit(part, unit, words) for part in parts])


def _letter(token: _Token, unit: str, words: _Words) -> str:
    if unit in ROUNDS and words.tags.get(token.text) == "vn":
        return "n"
    opens = len(token.text) > 1 and token.text not in words.acts and not RESULT.match(token.text)
    return token.sort if token.sort != "v" or (opens and unit not in TIMES) else "x"


def _read(text: str, at: int, words: _Words) -> list[_Token]:
    """The words from an offset on, as far as they may belong to a noun phrase."""
    tokens: list[_Token] = []
    stop = min(len(text), at + 2 * WINDOW)
    while at < stop:
        token = _token(text, at, stop, words.tags)
        verb = token.sort == "v" and tokens and tokens[-1].sort == "n"
        at += len(token.text)
        if token.sort == "x" or (verb and text[at : at + 1] not in NOMINAL):
            break
        tokens.append(token)
    return tokens


def _fit(noun: list[_Token], unit: str, words: _Words) -> list[_Token]:
    """The part of a noun that its classifier counts: 农户 of 农户物资 with 户, 群众 of 群众饮水 with 名."""
    if unit in PERSONS:
        people = [i for i, token in enumerate(noun, 1) if _is_person(token.text, words)]
        nobody = unit == "人" and not TEAM.search(noun[-1].text)
        return noun[: people[-1]] if people else [] if nobody else noun
    fitting = (i for i, t in enumerate(noun[:-1], 1) if unit and len(t.text) > 1 and t.text.endswith(unit))
    return noun[: next(fitting, len(noun))]


def _is_people(noun: str, words: _Words) -> bool:
    return any(_is_person(noun[i:], words) for i in range(len(noun)))


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
    linked = LINK.sub("", PAIRED.sub("", LINK.sub("", head)))
    by, share = BY_THE.search(linked), unit in ("%", "成")
    measures = share or unit in words.measures
    if by and by["noun"] not in words.measures and (len(by["noun"]) == 1 or by["noun"] in words.tags):
        if not measures:
            return by["noun"]
        linked = linked[: by.start()]
    if unit in TIMES or (GOODS.search(linked) and unit not in "户家处个"):
        return "" if unit in TIMES else linked[-1]
    if quoted := QUOTED_TEAM.search(linked.rstrip("，,") if unit in ("人", "名") else linked):
        return quoted["name"]
    if linked[-1:] not in ("，", ","):
        noun = _last_nouns(linked, words, verbal=share)
        return noun if len(noun) > 1 or linked == head or head.endswith("了") else ""
    if unit not in ("人", "名"):
        return ""
    noun = _last_nouns(linked[:-1], words)
    return noun if "、" in noun or TEAM.search(noun) else ""


def _last(head: str, words: _Words) -> _Token:
    """The longest word that ends a text."""
    return _token(head, 0, len(head), words.tags, backward=True)


def _last_nouns(head: str, words: _Words, verbal: bool = False) -> str:
    """The nouns that end a text; a share may be of an activity, whose last word is a verb (道路清淤)."""
    found, at, token = list[_Token](), len(head), _Token("", "x")
    while at:
        token = _last(head[:at], words)
        ends = token.sort == "n" or (verbal and token.sort == "v")
        if not (token.sort in "nm、" or _describes(token, head[:at], found, words) if found else ends):
            break
        found.insert(0, token)
        at -= len(token.text)
    after_number = at and head[at - 1] in (*NUMERAL_CHARS, *"每比较")
    if len(found) == 1 and (found[0].sort == "v" or after_number or words.tags.get(found[0].text) == "s"):
        return ""
    if after_number and found and found[0].text in words.units:
        del found[0]  # 41户危房户103人
    aged = re.search(AGED + "$", head[:at])
    _strip(found, head[at - 1 : at], token, words)
    return (aged[0] if aged and found else "") + _written(found)


def _describes(verb: _Token, head: str, found: list[_Token], words: _Words) -> bool:
    """Whether a verb belongs to the noun after it: 供水|点, and for people 接待|避寒|群众."""
    compound = len(verb.text) == len(found[0].text) == 1 < len(found)  # 防|蚊|病房, 诱|蚊|器
    if verb.sort != "v" or found[0].text in NOMINAL or compound:
        return verb.sort == "v"
    token = _last(head.removesuffix(verb.text), words)
    acts = token.sort == "v" and token.text not in words.pivots and verb.text not in words.verbs
    return acts and _is_person(found[-1].text, words)


def _strip(found: list[_Token], before: str, last: _Token, words: _Words) -> None:
    """Take from the front what is no part of a noun: a verb, unless another stands before it; a place."""
    in_name = "\u4e00" <= before <= "\u9fff"  # 岚阳|县|最低气温
    people = found and _is_person(found[-1].text, words)
    acts = last.sort != "v" or last.text in words.pivots or people  # 供应|蔬菜, but 布设|监测断面
    while found and (
        found[0].sort == "、"
        or words.tags.get(found[0].text) in ("ns", "vn" if acts else "")
        or WHOLE.fullmatch(found[0].text)
        or (in_name and found[0].text in SUFFIXES)
    ):
        del found[0]
