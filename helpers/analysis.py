"""All tables of one article: `analyse` finds them, `annotation_sheet` asks about one of them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .article import Article, as_article
from .entities import Entity, find_entities
from .errors import CorpusError
from .lexicon import DEFAULT, Lexicon
from .people import Mention, find_people
from .quantities import Quantity, find_quantities
from .response import Relation, find_relations
from .scoring import GOLD, class_of, fields_of
from .words import Word, segment

TABLES = tuple(GOLD)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that the finders find in one article, each a tuple of results in reading order."""

    article: Article = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    quantities: tuple[Quantity, ...] = field(repr=False)
    people: tuple[Mention, ...] = field(repr=False)
    entities: tuple[Entity, ...] = field(repr=False)
    relations: tuple[Relation, ...] = field(repr=False)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len(getattr(self, name)) for name in TABLES}

    def rows(self, name: str) -> list[Row]:
        """One table as texts; nothing is an empty cell."""
        columns = columns_of(name)
        results = ({c: getattr(result, c) for c in columns} for result in getattr(self, name))
        return [{c: "" if x is None else str(x) for c, x in row.items()} for row in results]

    def to_csv(self, folder: str | Path) -> Path:
        """Write ``words.csv`` … ``relations.csv`` into a folder, which is made, and return it.

        The files are UTF-8 with a byte-order mark, so that spreadsheets show Chinese.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            _write(folder / f"{name}.csv", self.rows(name), columns_of(name))
        return folder


def analyse(article: Article | str, lexicon: Lexicon = DEFAULT) -> Analysis:
    """Run every finder on one article.

    >>> analyse("塘栖镇组建了12个服务队。").counts()["quantities"]
    1
    """
    article = as_article(article)
    quantities, people = find_quantities(article, lexicon), find_people(article, lexicon)
    entities = find_entities(article, lexicon, quantities=quantities, people=people)
    relations = find_relations(article, lexicon, quantities=quantities, people=people, entities=entities)
    found: Any = (segment(article, lexicon), quantities, people, entities, relations)
    return Analysis(article, *map(tuple, found))


def annotation_sheet(
    article: Article | str, path: str | Path, name: str = "quantities", lexicon: Lexicon = DEFAULT
) -> Path:
    """Write what a finder found as a sheet to confirm, correct or delete; `read_gold` reads it back.

    A spreadsheet opens the sheet, a CSV file, with its Chinese intact. The last two columns help to read it:
    number and text of the sentence. A row added by hand may leave start and end empty where its text stands
    only once in the sentence of that number.

    Args:
        article: the article, or its text.
        path: the file to write. For `read_gold` its name must end in the name of the table.
        name: quantities, people, entities or words.
        lexicon: for the finder.

    Raises:
        CorpusError: the file exists (a sheet is never overwritten), its name does not fit, or there is no
            such table.
    """
    path = Path(path)
    if name not in TABLES[:-1]:
        raise CorpusError(f"{name!r}: there is no sheet for this. Sheets: {', '.join(TABLES[:-1])}.")
    if not path.name.endswith(f"{name}.csv"):
        raise CorpusError(f"{path.name}: end the name in {name}.csv, so that the sheet can be read back.")
    if path.exists():
        raise CorpusError(f"{path.name} exists and may hold your work. Choose another name or move it away.")
    analysis = analyse(article, lexicon)
    rows = analysis.rows(name)
    for result, row in zip(getattr(analysis, name), rows, strict=True):
        sentence = analysis.article.sentence_at(result.start)
        row |= {"sentence": str(sentence.number), "sentence_text": sentence.text}
    _write(path, rows, [*columns_of(name), "sentence", "sentence_text"])
    return path


def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a table: the fields of its results."""
    return fields_of(class_of(name))


def read_rows(path: Path) -> list[Row]:
    """The rows of a table that `Analysis.to_csv` wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Half a character (a lone surrogate) cannot be written; it becomes its number."""
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
