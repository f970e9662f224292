"""From the bytes of a file to an `Article`: blocks, sections and sentences, each with its offsets."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from .blocks import Block, find_blocks, find_reporters, find_source
from .decoding import decode, read_bytes
from .errors import ArticleError

CLOSES = dict(zip('“‘「『（(【"', '”’」』）)】"', strict=True))
CLOSING = '”’」』）)】"'
QUOTES = '“”「」『』"'
STOPS = "。！？!?…．"
SPACES = " \t　\xa0\u2002\u2003"
CARRY_ON = "的地等之声和与及或，,、；;：:—（("  # behind a quotation, these go on with its sentence
DEEPEST = 8  # pairs within pairs
LONGEST = 1000  # characters of a sentence; a text without full stops is cut there, so that time stays linear
MARKS = re.compile(r"[“「『‘（(【\"。！？!?…．.]")
PAIRS = re.compile(r"[“”‘’「」『』（）()【】\"]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs; the text before the first heading is a section without heading."""

    number: int
    start: int
    end: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. ``number`` counts from 1 through the paragraphs; it is 0 in title, headings, byline."""

    number: int
    start: int
    end: int
    text: str
    section: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Article:
    """A text and its structure. Offsets count characters of ``text``; nothing in ``text`` is normalised."""

    text: str
    title: str
    source: str
    published: datetime | None
    reporters: tuple[str, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    blocks: tuple[Block, ...] = field(repr=False, default=())
    encoding: str = ""

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence (or title, heading, source line) that holds the character at ``offset``.

        >>> parse_article("村里来了人。大家都笑。").sentence_at(7).text
        '大家都笑。'

        Raises:
            ArticleError: no sentence holds that offset.
        """
        i = bisect_right(self.sentences, offset, key=lambda s: s.start) - 1
        if i < 0 or offset >= self.sentences[i].end:
            raise ArticleError(
                f"offset {offset}: no sentence stands there; the text has {len(self.text)} characters."
            )
        return self.sentences[i]


def read_article(path: str | Path) -> Article:
    """Read an article from a text file in UTF-8, UTF-16 or GB18030; ``encoding`` says in which it was.

    Raises:
        ArticleError: there is no such file, it has more than 20 MB, or it is no text; the message says what
            it is and what to do.
    """
    return parse_article(*decode(read_bytes(path), Path(path).name))


def parse_article(text: str, encoding: str = "") -> Article:
    """Find title, source line, sections and sentences of a text.

    >>> parse_article("近400户农户").sentences[0].text
    '近400户农户'

    Raises:
        ArticleError: it is no string.
    """
    if not isinstance(text, str):
        raise ArticleError(f"{text!r:.40} is no text. Give a string, or what read_article returns.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    blocks = tuple(find_blocks(text))
    source, published = find_source(blocks)
    sections = tuple(_sections(text, blocks))
    return Article(
        text,
        title=next((block.text for block in blocks if block.kind == "title"), ""),
        source=source,
        published=published,
        reporters=find_reporters(blocks),
        sections=sections,
        sentences=tuple(_sentences(text, blocks, sections)),
        blocks=blocks,
        encoding=encoding,
    )


def as_article(article: "Article | str") -> Article:
    """An `Article` as it is; a plain string read as one."""
    return article if isinstance(article, Article) else parse_article(article)


def _sections(text: str, blocks: tuple[Block, ...]) -> Iterator[Section]:
    body = [block for block in blocks if block.kind in {"heading", "paragraph"}]
    starts = [i for i, block in enumerate(body) if i == 0 or block.kind == "heading"]
    for number, (first, after) in enumerate(zip(starts, [*starts[1:], len(body)], strict=False)):
        start, end = body[first].start, body[after - 1].end
        heading = body[first].text if body[first].kind == "heading" else ""
        yield Section(number, start, end, heading, text[start:end])


def _sentences(text: str, blocks: tuple[Block, ...], sections: tuple[Section, ...]) -> Iterator[Sentence]:
    """All blocks but furniture as sentences; only those of paragraphs are numbered."""
    section = paragraph = number = 0
    for block in blocks:
        while section + 1 < len(sections) and sections[section + 1].start <= block.start:
            section += 1
        if block.kind == "paragraph":
            paragraph += 1
            cuts = (part for span in _cut(text, block.start, block.end) for part in _shorten(text, *span))
            for start, end in cuts:
                number += 1
                yield Sentence(number, start, end, text[start:end], section, paragraph)
        elif block.kind != "furniture":
            yield Sentence(0, block.start, block.end, block.text, section, 0)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of a paragraph's sentences. Quotations and brackets stay whole, spaces between are out."""
    closing = find_pairs(text, start, end)
    dotted = "。" not in text[start:end] and text[start:end].rstrip(CLOSING).endswith(".")
    stops = STOPS + "." if dotted else STOPS
    begin = at = start
    while mark := MARKS.search(text, at, end):
        opened, at = mark.start(), closing.get(mark.start(), mark.end())
        if not (_quotation_ends(text, begin, opened, at) if opened in closing else mark[0] in stops):
            continue
        if mark[0] == "." and not _is_full_stop(text, opened, end):
            continue
        at = _skip(text, at, end, STOPS + CLOSING)
        if at < end and text[at] in "，,、；;":
            continue
        yield begin, at
        begin = at = _skip(text, at, end, SPACES)
    if begin < end:
        yield begin, end


def _shorten(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is; what is too long for one in pieces, cut behind a comma or space if it has any."""
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start, start + LONGEST) for mark in "，,；;、：: 　")
        cut = cut + 1 if cut > start else start + LONGEST
        yield start, cut
        start = _skip(text, cut, end, SPACES)
    yield start, end


def _skip(text: str, at: int, end: int, characters: str) -> int:
    while at < end and text[at] in characters:
        at += 1
    return at


def _quotation_ends(text: str, begin: int, opened: int, at: int) -> bool:
    """Whether a sentence ends with its quotation: 他说:“好。” does, “好。”他说。 and “好。”的喊声 do not."""
    if text[at - 1] not in QUOTES or text[at - 2] not in STOPS or text[begin] in QUOTES:
        return False
    return opened > begin and text[at : at + 1] not in tuple(CARRY_ON + QUOTES)


def _is_full_stop(text: str, at: int, end: int) -> bool:
    """Whether a half-width . stands behind a Chinese character and before no digit or letter."""
    behind = text[at + 1 : min(at + 2, end)]
    return "一" <= text[at - 1 : at] <= "鿿" and not (behind.isascii() and behind.isalnum())


def find_pairs(text: str, start: int = 0, end: int | None = None) -> dict[int, int]:
    """Where each outermost pair of quotation marks or brackets opens, and the offset behind its closing mark.

    >>> find_pairs("他说“要‘快’”")
    {2: 8}
    """
    found: dict[int, int] = {}
    stack: list[tuple[int, str]] = []
    for mark in PAIRS.finditer(text, start, len(text) if end is None else end):
        expected = [close for _, close in stack[-DEEPEST:]]
        if mark[0] in expected:  # what was opened inside and not closed is no pair
            del stack[len(stack) - expected[::-1].index(mark[0]) :]
            opened, _ = stack.pop()
            found[opened] = mark.end()
        elif mark[0] in CLOSES:
            stack.append((mark.start(), CLOSES[mark[0]]))
    reach = 0
    for opened in sorted(found):
        if opened < reach:  # inside another pair
            del found[opened]
        else:
            reach = found[opened]
    return found
