"""From the bytes of a file to an `Article`: blocks, sections and sentences, each with its offsets."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from .errors import ArticleError

FURNITURE = re.compile(r"相关新闻|相关阅读|最近更新|责任编辑.*|打印本页.*|返回顶部.*|（教学练习.*）")
SOURCE = re.compile(r"来源[:：]\s*(?P<source>\S+)(?:\s+(?:发布|时间)[:：]\s*(?P<date>[-\d]+ [\d:]+))?")
BYLINE = re.compile(r"[(（]\s*(?:记者|通讯员)[^()（）]*[)）]\s*$")
SENTENCE = re.compile(r"[^。!?！？]*[。!?！？]*[”’」』)）]*")


@dataclass(frozen=True, slots=True)
class Block:
    """One non-empty line (or the byline at a line's end). ``kind``: title source heading paragraph byline furniture."""

    start: int
    end: int
    text: str
    kind: str


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
    """One sentence. ``number`` counts from 1 through the paragraphs; 0 for title, headings, source line and byline."""

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
        spans = self.sentences
        i = bisect_right(spans, offset, key=lambda s: s.start) - 1
        if i < 0 or offset >= spans[i].end:
            raise ArticleError(f"offset {offset}: no sentence stands there; the text has {len(self.text)} characters.")
        return spans[i]


def read_article(path: str | Path) -> Article:
    """Read an article from a text file."""
    data = Path(path).read_bytes()
    return parse_article(data.decode("utf-8-sig"), encoding="utf-8")


def parse_article(text: str, encoding: str = "") -> Article:
    """Find title, source line, sections and sentences of a text.

    >>> parse_article("近400户农户").sentences[0].text
    '近400户农户'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = _blocks(text)
    source = next((SOURCE.match(b.text) for b in blocks if b.kind == "source"), None)
    date = source and source["date"]
    title = next((b.text for b in blocks if b.kind == "title"), "")
    sections: list[Section] = []
    sentences: list[Sentence] = []
    paragraph = number = 0
    section_start = next((b.start for b in blocks if b.kind == "paragraph"), 0)
    heading = ""
    body = [b for b in blocks if b.kind in {"heading", "paragraph"}]
    for i, block in enumerate(body):
        if block.kind == "heading":
            if i:
                sections.append(_section(len(sections), section_start, body[i - 1].end, heading, text))
            section_start, heading = block.start, block.text
    if body:
        sections.append(_section(len(sections), section_start, body[-1].end, heading, text))
    for block in blocks:
        section = max((s.number for s in sections if s.start <= block.start), default=0)
        if block.kind == "paragraph":
            paragraph += 1
            for start, end in _sentence_spans(text, block.start, block.end):
                number += 1
                sentences.append(Sentence(number, start, end, text[start:end], section, paragraph))
        elif block.kind != "furniture":
            sentences.append(Sentence(0, block.start, block.end, block.text, section, 0))
    byline = next((b.text for b in blocks if b.kind == "byline"), "")
    reporters = tuple(n for n in re.split(r"[\s、，,]+|记者|通讯员", byline.strip("()（） \t")) if n)
    return Article(text, title, source["source"] if source else "", datetime.fromisoformat(date) if date else None,
                   reporters, tuple(sections), tuple(sentences), tuple(blocks), encoding)


def as_article(article: "Article | str") -> Article:
    """An `Article` as it is; a plain string read as one."""
    return article if isinstance(article, Article) else parse_article(article)


def _section(number: int, start: int, end: int, heading: str, text: str) -> Section:
    return Section(number, start, end, heading, text[start:end])


def _blocks(text: str) -> list[Block]:
    lines = [m for m in re.finditer(r"[^\n]+", text) if m[0].strip()]
    blocks: list[Block] = []
    has_head = any(SOURCE.match(m[0].strip()) for m in lines[:4])
    for i, m in enumerate(lines):
        line = m[0].strip()
        start = m.start() + m[0].index(line)
        byline = BYLINE.search(line)
        if FURNITURE.fullmatch(line):
            kind = "furniture"
        elif has_head and i == 0:
            kind = "title"
        elif SOURCE.match(line) and i < 4:
            kind = "source"
        elif len(line) < 40 and not re.search(r"[。!?！？；;…]|[”)）]$", line) and len(lines) > 2:
            kind = "heading"
        else:
            kind = "paragraph"
        end = start + len(line)
        if kind == "paragraph" and byline:
            cut = start + byline.start()
            if cut > start:
                blocks.append(Block(start, cut, text[start:cut], kind))
            blocks.append(Block(cut, end, text[cut:end], "byline"))
        else:
            blocks.append(Block(start, end, line, kind))
    return blocks


def _sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for m in SENTENCE.finditer(text, start, end):
        if m.end() > m.start():
            spans.append((m.start(), m.end()))
    return spans
