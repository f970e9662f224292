"""Words: the dictionary's best path, with rules for what no dictionary lists.

Numerals, dates and the names of people and places are found first, by rule. The rest is cut along the most probable
path through the dictionary; then words are split or joined as ``data/gold/WORDS.md`` says.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from .article import Article, as_article
from .dictionary import added_words, tokenizer, word_tags
from .lexicon import DEFAULT, Lexicon
from .names import find_names

ADMIN = "村镇乡县区市州旗"
STEM = (  # no grammatical words, no units inside the name of a place
    r"[^\W\d_的了着过在到于往从由对向和与及或是为有无把被让给将个各全该本每此某这那其我你他她它们不没也都就还又"
    r"再只最更很等里内外时日月年两几来去说要能会可以所并但而且若使令村镇乡县区市省]"
)
PLACE = re.compile(
    rf"(?:(?<![一-鿿·])|(?<=[在到于往赴从由对向和与及是为至离距省市州县区乡镇村日时点]))"
    rf"(?P<stem>{STEM}{{2,3}}?)(?P<suffix>[{ADMIN}河江溪](?![委民支部长里口级])|(?=社区|街道))"
)
SUFFIXES = "员者队组点户所室部处段区线率性包车船房厅馆院厂店岗班证码器机服罩品费案图"
ONE_WORD = frozenset(
    [
        "一些",
        "一下",
        "一点",
        "一会",
        "一样",
        "一起",
        "一切",
        "一般",
        "一定",
        "一直",
        "一度",
        "一时",
        "一旦",
        "一同",
        "一边",
        "一面",
        "一线",
        "半天",
    ]
)
SPLIT = {  # affix: words with it that are one word
    "该": "该当", "各": "各类 各位 各种 各地 各界 各级 各自 各项 各国 各方", "最": "最近 最后 最终 最初 最佳 最好",
    "着": "随着 沿着 意味着 接着 本着 朝着 向着 为着 顺着", "起": "一起 发起 引起 掀起 响起 说起 谈起 兴起 崛起 提起 对不起 了不起",
    "住": "居住 入住 记住", "好": "最好 良好 美好 爱好 友好 正好 只好 恰好", "地": "特地 场地 基地 产地 土地 当地",
}  # fmt: skip


class Word(NamedTuple):
    """A token: where it stands, what it says, its part-of-speech tag (jieba's set: n, v, nr, …)."""

    start: int
    end: int
    text: str
    tag: str


def segment(article: Article | str, lexicon: Lexicon = DEFAULT) -> list[Word]:
    """Cut a text into words.

    >>> [word.text for word in segment("塘栖镇来了300余名志愿者")]
    ['塘栖镇', '来', '了', '300余', '名', '志愿者']
    """
    text = as_article(article).text
    words: list[Word] = []
    at = 0
    for fixed in [*_fixed(text, lexicon), Word(len(text), len(text), "", "")]:
        words += _cut(text, at, fixed.start, lexicon)
        words += [fixed] if fixed.text else []
        at = fixed.end
    return words


def cut_plain(article: Article | str, hmm: bool = True) -> list[Word]:
    """The words as jieba cuts them by itself, with or without its model for unknown words; without tags.

    >>> [word.text for word in cut_plain("该镇应琳燕", hmm=False)]
    ['该镇', '应', '琳', '燕']
    """
    from .dictionary import plain_tokenizer

    tokens = plain_tokenizer().tokenize(as_article(article).text, HMM=hmm)
    return [Word(start, end, text, "") for text, start, end in tokens if text.strip()]


@lru_cache(maxsize=8)
def _numerals(lexicon: Lexicon) -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, lexicon.terms("classifiers")), key=len, reverse=True))
    digits = "一二两三四五六七八九十百千万亿零〇几数半"
    return re.compile(
        rf"""
        (?P<t>\d{{4}}-\d\d?-\d\d?|\d\d?[:：]\d\d(?:[:：]\d\d)?            # 2022-05-11, 08:28:29
          |(?:19|20)\d\d年|\d{{1,2}}[月日号]|\d{{1,2}}[时点](?![间钟])|零时)   # 5月, 10日, 5点
        |(?P<m>\d+(?:\+\d+)+                                              # 1+1+2
          |\d[\d,]*(?:\.\d+)?(?:[%％‰]|[十百千万亿]*(?:[余多](?=[一-鿿]))?)    # 98.5%, 3.2万, 300余
          |第(?:\d+|[一二三四五六七八九十百]+)(?!者)                      # 第一
          |(?:上[百千万]|[{digits}]{{2,}}[余多]?|[十百千万亿][余多])(?=(?:个|{units}))   # 三千二百余 before a classifier
          |半(?=(?:个|小时|年|月|天)))
        """,
        re.VERBOSE,
    )


def _fixed(text: str, lexicon: Lexicon) -> list[Word]:
    """The words that rules find, without overlaps: numerals first, then places, then people."""
    own = added_words(lexicon)
    found = [Word(*m.span(), m[0], str(m.lastgroup)) for m in _numerals(lexicon).finditer(text)]
    found += _places(text, lexicon)
    for name in find_names(text, [(0, len(text))], lexicon):
        end = name.end - 2 if name.form == "title" and text[name.end - 2 : name.end] in TITLES else name.end
        found.append(Word(name.start, end, text[name.start : end], "nr"))
    forced = (
        [m.span() for m in re.finditer("|".join(sorted(map(re.escape, own), key=len, reverse=True)), text)]
        if own
        else []
    )
    taken = bytearray(len(text) + 1)
    for start, end in forced:
        taken[start:end] = b"\1" * (end - start)
    kept = []
    for word in found:
        if not any(taken[word.start : word.end]):
            taken[word.start : word.end] = b"\1" * (word.end - word.start)
            kept.append(word)
    return sorted(kept)


TITLES = frozenset(
    [
        "书记",
        "主任",
        "主席",
        "局长",
        "队长",
        "所长",
        "镇长",
        "乡长",
        "县长",
        "市长",
        "村长",
        "院长",
        "校长",
        "老师",
        "医生",
        "教授",
        "经理",
        "先生",
        "女士",
    ]
)


def _places(text: str, lexicon: Lexicon) -> Iterator[Word]:
    """Names of villages, towns and rivers; one met with its suffix is known without it in the whole text."""
    names = {
        m["stem"]: m["suffix"] for m in PLACE.finditer(text) if _is_place(m["stem"], m["suffix"], lexicon)
    }
    if not names:
        return
    stems = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    known = re.compile(rf"(?:{stems})(?:[{ADMIN}河江溪](?![委民支长里口级]))?")
    tokens = tokenizer(lexicon).FREQ
    for match in known.finditer(text):
        if match[0] not in names or not tokens.get(match[0]):
            yield Word(*match.span(), match[0], "ns")


def _is_place(stem: str, suffix: str, lexicon: Lexicon) -> bool:
    """Whether a stem is no common word: a place of the dictionary, or not in it and not made of common words."""
    frequency, tags = tokenizer(lexicon).FREQ, word_tags(lexicon)
    if frequency.get(stem, 0) > 20:
        return tags.get(stem, "").startswith("ns") and bool(suffix)
    parts = list(tokenizer(lexicon).cut(stem + suffix, HMM=False))
    single = (
        any(len(part) == 1 for part in parts[: len(parts) - (parts[-1] == suffix) or None]) or len(stem) == 2
    )
    common = (
        len(parts[0]) > 1 and frequency.get(parts[0], 0) > 100 and not tags.get(parts[0], "").startswith("ns")
    )
    return single and not common


def _cut(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Word]:
    """The words of a stretch between those that rules found."""
    tags, own = word_tags(lexicon), lexicon.terms("words")
    tokens = tokenizer(lexicon).cut(text[start:end], HMM=False)
    parts = [part for token in tokens for part in ([token] if token in own else _split(token, lexicon))]
    for part in _join(parts, lexicon):
        if part.strip():
            yield Word(start, start + len(part), part, tags.get(part) or _guess(part))
        start += len(part)


def _split(token: str, lexicon: Lexicon) -> list[str]:
    """One entry of the dictionary as the words that the guidelines count."""
    frequency, tags = tokenizer(lexicon).FREQ, word_tags(lexicon)
    tag = tags.get(token, "")
    if len(token) < 2 or token in ONE_WORD:
        return [token]
    if tag == "m" and re.fullmatch(
        r"[一二两三四五六七八九十几半多][^一二两三四五六七八九十百千万亿]{1,2}", token
    ):
        return [token[0], token[1:]]
    for affix, exceptions in SPLIT.items():
        if token in exceptions.split() or len(token) > 3:
            continue
        if affix in "该各最" and token.startswith(affix):
            return [affix, token[1:]]
        if (
            affix not in "该各最"
            and token.endswith(affix)
            and tag.startswith(("v", "n", "z"))
            and frequency.get(token, 0) < 3000
        ):
            return [token[:-1], affix]
    halves = token[:2], token[2:]
    if (
        len(token) == 4
        and frequency.get(token, 0) < 300
        and not tag.startswith(("nr", "ns"))
        and (tag != "i" or frequency.get(token, 0) < 4)
    ):
        if all(frequency.get(half, 0) > 300 for half in halves):
            return list(halves)
    return [token]


def _join(parts: Iterable[str], lexicon: Lexicon) -> Iterator[str]:
    """Put a one-syllable noun of a kind (检测|点) to the word before it."""
    tags, held = word_tags(lexicon), ""
    for part in parts:
        if (
            part in SUFFIXES
            and len(held) >= 2
            and tags.get(held, "").startswith(("n", "v", "a"))
            and held[-1] not in SUFFIXES
        ):
            held += part
            continue
        if held:
            yield held
        held = part
    if held:
        yield held


def _guess(word: str) -> str:
    """The tag of a word that the dictionary lacks."""
    if not re.search(r"[\w+]", word):
        return "x"
    return "eng" if word.isascii() else "n" if len(word) > 1 else "g"
