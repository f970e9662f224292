"""Words: the dictionary's best path, with rules for what no dictionary lists.

Numerals, dates and the names of people and places are found first, by rule. The rest is cut along the most
probable path through the dictionary; then words are split or joined as ``data/gold/WORDS.md`` says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .article import Article, as_article
from .dictionary import (
    FORCED,
    Dictionary,
    added_words,
    dictionary,
    jieba_with,
    plain,
    plain_tokenizer,
    word_tags,
)
from .lexicon import DEFAULT, Lexicon, any_of, find_terms
from .names import find_names

PLACE_ENDS = r"[村镇乡县区市州旗河江溪](?![委民支部长里口级])"
PLACE_END = re.compile(PLACE_ENDS)
STEM = (  # no grammatical words, no units inside the name of a place
    r"[^\W\d_的了着过在到于往从由对向和与及或是为有无把被让给将个各全该本每此某这那其我你他她它们不没也都就还又"
    r"再只最更很等里内外时日月年两几来去说要能会可以所并但而且若使令村镇乡县区市省]"
)
PLACE = re.compile(
    rf"(?:(?<![一-鿿·])|(?<=[在到于往赴从由对向和与及是为至离距省市州县区乡镇村日时点]))"
    rf"(?P<stem>{STEM}{{2,3}}?)(?P<suffix>{PLACE_ENDS}|(?=社区|街道))"
)
BEFORE, AFTER = "该各最", "着起住好地"  # words of their own at either end of an entry of the dictionary
SUFFIXES = "员者队组点户所室部处段区线率性包车船房厅馆院厂店岗班证码器机服罩品费案图"
DIGITS = "一二两三四五六七八九十百千万亿零〇几数半"
QUANTIFIED = re.compile(r"[一二两三四五六七八九十几半多][^一二两三四五六七八九十百千万亿]{1,2}")
KEPT = 65536  # words whose parts are kept
USUAL, COMMON, KNOWN = 3000, 300, 20  # occurrences in the dictionary's 60 million words


class Word(NamedTuple):
    """A token: where it stands, what it says, its part-of-speech tag (jieba's set: n, v, nr, …)."""

    start: int
    end: int
    text: str
    tag: str


@dataclass(frozen=True, eq=False)
class _Vocabulary:
    """What the rules look up in dictionary and lexicon."""

    own: Dictionary
    tags: Mapping[str, str]
    whole: frozenset[str]  # words that are never split
    parts: dict[str, "tuple[_Part, ...]"] = field(default_factory=dict)  # of words that were met

    def tagged(self, word: str, *tags: str) -> bool:
        return self.tags.get(word, "").startswith(tags)


@lru_cache(maxsize=8)
def _vocabulary(lexicon: Lexicon) -> _Vocabulary:
    whole = lexicon.terms("words") | lexicon.terms("whole")
    return _Vocabulary(dictionary(lexicon), word_tags(lexicon), whole)


def segment(article: Article | str, lexicon: Lexicon = DEFAULT) -> list[Word]:
    """Cut a text into words.

    >>> [word.text for word in segment("塘栖镇来了300余名志愿者")]
    ['塘栖镇', '来', '了', '300余', '名', '志愿者']
    """
    article, known = as_article(article), _vocabulary(lexicon)
    text = article.text
    words: list[Word] = []
    at = 0
    for fixed in _fixed(article, lexicon, known):
        words += [*_cut(text, at, fixed.start, known), fixed]
        at = fixed.end
    return [*words, *_cut(text, at, len(text), known)]


def cut_plain(article: Article | str, hmm: bool = True, words: Iterable[str] = ()) -> list[Word]:
    """The words as jieba cuts them by itself; without tags.

    >>> [word.text for word in cut_plain("该镇应琳燕", hmm=False)]
    ['该镇', '应', '琳', '燕']

    Args:
        article: the text.
        hmm: whether jieba guesses words that it does not know (by a hidden Markov model).
        words: words that it shall know as well, in this call only.
    """
    knowing = jieba_with(plain().changed(dict.fromkeys(words, FORCED))) if words else plain_tokenizer()
    tokens = knowing.tokenize(as_article(article).text, HMM=hmm)
    return [Word(start, end, text, "") for text, start, end in tokens if text.strip()]


@lru_cache(maxsize=8)
def _numerals(lexicon: Lexicon) -> re.Pattern[str]:
    units = any_of(lexicon.terms("classifiers"))
    return re.compile(
        rf"""
        (?P<t>\d{{4}}-\d\d?-\d\d?|\d\d?[:：]\d\d(?:[:：]\d\d)?            # 2022-05-11, 08:28:29
          |(?:19|20)\d\d年|\d{{1,2}}[月日号]|\d{{1,2}}[时点](?![间钟])|零时)   # 5月, 10日, 5点
        |(?P<m>\d+(?:\+\d+)+                                              # 1+1+2
          |\d[\d,]*(?:\.\d+)?(?:[%％‰]|[十百千万亿]*(?:[余多](?=[一-鿿]))?)    # 98.5%, 3.2万, 300余
          |第(?:\d+|[一二三四五六七八九十百]+)(?!者)                      # 第一
          |(?:上[百千万]|[{DIGITS}]{{2,20}}[余多]?|[十百千万亿][余多])(?=(?:个|{units}))   # 三千二百余名
          |半(?=(?:个|小时|年|月|天)))
        """,
        re.VERBOSE,
    )


def _fixed(article: Article, lexicon: Lexicon, known: _Vocabulary) -> list[Word]:
    """What rules find, without overlaps: numerals, then places, then people; nothing in a learner's word."""
    text = article.text
    taken = bytearray(len(text) + 1)

    def free(start: int, end: int) -> bool:
        """Whether a span is free; from now on it is not."""
        was_free = not any(taken[start:end])
        taken[start:end] = b"\1" * (end - start)
        return was_free

    own = {match.span() for match in re.finditer(any_of(added_words(lexicon)), text)}
    for start, end in own:
        free(start, end)
    found = [Word(*m.span(), m[0], str(m.lastgroup)) for m in _numerals(lexicon).finditer(text)]
    found += [*_places(text, known), *_people(article, lexicon)]
    return sorted({word[:2]: word for word in found if word[:2] in own or free(*word[:2])}.values())


def _people(article: Article, lexicon: Lexicon) -> Iterator[Word]:
    """Names; of a surname with a title of two characters (陈|书记) the surname."""
    text, titles = article.text, lexicon.terms("titles")
    for name in find_names(article, lexicon):
        end = name.end - 2 if name.form == "title" and text[name.end - 2 : name.end] in titles else name.end
        yield Word(name.start, end, text[name.start : end], "nr")


def _places(text: str, known: _Vocabulary) -> Iterator[Word]:
    """Names of villages, towns and rivers; one met with its suffix is known without it in the whole text."""
    names = {m["stem"] for m in PLACE.finditer(text) if _is_place(m["stem"], m["suffix"], known)}
    for start, end in find_terms(names, text, [(0, len(text))]):
        suffix = PLACE_END.match(text, end)
        if suffix or not known.own.count(text[start:end]):
            end = suffix.end() if suffix else end
            yield Word(start, end, text[start:end], "ns")


def _is_place(stem: str, suffix: str, known: _Vocabulary) -> bool:
    """Whether a stem is a place of the dictionary, or not in it and not made of common words."""
    if known.own.count(stem) > KNOWN:
        return known.tagged(stem, "ns") and bool(suffix)
    first, *rest = parts = list(known.own.cut(stem + suffix))
    if len(first) > 1 and known.own.count(first) > 100 and not known.tagged(first, "ns"):
        return False
    inner = parts[:-1] if rest and rest[-1] == suffix else parts
    return len(stem) == 2 or any(len(part) == 1 for part in inner)


def _cut(text: str, start: int, end: int, known: _Vocabulary) -> list[Word]:
    """The words of a stretch between those that rules found; 检测|点 is put together again."""
    words: list[Word] = []
    held = _Part("", "", False, False)
    for token in known.own.cut(text[start:end]):
        for part in known.parts.get(token) or _parts(token, known):
            start += len(part.text)
            if held.opens and part.ends:
                held = _part(held.text + part.text, known)
                words[-1] = Word(start - len(held.text), start, held.text, held.tag)
            else:
                held = part
                if part.tag:
                    words.append(Word(start - len(part.text), start, part.text, part.tag))
    return words


class _Part(NamedTuple):
    """A word as it is cut, ``tag`` is empty for a space."""

    text: str
    tag: str
    opens: bool  # whether a one-syllable noun of a kind (点) is put to it
    ends: bool  # whether it is such a noun


def _part(text: str, known: _Vocabulary) -> _Part:
    tag = (known.tags.get(text) or _guess(text)) if text.strip() else ""
    opens = len(text) > 1 and text[-1] not in SUFFIXES and known.tagged(text, "n", "v", "a")
    return _Part(text, tag, opens, text in SUFFIXES)


def _parts(token: str, known: _Vocabulary) -> tuple[_Part, ...]:
    """The words in one entry of the dictionary; kept for the next time."""
    if len(known.parts) >= KEPT:
        known.parts.clear()
    known.parts[token] = parts = tuple(_part(text, known) for text in _split(token, known))
    return parts


def _split(token: str, known: _Vocabulary) -> tuple[str, ...]:
    """One entry of the dictionary as the words that the guidelines count."""
    size, count = len(token), known.own.count(token)
    if size == 1 or token in known.whole:
        return (token,)
    if (token[0] in BEFORE and size < 4) or (known.tagged(token, "m") and QUANTIFIED.fullmatch(token)):
        return token[0], token[1:]  # 该|镇, 一|支
    if token[-1] in AFTER and size < 4 and count < USUAL and known.tagged(token, "v", "n", "z"):
        return token[:-1], token[-1]  # 做|好
    rare = count < (4 if known.tagged(token, "i") else COMMON) and not known.tagged(token, "nr", "ns")
    if size == 4 and rare and min(known.own.count(token[:2]), known.own.count(token[2:])) > COMMON:
        return token[:2], token[2:]  # 志愿|服务
    return (token,)


def _guess(word: str) -> str:
    """The tag of a word that the dictionary lacks."""
    if not re.search(r"[\w+]", word):
        return "x"
    return "eng" if word.isascii() else "n" if len(word) > 1 else "g"
