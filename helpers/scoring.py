"""Gold answers, and how close a finder comes to them: precision, recall and F1."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .article import Article
from .decoding import decode
from .errors import ArticleError, GoldError, ScoreError
from .lexicon import DATA

if TYPE_CHECKING:
    import pandas as pd

GOLD = {
    "words": "words.Word",
    "quantities": "quantities.Quantity",
    "people": "people.Mention",
    "entities": "entities.Entity",
    "relations": "response.Relation",
}
SHOWN = 12  # missed and extra items in the text form of a score
CONTEXT = 24  # characters of a long sentence on either side of an item
LEFT = "text-align:left"
MARK = "background:#FFE08A;color:#1F2933;padding:0 .15em;border-radius:.2em"


@dataclass(frozen=True, slots=True, repr=False)
class Score:
    """How a list of results compares with gold. Precision, recall and F1 lie between 0 and 1."""

    precision: float
    recall: float
    f1: float
    missed: tuple[Any, ...]
    extra: tuple[Any, ...]
    by: tuple[str, ...] = ("start", "end")
    article: Article | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Three numbers, two counts and, where the article is known, each fault in its sentence."""
        lines = [self._head()]
        for name, items in self._faults():
            for row in items[:SHOWN]:
                place, before, text, after = self._in_sentence(row)
                lines.append(f"{name:<6} {place:>4}  {before}【{text}】{after}  {self._label(row)}".rstrip())
            lines += [f"{name:<6}       … +{len(items) - SHOWN}"] if len(items) > SHOWN else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The same as a table that scrolls; the article's text is escaped."""
        rows = ""
        for name, row in ((name, row) for name, items in self._faults() for row in items):
            place, before, text, after = map(escape, self._in_sentence(row))
            marked = f"{before}<mark style='{MARK}'>{text}</mark>{after} {escape(self._label(row))}".rstrip()
            rows += f"<tr><td>{name}</td><td>{place}</td><td lang='zh' style='{LEFT}'>{marked}</td></tr>"
        columns = f"<th>fault</th><th>sentence</th><th style='{LEFT}'>text</th>"
        frame = f"<table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>"
        head = f"<pre>{escape(self._head())}</pre>"
        scroll = f"<div tabindex='0' style='max-height:24em;overflow:auto'>{frame}</div>"
        return head + scroll if rows else head

    def _head(self) -> str:
        numbers = f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"
        return f"{numbers}  missed {len(self.missed)}  extra {len(self.extra)}"

    def _faults(self) -> list[tuple[str, tuple[Any, ...]]]:
        return [("missed", self.missed), ("extra", self.extra)] if self.article else []

    def _label(self, row: Any) -> str:
        """The compared fields of an item that its place does not show."""
        hidden = (name for name in self.by if name != "text" and not name.endswith(("start", "end")))
        return " ".join(str(getattr(row, name)) for name in hidden)

    def _in_sentence(self, row: Any) -> tuple[str, str, str, str]:
        """Where an item stands: the sentence's number, the text before it, its own, the text after it."""
        assert self.article is not None
        text = self.article.text
        start = getattr(row, "start", getattr(row, "evidence_start", 0)) or 0
        end = getattr(row, "end", getattr(row, "evidence_end", 0)) or 0
        try:
            around = self.article.sentence_at(start if start < end else -1)
        except ArticleError:  # without a place, or in the page furniture
            return "", "", text[start:end] or str(getattr(row, "text", row)), ""
        before, after = text[around.start : start], text[end : around.end]
        before = f"…{before[-CONTEXT:]}" if len(before) > CONTEXT else before
        after = f"{after[:CONTEXT]}…" if len(after) > CONTEXT else after
        return str(around.number or ""), before, text[start:end], after


def score(
    found: Iterable[Any],
    gold: Iterable[Any],
    by: Sequence[str] = ("start", "end"),
    article: Article | None = None,
) -> Score:
    """Compare results with gold rows; two rows are the same when the fields named by ``by`` are equal.

    Precision is the share of what was found that is in gold, recall the share of gold that was found,
    F1 their harmonic mean. Rows that are the same count once. Nothing found in nothing is 1.0.

    >>> from helpers.words import Word
    >>> village, come = Word(0, 2, "村民", "n"), Word(2, 4, "来了", "v")
    >>> score([village], [village, come])
    precision 1.000  recall 0.500  F1 0.667  missed 1  extra 0

    Args:
        found: what a finder gave.
        gold: the right answers, as `read_gold` gives them.
        by: the names of the fields compared, or one name.
        article: the text; with it, each missed and each extra item is shown in its sentence.

    Raises:
        ScoreError: the items have no such fields, or are no results at all.
    """
    fields = (by,) if isinstance(by, str) else tuple(by)
    right, ours = (_by_key(rows, fields, name) for rows, name in ((gold, "gold"), (found, "found")))
    shared = len(right.keys() & ours.keys())
    both = len(right) + len(ours)
    return Score(
        shared / len(ours) if ours else float(not right),
        shared / len(right) if right else float(not ours),
        2 * shared / both if both else 1.0,
        tuple(row for key, row in right.items() if key not in ours),
        tuple(row for key, row in ours.items() if key not in right),
        fields,
        article,
    )


def _by_key(rows: Iterable[Any], fields: tuple[str, ...], name: str) -> dict[tuple[Any, ...], Any]:
    if isinstance(rows, str) or hasattr(rows, "columns") or not hasattr(rows, "__iter__"):
        raise ScoreError(f"{name}: give the list of results that a finder returns, no {type(rows).__name__}.")
    keyed: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        missing = [field for field in fields if not hasattr(row, field)]
        if missing or isinstance(row, str):
            known = ", ".join(fields_of(row)) or f"none; it is a {type(row).__name__}: {row!r:.40}"
            raise ScoreError(f"{name}: no field {', '.join(missing or fields)}. They have: {known}.")
        keyed.setdefault(tuple(getattr(row, field) for field in fields), row)
    return keyed


def fields_of(row: Any) -> tuple[str, ...]:
    """The names of the fields of a result, or of a class of results, in order."""
    return tuple(getattr(row, "_fields", getattr(row, "__dataclass_fields__", ())))


def table(results: Iterable[Any]) -> "pd.DataFrame":
    """Results as a DataFrame, one row each, one column per field; no results give an empty table.

    >>> from helpers.words import Word
    >>> table([Word(0, 2, "村民", "n")]).columns.tolist()
    ['start', 'end', 'text', 'tag']

    Raises:
        ScoreError: the items have no fields.
    """
    import pandas as pd

    rows = list(results)
    columns = fields_of(rows[0]) if rows else ()
    if rows and not columns:
        raise ScoreError(f"table: {rows[0]!r:.40} is no result; give what a finder returns.")
    return pd.DataFrame([[getattr(row, c) for c in columns] for row in rows], columns=list(columns))


def read_gold(name: str | Path, article: Article | None = None) -> list[Any]:
    """The hand-made answers of a file, in the class that the finder of that kind returns.

    >>> read_gold("words")[0].text, read_gold("flood/words")[0].text
    ('临平区', '砚棠县')

    Args:
        name: words, quantities, people, entities or relations; "flood/words" and so on for the practice
            article; or the path of a CSV file of yours whose name ends in one of these.
        article: if given, every span must fit its text, and a row without start and end is looked up by its
            text and the number of its sentence.

    Raises:
        GoldError: there is no such file, or a row does not fit: a column, a number or a span is wrong.
    """
    path = Path(name)
    if path.suffix != ".csv":
        path = DATA.joinpath("practice" if "/" in str(name) else "gold", f"{name}.csv")
    kind = next((kind for kind in GOLD if path.stem.endswith(kind)), "")
    if not kind or not path.is_file():
        raise GoldError(f"{name}: no such gold file. Give {', '.join(GOLD)}, flood/words … or a CSV file.")
    result = class_of(kind)
    lines, rows = _lines(decode(path.read_bytes(), path.name)[0]), []
    for number, line in enumerate(lines, start=2):
        if not any(line.values()):
            continue  # a spreadsheet keeps rows that were emptied
        try:
            if article and line.get("start") == "":
                line |= _locate(line, article)
            rows.append(result(**{name: _value(name, line) for name in fields_of(result)}))
        except (KeyError, ValueError, TypeError) as error:
            raise GoldError(f"{path.name}, line {number}: missing column or wrong value: {error}.") from error
        if article and "text" in line and article.text[rows[-1].start : rows[-1].end] != line["text"]:
            raise GoldError(f"{path.name}, line {number}: {line['text']!r} does not stand at that place.")
    return rows


def class_of(name: str) -> Any:
    """The class of the results of a table; its module is imported now."""
    module, of_kind = GOLD[name].split(".")
    return getattr(import_module(f".{module}", __package__), of_kind)


def _lines(text: str) -> Iterable[dict[str, str]]:
    """The rows of a sheet: separated as in its header, by comma, semicolon or tab."""
    header = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    return ({name: cell or "" for name, cell in row.items() if name} for row in rows)


def _locate(line: dict[str, str], article: Article) -> dict[str, str]:
    """Start and end of a row added by hand, from its text and the number of its sentence."""
    text, number = line["text"], line.get("sentence", "")
    places = [s for s in article.sentences if number in {"", str(s.number)} and text and text in s.text]
    if sum(s.text.count(text) for s in places) != 1:
        raise ValueError(f"{text!r} must stand exactly once in sentence {number or '(give its number)'}")
    start = places[0].start + places[0].text.index(text)
    return {"start": str(start), "end": str(start + len(text))}


def _value(name: str, line: dict[str, str]) -> str | int | float | None:
    """A cell as its field wants it: offsets whole, numbers as written; dates, labels and words stay text."""
    cell = line.get(name, "") if name == "tag" else line[name]  # gold words have no tag
    if name.endswith(("start", "end")):
        return int(cell)
    if name not in {"value", "low", "high"} or (cell and line["kind"] in {"date", "clock", "label"}):
        return cell
    return (float(cell) if "." in cell else int(cell)) if cell else None
