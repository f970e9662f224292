"""A text as a string of word classes, one letter a word: for the grammar of names.

The words come from jieba's dictionary without its guesses about unknown words, cut inside stretches that the
quantities, the people and the punctuation bound. Each word has a letter. Those of the tables of
``data/lexicon/`` stand in `CLASSES`; the rest are

    M m   modifier of names: a noun (物资), another word (临时)      P   place: 泰山村
    n a   noun of the dictionary; verb that serves as one (教研)     p   person
    N     name of the dictionary                                     c   quantity
    u r   single character; rare word                                L   label with a numeral: 三码
    d     的                                                         h H numbered part: 2组; building: 3号楼
    b     为, 给, 对: before who is served                           Q   quotation: “马灯”
    j     点, 亭: end of a place of work                             C   常态化
    w     上, 下: preposition, or in a village's name                |   punctuation
    x y   listed as no part of a name; other word                    E   、
    z i   other particle, or no Chinese; 在                         W   road, river, mountain: 凤凰山
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .dictionary import Dictionary, dictionary, plain_tags
from .lexicon import DEFAULT, Lexicon, find_terms

Edge = tuple[int, int, str]  # start, end and letter of what is taken whole
# Of 60 million words in jieba's dictionary: enough for a listed word to win against its parts.
FREQUENCY = 5000
CLASSES = {  # table, other columns → letter; small letters of heads need a modifier before them
    ("places", "admin"): "A",  # level of administration: 村
    ("places", "seat"): "J",  # 县城
    ("places", "facility"): "F",  # response facility: 安置点
    ("places", "building"): "f",  # 办公楼
    ("places", "physical"): "Y",  # road, water, ground: 河
    ("places", "institution"): "I",  # school or home: 小学
    ("places", "generic"): "x",  # no name of a place: 全村
    ("organisations", "1"): "O",  # 企业; or B, where the level is named: 镇党委
    ("organisations", ""): "o",  # 局
    ("teams", "1"): "T",  # 突击队
    ("teams", ""): "t",  # 队
    ("groups", "1"): "G",  # 志愿者
    ("groups", ""): "g",  # 人员
    ("tasks", "1,1"): "V",  # activity, alone or with an object: 转移
    ("tasks", ",1"): "v",  # with an object: 采购; or e, where it names no activity: 送出
    ("tasks", "1,"): "K",  # alone: 巡逻
    ("tasks", ","): "k",  # in a longer name: 管控
    ("systems", "1"): "S",  # 应急预案
    ("systems", ""): "s",  # 体系
    ("systems", "q"): "q",  # behind a quotation: “暖冬”行动
    ("general", "stop"): "x",
    ("general", "verb"): "x",
    ("general", "umbrella"): "U",  # the whole response: 疫情防控
}
SPECIAL = {"的": "d", "常态化": "C", "在": "i"} | dict.fromkeys("上下", "w")
SPECIAL |= dict.fromkeys("为给对向替帮和与及由把被", "b") | dict.fromkeys("点亭哨棚", "j")
LEVELS = "省市县区镇乡村"  # 县 | 法院
FUNCTION = frozenset(
    "到从将让或并而则也都就便又还再才已正不没无有是这那该此其每各全某本我你他她它们"
    "地得了着过等间时起来去进入驻赴往至自按据经因随以于用使令请问替说称道看听见靠离抵派带领做作当任"
    "受个名位条支只次天月日年两几多余数约近逾归些回沿原好设令叫完毕够满"
)
RESULTS = frozenset("出入下上来去到走起住断掉成开回清通")  # end of a verb that names no activity: 送出, 阻断
PROPER = frozenset({"ns", "nr", "nrt", "nz", "nrfg"})  # the dictionary's tags of names
SUFFIXES = (  # nouns that no table lists
    (re.compile(r".+(?:队|(?<![词机数剧])组|专班)$"), "T"),
    (re.compile(r".{2,}(?:员|者|户|干部|群众|人员)$"), "G"),
    (re.compile(r".{2,}(?:局|医院|公司|委员会|协会|学会|部队|支部|大学|学院|中学|小学|银行|集团)$"), "o"),
)
CHUNK = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]+")
LAUNCHES = "推出|启动|开通|开辟|开设|开办|开展|发起|创建|创办|打造|试行|推行|实行|举办|定为"
QUOTED = re.compile(  # what stands before a word, is launched, or is a name by its own form
    r"(?:战|抗)?[“「『][^“”「」『』，,。！!？?；;：:\n]{1,12}[”」』](?=[一-鿿])"
    rf"|(?<={LAUNCHES})[“「『][一-鿿]{{2,8}}[”」』]"
    r"|[“「『](?:[二三四五六七八九十两][一-鿿]{1,3}|[一-鿿]{1,8}(?:[制法屋亭馆舱仓棚]|[驿务]站|制度|模式|行动|工程|计划|机制|[一二三四五六七八九十]条))[”」』]"
)
PLACE = re.compile(r"(?:(?:(?<![^|EA])w)?[uNnrMYajW]{1,4}|(?<=A)[xykKvVm]|(?<=[EP])y)A|(?<!c)P?J")


class Token(NamedTuple):
    """A word with its letter."""

    start: int
    end: int
    text: str
    code: str


def code_blocks(
    text: str, blocks: Sequence[tuple[int, int]], edges: Sequence[Edge], lexicon: Lexicon = DEFAULT
) -> list[list[Token]]:
    """The coded words of each stretch of a text; a place's short name counts where its full name is known.

    Args:
        text: the whole text.
        blocks: start and end of the stretches.
        edges: what is taken whole, sorted.
        lexicon: the tables of words.
    """
    coded = [_code(text, start, end, edges, lexicon) for start, end in blocks]
    names = _place_names(coded, lexicon)
    if not names:
        return coded
    known = [(start, end, "P") for start, end in find_terms(names, text, blocks, but="城(?!管)")]
    for i, (start, end) in enumerate(blocks):
        found = _within(known, start, end)
        if not {(t.start, t.end) for t in coded[i] if t.code == "P"}.issuperset(f[:2] for f in found):
            coded[i] = _code(text, start, end, sorted([*_within(edges, start, end), *found]), lexicon)
    return coded


def code_quotation(text: str, token: Token, lexicon: Lexicon) -> tuple[int, int, list[Token]]:
    """Start and end of what a quotation holds, and its coded words."""
    start = token.start + min(i for i, c in enumerate(token.text) if c in "“「『") + 1
    return start, token.end - 1, _code(text, start, token.end - 1, (), lexicon)


def _place_names(coded: Iterable[list[Token]], lexicon: Lexicon) -> set[str]:
    """The full names of places in a text, and what they are without their level: 塘栖镇, 塘栖."""
    levels = tuple(r["term"] for r in lexicon.rows("places") if r["kind"] == "admin")
    names = {t.text for tokens in coded for t in tokens if t.code == "P"} - {"县城"}
    stems = {n.removesuffix(max((x for x in levels if n.endswith(x)), key=len, default="")) for n in names}
    stems = {s for s in stems if len(s) > 1 and not any(s[:k] in stems for k in range(2, len(s)))}
    return stems | {n for n in names if not any(n[:k] in stems for k in range(2, len(n) - 2))}


def _within(edges: Sequence[Edge], start: int, end: int) -> list[Edge]:
    near = edges[bisect_left(edges, (start,)) : bisect_left(edges, (end,))]
    return [e for e in near if e[1] <= end]


def _code(text: str, start: int, end: int, edges: Sequence[Edge], lexicon: Lexicon) -> list[Token]:
    quotes = [(m.start(), m.end(), "Q") for m in QUOTED.finditer(text, start, end)]
    opened = [quote[0] for quote in quotes]
    inside = [
        e
        for e in _within(edges, start, end)  # what begins in a quotation is read with it
        if not (i := bisect_right(opened, e[0])) or quotes[i - 1][1] <= e[0]
    ]
    tokens: list[Token] = []
    at = start
    for left, right, letter in sorted(quotes + inside):
        if left >= at:
            tokens += _words(text, at, left, lexicon)
            tokens.append(Token(left, right, text[left:right], letter))
            at = right
    tokens += _words(text, at, end, lexicon)
    return _with_places(text, tokens, lexicon)


def _words(text: str, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    tokens: list[Token] = []
    at = start
    for chunk in CHUNK.finditer(text, start, end):
        tokens += [_mark(text, i) for i in range(at, chunk.start())]
        at = chunk.start()
        for word, code in _coded(chunk[0], lexicon):
            tokens.append(Token(at, at := at + len(word), word, code))
    return tokens + [_mark(text, i) for i in range(at, end)]


@lru_cache(maxsize=4096)
def _coded(chunk: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The words of a stretch and their letters; kept, since a block with a short name is cut twice."""
    return [(word, code_word(word, lexicon)) for word in _segmenter(lexicon).cut_block(chunk)]


def _mark(text: str, at: int) -> Token:
    return Token(at, at + 1, text[at], "E" if text[at] == "、" else "|")


def _with_places(text: str, tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Join the words of each administrative name; 山村 and 邻县 are none."""
    joined: list[Token] = []
    at = 0
    for match in PLACE.finditer("".join([t.code for t in tokens])):
        first, last = match.span()
        while first < last - 2 and tokens[last - 1].start - tokens[first].start > 4:
            first += 1
        start, end = tokens[first].start, tokens[last - 1].end
        name = text[start:end]
        named = name[2:].endswith(("村", "镇")) or plain_tags().get(name, "ns") in PROPER  # 团结村
        is_name = match[0][-1] == "J" or (named and _classes(lexicon).get(name) != "x")
        joined += [*tokens[at:first], Token(start, end, name, "P" if is_name else "x")]
        at = last
    return joined + tokens[at:]


@lru_cache(maxsize=8)
def _segmenter(lexicon: Lexicon) -> Dictionary:
    """The dictionary with the tables' words; longer words of it that are built of them are cut."""
    own = dictionary(lexicon)
    listed = {row["term"] for table in {t for t, _ in CLASSES} for row in lexicon.rows(table)}
    listed |= lexicon.terms("modifiers")
    counts = {word: max(own.count(word), FREQUENCY) for word in listed | SPECIAL.keys()}
    return own.changed(dict.fromkeys(set(_built(own, lexicon)) - listed, 0) | counts)


def _built(own: Dictionary, lexicon: Lexicon) -> Iterator[str]:
    """The words of the dictionary that are built of listed words: 法院|院长, 县|法院, 维持|秩序."""
    ends = {row["term"] for row in lexicon.rows("places") if row["kind"] == "admin"}
    ends |= {term for term in lexicon.terms("tasks") if len(term) > 1}
    last = {term[-1] for term in ends}
    ending = (first + rest for first, tails in own.tails.items() for rest in tails if rest[-1:] in last)
    yield from (w for w in ending if not ends.isdisjoint(w[-n:] for n in (1, 2, 3, 4)))
    starts = {term for term in lexicon.terms("organisations") if len(term) > 1}
    led = starts | {row["term"] for row in lexicon.rows("places") if row["kind"] == "institution"}
    governing = {row["term"] for row in lexicon.rows("tasks") if row["object"]}
    firsts = {term[0] for term in starts | governing}.union(LEVELS)
    for word in (first + rest for first in firsts for rest in own.tails.get(first, ())):
        opened = not starts.isdisjoint(word[:n] for n in (2, 3, 4))
        if opened or (word[0] in LEVELS and word[1:] in led) or (len(word) == 4 and word[:2] in governing):
            yield word


@lru_cache(maxsize=8)
def _classes(lexicon: Lexicon) -> dict[str, str]:
    """The letter of each word of the tables; of two tables, the first counts."""
    classes = dict(SPECIAL)
    for table in dict.fromkeys(table for table, _ in CLASSES):
        for term, *columns in (row.values() for row in lexicon.rows(table)):
            code = CLASSES.get((table, ",".join(columns)), "")
            if code in {"O", "o"} and re.match("[村镇乡县市区省旗](?![场域政民])", term):
                code = "B"
            if code == "v" and (term[-1] in RESULTS or len(term) == 1):
                code = "e"
            if code and not (code == "U" and term in lexicon.terms("modifiers")):
                classes.setdefault(term, code)
    return classes


@lru_cache(maxsize=8)
def _nouns(lexicon: Lexicon) -> frozenset[str]:
    """The words whose tag the lexicon corrects to that of a noun."""
    return frozenset(row["term"] for row in lexicon.rows("nouns") if row["tag"] == "n")


@lru_cache(maxsize=65536)
def code_word(word: str, lexicon: Lexicon = DEFAULT) -> str:
    """The letter of one word.

    >>> code_word("志愿者"), code_word("人员"), code_word("的")
    ('G', 'g', 'd')
    """
    tag = plain_tags().get(word, "")
    if word in _classes(lexicon):
        return _classes(lexicon)[word]
    if tag[:1] == "v" and word[-1] in "成作为":  # 改作 | 纳凉点
        return "x"
    if word in lexicon.terms("modifiers"):
        return "M" if tag[:1] in {"n", ""} or word in _nouns(lexicon) else "m"
    if len(word) == 1:
        return "z" if word in FUNCTION or not "\u4e00" <= word <= "\u9fff" else "u"
    if tag == "ns" and len(word) > 2 and word[-1] in "路街巷河湖江溪山岭峰桥寺塔港湾塘沟峡岛洲滩坝岩渠":
        return "W"  # 凤凰山
    if tag in PROPER:
        return "N"
    if tag[:1] == "n":
        return next((letter for pattern, letter in SUFFIXES if pattern.match(word)), "n")
    if tag in {"b", "j", "s", "vn", "an"}:
        return "a" if tag[-1] == "n" else "n"
    if 0 < dictionary(lexicon).count(word) < 10:
        return "K" if len(word) == 2 and _classes(lexicon).get(word[0]) == "e" else "r"  # 喂药
    return "y" if tag in {"v", "a", "z", "d", "i", "l"} else "x"
