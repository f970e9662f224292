"""What a number counts: the noun after the classifier, the noun before the number, or the team that a number sizes.

Words and their tags come from jieba's dictionary, read as a plain table: the longest word that fits is taken. That is
enough for the few characters on either side of a number, and much faster than to segment and tag the whole text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from .grammar import NUMERAL_CHARS
from .lexicon import DEFAULT, Lexicon

LONGEST_WORD = 6
WINDOW = 24
SUFFIXES = frozenset(
    "点队站岗组员者户人车船机室所路桥楼房村镇乡县市省区厅馆店厂校院会团班社户带线口门病药粮菜堤坝哨费款"
)
LEADING = frozenset("无非未老新大小旧总副")  # one character that opens a noun: 无症状, 新党员
NEVER_NOUNS = frozenset(
    "的了着过在是为与和及或等并由从向对把被将让给到以于就都也还又再才已正不没时后前中里上下内外间"
)
COUNTABLE = re.compile("[队组班团连]”?$")
# Between a noun and its number: 渗水带|长约|40米, 道路清淤|已完成|50%
LINK = re.compile(
    r"(?:总?共|合计|共计|累计|总计|已经?|达到?|约|长|宽|高|深|重|有|为|仅|各|完成|就有?|超过?|近|多达|计|分别)+$"
)
BY_THE = re.compile(r"每(?P<noun>[^\W\d一-十]{1,3})$")
QUOTED_TEAM = re.compile("“(?P<name>[^“”]{2,10})”$")
OF_PHRASE = re.compile(r"由[^，,。；;！!？?\n]{2,24}?的")


# Tables of the lexicon whose words the dictionary lacks or tags badly, with the tag that they get here.
TABLES = {"modifiers": "b", "groups": "n", "organisations": "n", "teams": "n", "nouns": "n", "words": "n"}
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
    return _after(text, end, unit, lexicon) or _before(text, start, unit, lexicon)


@lru_cache(maxsize=8)
def word_tags(lexicon: Lexicon = DEFAULT) -> dict[str, str]:
    """The words of jieba's dictionary and of the lexicon with their tags (n, v, nr, …)."""
    places = getattr(find_spec("jieba"), "submodule_search_locations", None) or []
    tags = {}
    with (Path(places[0]) / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, _, tag = line.split()
            tags[word] = tag
    tags |= {word: "n" for word, tag in tags.items() if tag in ("m", "i") and _NAME_LIKE.fullmatch(word)}
    for table, tag in TABLES.items():
        for row in lexicon.rows(table):
            if table in ("nouns", "words") or tags.get(row["term"], "i") in ("i", "m", "ns"):
                tags[row["term"]] = row.get("tag") or tag
    return tags


@lru_cache(maxsize=8)
def units(lexicon: Lexicon) -> frozenset[str]:
    """The measures of the table of classifiers, which count nothing themselves: 每公斤5元."""
    return frozenset(
        row["term"] for row in lexicon.rows("classifiers") if row["kind"] in ("measure", "duration")
    )


def _sort(word: str, tag: str) -> str:
    if word in NEVER_NOUNS:
        return "x"
    if tag[:1] in ("n", "s") or word in SUFFIXES or tag == "j":
        return "n"
    if tag in ("vn", "an", "b", "a", "ag", "g", "ng", "vg", "") or word in LEADING:
        return "m" if "\u4e00" <= word[0] <= "\u9fff" else "x"
    return "v" if tag[:1] == "v" else "x"


def _forward(text: str, start: int, lexicon: Lexicon) -> Iterator[_Token]:
    """Words from ``start`` on, the longest first; quotation marks belong to the name that they open."""
    tags, at, stop = word_tags(lexicon), start, min(len(text), start + WINDOW)
    while at < stop:
        if text[at] in "“”、":
            yield _Token(text[at], text[at])
            at += 1
            continue
        size = next((n for n in range(min(LONGEST_WORD, stop - at), 1, -1) if text[at : at + n] in tags), 1)
        word = text[at : at + size]
        yield _Token(word, "x" if word[0] in NUMERAL_CHARS else _sort(word, tags.get(word, "")))
        at += size


def _after(text: str, end: int, unit: str, lexicon: Lexicon) -> str:
    """The noun phrase right after the classifier, after 的, or after a 由…的 that describes it."""
    described = OF_PHRASE.match(text, end)
    at = described.end() if described else end + (text[end : end + 1] == "的")
    parts: list[list[_Token]] = [[]]
    for token in _forward(text, at, lexicon):
        if token.sort == "、" and parts[-1]:
            parts.append([])
        elif token.sort in "nm“”" or _opens(token, parts[-1]):
            parts[-1].append(token)
        else:
            break
    nouns = [phrase for part in parts if (phrase := _trim(part))]
    if len(nouns) != len(parts):
        nouns = nouns[:1] if parts[0] and _trim(parts[0]) else []
    if nouns and (fit := _fitting(nouns[0], unit)):
        return fit
    return _join(nouns)


def _opens(token: _Token, part: list[_Token]) -> bool:
    """A verb of two characters may open a noun phrase: 解除隔离人员."""
    return token.sort == "v" and len(token.text) > 1 and not any(t.sort == "n" for t in part)


def _fitting(noun: list[_Token], unit: str) -> str:
    """The part of a noun that ends in its own classifier: 农户 of 农户防疫物资, counted by 户."""
    fits = [
        i
        for i, token in enumerate(noun[:-1], 1)
        if unit and len(token.text) > 1 and token.text.endswith(unit)
    ]
    return "".join(token.text for token in noun[: fits[0]]) if fits else ""


def _trim(part: list[_Token]) -> list[_Token]:
    """A phrase up to its last noun, with its quotation marks in pairs."""
    last = max((i for i, token in enumerate(part) if token.sort == "n"), default=-1)
    part = part[: last + 2] if part[last + 1 : last + 2] == [_Token("”", "”")] else part[: last + 1]
    marks = [token.text for token in part if token.text in "“”"]
    if marks == ["“", "”"] and part[0].text == "“" and part[-1].text == "”":
        return part[1:-1]
    return part if marks in ([], ["“", "”"]) else [token for token in part if token.text not in "“”"]


def _join(nouns: list[list[_Token]]) -> str:
    """A list as written; where only its last member has the head, that head (主干、支路检查站点: 检查站点)."""
    if len(nouns) > 1 and len(nouns[-1]) > max(len(part) for part in nouns[:-1]):
        head = "".join(token.text for token in nouns[-1][1:])
        if len(head) > 2:
            return head
    return "、".join("".join(token.text for token in part) for part in nouns)


def _before(text: str, start: int, unit: str, lexicon: Lexicon) -> str:
    """The noun phrase that ends right before the number: 规下企业149家, 村医11人, 渗水带长约40米."""
    head = text[max(0, start - WINDOW) : start]
    if match := BY_THE.search(head):
        return "" if match["noun"] in units(lexicon) else match["noun"]
    linked = LINK.sub("", head)
    if linked[-1:] not in ("，", ","):
        return _last_nouns(linked, lexicon, verbal=unit == "%")
    if unit not in ("人", "名"):
        return ""
    if quoted := QUOTED_TEAM.search(linked[:-1]):
        return quoted["name"]
    noun = _last_nouns(linked[:-1], lexicon)
    return noun if "、" in noun or COUNTABLE.search(noun) else ""


def _last_nouns(head: str, lexicon: Lexicon, verbal: bool = False) -> str:
    """The nouns that end a text; a share may be of an activity, whose last word is a verb (道路清淤)."""
    found: list[_Token] = []
    for token in _backward(head, lexicon):
        opens = token.sort == "v" and (found[0].text in SUFFIXES if found else verbal)
        if not (token.sort == "n" or opens or (found and token.sort in "m、")):
            break
        found.insert(0, token)
    if len(found) == 1 and found[0].sort == "v":
        return ""
    while found and (found[0].sort == "、" or (found[0].sort == "m" and _is_verbal(found[0].text, lexicon))):
        del found[0]
    noun = "".join(token.text for token in found)
    counted_before = head[: len(head) - len(noun)][-1:] in (*NUMERAL_CHARS, "每")
    return (
        ""
        if counted_before or noun.startswith("每")
        else re.sub("^(?:全|本|该|各|其)[市县区乡镇村]", "", noun)
    )


def _is_verbal(word: str, lexicon: Lexicon) -> bool:
    return word_tags(lexicon).get(word) == "vn"


def _backward(head: str, lexicon: Lexicon) -> Iterator[_Token]:
    tags, at = word_tags(lexicon), len(head)
    while at:
        size = next((n for n in range(min(LONGEST_WORD, at), 1, -1) if head[at - n : at] in tags), 1)
        word = head[at - size : at]
        yield _Token(word, "、" if word == "、" else _sort(word, tags.get(word, "")))
        at -= size
