"""A text as a string of word classes, one letter a word: for the grammar of names.

The words come from jieba's dictionary without its guesses about unknown words, cut inside stretches that the
quantities, the people and the punctuation bound; the classes come from the tables of ``data/lexicon/``.
"""

import copy
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from .dictionary import plain_tags, tokenizer
from .lexicon import DEFAULT, Lexicon

FREQUENCY = (
    5000  # of 60 million words in jieba's dictionary: enough for a listed word to win against its parts
)
NAME_TABLES = ("places", "organisations", "teams", "groups", "tasks", "systems", "modifiers", "general")
FUNCTION = frozenset(
    "在到从由对向为被把将给让和与及或并而则也都就便又还再才已正不没无有是这那该此其每各全某本我你他她它们"
    "地得了着过等间时起来去进入驻赴往至自按据经因随以于用使令请帮问替说称道看听见靠离抵派带领做作当任"
    "个名位条支只次天月日年两几多余数约近逾归些上下回沿送原好设令叫"
)
QUOTED = re.compile(r"(?:战|抗)?[“「『]([^“”「」『』，,。！!？?；;：:\n]{1,12})[”」』]")
CHUNK = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]+")
SPECIAL = {"的": "d", "常态化": "C"}


class Token(NamedTuple):
    """A word with its class letter (see `CLASSES`)."""

    start: int
    end: int
    text: str
    code: str


# one letter for each class; small letters of heads need a modifier before them
CLASSES = {
    ("places", "admin"): "A",
    ("places", "facility"): "F",
    ("places", "building"): "f",
    ("places", "physical"): "Y",
    ("organisations", "1"): "O",
    ("organisations", ""): "o",
    ("teams", "1"): "T",
    ("teams", ""): "t",
    ("groups", "1"): "G",
    ("groups", ""): "g",
    ("systems", "1"): "S",
    ("systems", ""): "s",
    ("systems", "q"): "q",
    ("general", "stop"): "x",
    ("general", "verb"): "x",
    ("general", "umbrella"): "U",
}
TASK_CLASSES = {("1", "1"): "V", ("", "1"): "v", ("1", ""): "K", ("", ""): "k"}
SUFFIX_CLASSES = (  # dictionary nouns that no table lists
    (re.compile(r".+(?:队|小组|专班)$"), "T"),
    (re.compile(r".{2,}(?:员|者|户|干部|群众|人员)$"), "G"),
    (re.compile(r".{2,}(?:局|医院|公司|委员会|协会|学会|部队|支部)$"), "o"),
)


@lru_cache(maxsize=8)
def _classes(lexicon: Lexicon) -> dict[str, str]:
    classes: dict[str, str] = {}
    for table in ("places", "organisations", "teams", "groups", "tasks", "systems", "general"):
        for row in lexicon.rows(table):
            if table == "tasks":
                code = TASK_CLASSES[row["alone"], row["object"]]
            else:
                code = CLASSES.get((table, row.get("kind") or row.get("alone") or ""), "")
            if code:
                classes.setdefault(row["term"], code)
    for term, code in classes.items():
        if code in "Oo" and re.match("[村镇乡县市区省旗](?![场域])", term):
            classes[term] = "B"
    classes |= {row["term"]: "x" for row in lexicon.rows("places") if row["kind"] == "generic"}
    return classes


@lru_cache(maxsize=8)
def _segmenter(lexicon: Lexicon) -> Any:
    own = copy.copy(tokenizer(lexicon))
    protected = {row["term"] for table in NAME_TABLES for row in lexicon.rows(table)}
    ends = {row["term"] for row in lexicon.rows("places") if row["kind"] == "admin"}
    ends |= {"机制", "体系", "模式", "队伍", "团队", "中心"}
    ends |= {row["term"] for row in lexicon.rows("tasks") if len(row["term"]) > 1}
    starts = {row["term"] for row in lexicon.rows("organisations") if len(row["term"]) > 1}
    own.FREQ = own.FREQ | dict.fromkeys(_built_of(own.FREQ, starts, ends) - protected, 0)
    for word in protected | SPECIAL.keys():
        own.FREQ[word] = max(own.FREQ.get(word, 0), FREQUENCY)
        for i in range(1, len(word)):
            own.FREQ.setdefault(word[:i], 0)
    return own


def _built_of(words: Iterable[str], starts: Iterable[str], ends: Iterable[str]) -> set[str]:
    """The words that begin with one of ``starts`` or end with one of ``ends``."""
    first, last = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for start in starts:
        first[start[0]].append(start)
    for end in ends:
        last[end[-1]].append(end)
    before, after = ({c: tuple(terms) for c, terms in table.items()} for table in (first, last))
    found = {word for word in words if word[-1] in after and word.endswith(after[word[-1]])}
    return found | {word for word in words if word[0] in before and word.startswith(before[word[0]])}


def code_tokens(
    text: str, start: int, end: int, edges: Iterable[tuple[int, int, str]], lexicon: Lexicon = DEFAULT
) -> list[Token]:
    """Cut ``text[start:end]`` into coded tokens; ``edges`` are spans (start, end, letter) taken whole."""
    tokens: list[Token] = []
    at = start
    for left, right, letter in sorted(edges):
        if left < at:
            continue
        tokens += _plain(text, at, left, lexicon)
        tokens.append(Token(left, right, text[left:right], letter))
        at = right
    return tokens + list(_plain(text, at, end, lexicon))


def _plain(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Token]:
    at = start
    for chunk in CHUNK.finditer(text, start, end):
        for i in range(at, chunk.start()):
            yield Token(i, i + 1, text[i], "|")
        at = chunk.start()
        for word in _segmenter(lexicon).cut(chunk[0], HMM=False):
            yield Token(at, at + len(word), word, code_word(word, lexicon))
            at += len(word)
    for i in range(at, end):
        yield Token(i, i + 1, text[i], "|")


@lru_cache(maxsize=65536)
def code_word(word: str, lexicon: Lexicon = DEFAULT) -> str:
    """The class letter of one word.

    >>> code_word("志愿者"), code_word("人员"), code_word("的")
    ('G', 'g', 'd')
    """
    if word in SPECIAL:
        return SPECIAL[word]
    code = _classes(lexicon).get(word)
    if code and not (code == "U" and word in lexicon.terms("modifiers")):
        return code
    tag = plain_tags().get(word, "")
    if word in lexicon.terms("modifiers"):
        return "M" if tag[:1] == "n" else "m"
    if word in {"上", "下"}:
        return "w"  # a preposition, or the beginning of a village's name
    if len(word) == 1:
        return "z" if word in FUNCTION or not "\u4e00" <= word <= "\u9fff" else "u"
    if tag in {"ns", "nr", "nrt", "nz", "nrfg"}:
        return "N"
    if tag[:1] == "n" or tag in {"b", "j", "s"}:
        for pattern, letter in SUFFIX_CLASSES:
            if pattern.match(word):
                return letter
        return "n"
    return "r" if 0 < tokenizer(lexicon).FREQ.get(word, 0) < 10 else "x"
