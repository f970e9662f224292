"""The article with other names, places and numbers, and its gold moved along.

``tests/data/perturbation.csv`` says what becomes what, and for a number its new value and bounds. A rule that
knew an answer by heart would fail on this text: the sentences are the same and the answers are not.
"""

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path

from repository import ROOT, read_rows

TABLE = ROOT / "tests/data/perturbation.csv"
TABLES = ("words", "quantities", "people", "entities", "relations")
SPAN_COLUMNS = ("start", "end", "evidence_start", "evidence_end")
KEPT_COLUMNS = {
    *SPAN_COLUMNS,
    "id",
    "note",
    "kind",
    "value",
    "low",
    "high",
    "modifier",
    "unit",
    "form",
    "type",
    "relation",
}


class Perturbation:
    """Replacements in one text, and where each character offset goes."""

    def __init__(self, text: str, rows: Iterable[dict[str, str]]) -> None:
        self.rows = {row["old"]: row for row in rows}
        longest_first = sorted(self.rows, key=len, reverse=True)
        self.pattern = re.compile("|".join(rf"(?<!\d){re.escape(old)}" for old in longest_first))
        self.cuts = [
            (0, 0)
        ]  # start of each changed region in the old text, and how far offsets behind it move
        self.regions: list[tuple[int, int, int]] = []
        moved = 0
        for match in self.pattern.finditer(text):
            start, old, new = trim(match.start(), match[0], self.rows[match[0]]["new"])
            self.regions.append((start, start + len(old), len(new)))
            moved += len(new) - len(old)
            self.cuts.append((start + len(old), moved))
        self.text = self.replace(text)

    def replace(self, text: str) -> str:
        """The text with every replacement made."""
        return self.pattern.sub(lambda match: self.rows[match[0]]["new"], text)

    def move(self, offset: int) -> int:
        """Where an offset of the old text stands in the new one."""
        for start, end, length in self.regions:
            if start < offset < end and length != end - start:
                raise ValueError(f"offset {offset} lies inside a replacement of another length")
        return offset + self.cuts[bisect_right(self.cuts, offset, key=lambda cut: cut[0]) - 1][1]

    def move_row(self, row: dict[str, str]) -> dict[str, str]:
        """A gold row moved along: offsets, texts, and the value and bounds of a number that was replaced."""
        new = {name: cell if name in KEPT_COLUMNS else self.replace(cell) for name, cell in row.items()}
        new |= {name: str(self.move(int(row[name]))) for name in SPAN_COLUMNS if name in row}
        if "text" in row:
            new["text"] = self.text[int(new["start"]) : int(new["end"])]
        if "kind" in row and row["text"] in self.rows:
            new |= {name: self.rows[row["text"]][name] for name in ("value", "low", "high")}
        return new


def trim(start: int, old: str, new: str) -> tuple[int, str, str]:
    """A replacement without the characters that both sides share at either end."""
    while old and new and old[0] == new[0]:
        start, old, new = start + 1, old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return start, old, new


def write_perturbed(folder: Path) -> Path:
    """Write the perturbed article and its gold files into a folder; the path of the article."""
    text = (ROOT / "data/article.txt").read_text(encoding="utf-8")
    perturbed = Perturbation(text, read_rows(TABLE))
    path = folder / "article.txt"
    path.write_text(perturbed.text, encoding="utf-8", newline="\n")
    for name in TABLES:
        rows = [perturbed.move_row(row) for row in read_rows(ROOT / f"data/gold/{name}.csv")]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return path
