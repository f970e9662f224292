"""What a number counts: the noun after the classifier, the noun before the number, or the team that it sizes.

Words and tags come from jieba's dictionary, read as a plain table: the longest word that fits is taken. That
is enough for the few characters on either side of a number, and much faster than to tag the whole text.
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
)
ADMIN = frozenset("省市县区乡镇村") | {"社区", "街道"}
WHOLE = re.compile("[全本该各其][省市县区乡镇村]?")
LEADING = frozenset("无非未老新大小旧总副")  # one character that opens a noun: 无症状, 新党员
NEVER_NOUNS = frozenset(
    "的了着过在是为与和及或等并由从向对把被将让给到以于就都也还又再才已正不没时后前中里上下内外间全均皆心"
) | {"全部", "家里", "家中", "其中"}
TEAM = re.compile("[队组班团连]”?$")
# Between a noun and its number: 渗水带|长约|40米, 清淤|已完成|50%, 气温|跌至|零下9.5℃, 积雪|最深处达|31厘米
LINK = re.compile(
    "(?:总?共|合计|共计|累计|总计|已经?|达到?|约|最[长宽高深厚]处|长|宽|高|深|重|有|为|仅|各|完成|就有?|超过?|近"
    "|多达|计|分别|只?占|[降升跌增减涨][至到])+$"
)
BY_THE = re.compile(r"每(?P<noun>[^\W\d一-十]{1,4})$")
QUOTED_TEAM = re.compile("“(?P<name>[^“”]{2,10})”$")
# Between a classifier and its noun: a clause with 由, a dimension, an adjective
DESCRIBED = re.compile(r"由[^，,。；;！!？?\n]{2,24}?的|[长宽高深厚重大]?的|(?P<adjective>[^\W\d_]{2,4}?)的")
# What a measure measures, right before it: 海拔1460米的山口, 风力15级
DIMENSION = re.compile("[拔度力温速率量位积]$")

# Tables of the lexicon whose words the dictionary lacks or tags badly, with the tag that they get here.
TABLES = {"modifiers": "b", "groups": "n", "organisations": "n", "teams": "n", "nouns": "n"}
# Dictionary words tagged as numeral or idiom that are plain nouns: 大米, 冲锋舟.
_NAME_LIKE = re.compile("[^零一二三四五六七八九十百千万亿两半几数多首每整全无余]{2,3}")


class _Token(NamedTuple):
    text: str
    sort: str  # n noun, m modifier of a noun, v verb that may open a noun, x anything else


def find_counted(text: str, start: int, end: int, unit: str, lexicon: Lexicon = DEFAULT) -> str:
    """The noun that the quantity ``text[start:end]`` counts; empty when none is written.

    >>> find_counted("近400户农户", 0, 5, "户"), find_counted("规下企业149家。", 4, 8, "家")
    ('农户', '规下企业')
    """
    before = _before(text, start, unit, lexicon)
    if DIMENSION.search(before) and text[start - 1] == before[-1]:
        return before
    return _after(text, end, unit, lexicon) or before


@lru_cache(maxsize=8)
def noun_tags(lexicon: Lexicon = DEFAULT) -> dict[str, str]:
    """The words of the dictionary with tags that are corrected where they hide a noun."""
    tags = dict(dictionary.word_tags(lexicon))
    tags |= {word: "n" for word, tag in tags.items() if tag in ("m", "i") and _NAME_LIKE.fullmatch(word)}
    for table, tag in TABLES.items():
        for row in lexicon.rows(table):
            if table == "nouns" or tags.get(row["term"], "i") in ("i", "m", "ns"):
                tags[row["term"]] = row.get("tag") or tag
    return tags


def _sort(word: str, tag: str) -> str:
    if word in NEVER_NOUNS or word[0] in NUMERAL_CHARS:
        return "x"
    if tag[:1] in ("n", "s") or word in SUFFIXES or tag == "j":
        return "n"
    if tag in ("vn", "an", "b", "a", "ag", "g", "ng", "vg", "") or word in LEADING:
        return "m" if "\u4e00" <= word[0] <= "\u9fff" else "x"
    return "v" if tag[:1] == "v" else "x"


def _token(text: str, start: int, stop: int, lexicon: Lexicon, backward: bool = False) -> _Token:
    """The longest word of the dictionary at the start, or at the end, of ``text[start:stop]``."""
    tags = noun_tags(lexicon)
    for size in range(min(LONGEST_WORD, stop - start), 0, -1):
        word = text[stop - size : stop] if backward else text[start : start + size]
        if size == 1 or word in tags:
            break
    return _Token(word, word if word in "“”、" else _sort(word, tags.get(word, "")))


def _after(text: str, end: int, unit: str, lexicon: Lexicon) -> str:
    """The noun phrase right after the classifier, or after words with 的 that describe it."""
    at, stop = _skip_description(text, end, lexicon), min(len(text), end + 2 * WINDOW)
    parts: list[list[_Token]] = [[]]
    while at < stop:
        token = _token(text, at, min(stop, at + LONGEST_WORD), lexicon)
        if token.sort == "、" and parts[-1]:
            parts.append([])
        elif token.sort in "nm“”" or _opens(token, parts[-1]):
            parts[-1].append(token)
        else:
            break
        at += len(token.text)
    nouns = [phrase for part in parts if (phrase := _trim(part))]
    if len(nouns) != len(parts):
        nouns = nouns[:1] if _trim(parts[0]) else []
    return (_fitting(nouns[0], unit) if nouns else "") or _join(nouns)


def _skip_description(text: str, end: int, lexicon: Lexicon) -> int:
    described = DESCRIBED.match(text, end)
    if not described:
        return end
    adjective = described["adjective"]
    is_one = not adjective or noun_tags(lexicon).get(adjective, "")[:1] in ("a", "b", "z", "i", "l")
    return described.end() if is_one else end


def _opens(token: _Token, part: list[_Token]) -> bool:
    """A verb of two characters may open a noun phrase: 解除隔离人员."""
    return token.sort == "v" and len(token.text) > 1 and not any(t.sort == "n" for t in part)


def _fitting(noun: list[_Token], unit: str) -> str:
    """The part of a noun that ends in its own classifier: 农户 of 农户防疫物资, counted by 户."""
    for i, token in enumerate(noun[:-1], 1):
        if unit and len(token.text) > 1 and token.text.endswith(unit):
            return "".join(t.text for t in noun[:i])
    return ""


def _trim(part: list[_Token]) -> list[_Token]:
    """A phrase up to its last noun, with its quotation marks in pairs."""
    last = max((i for i, token in enumerate(part) if token.sort == "n"), default=-1)
    part = part[: last + 2] if part[last + 1 : last + 2] == [_Token("”", "”")] else part[: last + 1]
    marks = [token.text for token in part if token.text in "“”"]
    if marks == ["“", "”"] and part[0].text == "“" and part[-1].text == "”":
        return part[1:-1]
    return part if marks in ([], ["“", "”"]) else [token for token in part if token.text not in "“”"]


def _join(nouns: list[list[_Token]]) -> str:
    """A list as written; if only its last member has the head, the head (主干、支路检查站点: 检查站点)."""
    if len(nouns) > 1 and len(nouns[-1]) > max(len(part) for part in nouns[:-1]):
        head = "".join(token.text for token in nouns[-1][1:])
        if len(head) > 2:
            return head
    return "、".join("".join(token.text for token in part) for part in nouns)


def _before(text: str, start: int, unit: str, lexicon: Lexicon) -> str:
    """The noun phrase that ends right before the number: 规下企业149家, 村医11人, 渗水带长约40米."""
    head = text[max(0, start - WINDOW) : start]
    if match := BY_THE.search(head):
        if match["noun"] not in _all_units(lexicon):
            return match["noun"] if _is_noun(match["noun"], lexicon) else ""
        head = head[: match.start()]
    linked = LINK.sub("", head)
    if linked[-1:] not in ("，", ","):
        noun = _last_nouns(linked, lexicon, verbal=unit in ("%", "成"))
        return noun if len(noun) > 1 or linked == head else ""
    if unit not in ("人", "名"):
        return ""
    if quoted := QUOTED_TEAM.search(linked[:-1]):
        return quoted["name"]
    noun = _last_nouns(linked[:-1], lexicon)
    return noun if "、" in noun or TEAM.search(noun) else ""


def _is_noun(word: str, lexicon: Lexicon) -> bool:
    """Whether a word after 每 is no unit with something behind it: 每户, but 每轮采样约6500人次."""
    return word[0] not in _all_units(lexicon) or word in noun_tags(lexicon)


@lru_cache(maxsize=8)
def _all_units(lexicon: Lexicon) -> frozenset[str]:
    """Measures and turns, which count nothing themselves: 每公斤5元."""
    rows = lexicon.rows("classifiers")
    measures = {row["term"] for row in rows if row["kind"] in ("measure", "duration")}
    return frozenset(measures | {row["term"] for row in rows if row["dimension"] == "verbal"} | {"轮"})


def _last_nouns(head: str, lexicon: Lexicon, verbal: bool = False) -> str:
    """The nouns that end a text; a share may be of an activity, whose last word is a verb (道路清淤)."""
    tags, found, at = noun_tags(lexicon), list[_Token](), len(head)
    while at:
        token = _token(head, max(0, at - LONGEST_WORD), at, lexicon, backward=True)
        is_noun = token.sort == "n" and not (found and tags.get(token.text) == "nr")
        opens = token.sort == "v" and (found[0].text in SUFFIXES if found else verbal)
        if not (is_noun or opens or (found and token.sort in "m、")):
            break
        found.insert(0, token)
        at -= len(token.text)
    if len(found) == 1 and found[0].sort == "v":
        return ""
    counted_before = head[at - 1 : at] in (*NUMERAL_CHARS, "每") if at else False
    if counted_before and len(found) > 1 and found[0].text in lexicon.terms("classifiers"):
        del found[0]  # 41户危房户103人
    elif counted_before:
        return ""
    in_name = "\u4e00" <= head[at - 1 : at] <= "\u9fff"  # 岚阳|县|最低气温
    while found and (
        found[0].sort == "、"
        or tags.get(found[0].text) in ("vn", "ns")
        or WHOLE.fullmatch(found[0].text)
        or (in_name and found[0].text in ADMIN)
    ):
        del found[0]
    return "".join(token.text for token in found)
