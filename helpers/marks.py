"""Run the lessons that a class handed in, and collect what `check` says about each exercise.

A hand-in is a program. It runs here with the rights of whoever runs this: use a container or a spare machine.
"""

import asyncio
import csv
import logging
import re
import shutil
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, NamedTuple

from .corpus import show_progress
from .errors import ExerciseError
from .exercises import FOLDER, read_exercises
from .lexicon import DATA

OUTCOMES = ("right", "not yet", "not tried", "error", "time limit", "missing", "not a notebook")
FAILED = ("not yet", "error")
AT_A_TIME = 2  # kernels; each takes a core and some hundred megabytes
KEEP = 200_000  # characters of output kept from one hand-in

FEEDBACK = re.compile(r"^(q\d\.\d+) · (right|not yet|not tried)\n(.*)", re.MULTILINE)
CHECK = re.compile(r"""\bcheck\(\s*["'](q(\d)\.\d+)["']""")


class Mark(NamedTuple):
    """What one student reached in one exercise. ``exercise`` is empty where the file as a whole failed."""

    student: str
    exercise: str
    outcome: str
    message: str


def mark_folder(
    folder: Path, out: Path, limit: float = 120, report: Callable[[int, int], Any] = max
) -> list[Mark]:
    """Run every file of a folder on a copy, two at a time, and write one CSV row per student and exercise.

    Args:
        folder: hand-ins, in subfolders too; a file's path without ending is the student.
        out: the CSV file to write, in UTF-8 with a byte-order mark, so that spreadsheets read the Chinese.
        limit: seconds for one hand-in.
        report: is called with the number of files done and of all files.

    Raises:
        ExerciseError: there is no such folder, it is empty, or ``out`` is already there.
    """
    names = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    names = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    if not names:
        raise ExerciseError(f"{folder}: no file is there. Give the folder with the notebooks handed in.")
    if out.exists():
        raise ExerciseError(f"{out} is already there and is not overwritten. Give another name with --out.")
    marks: list[Mark] = []
    with out.open("w", encoding="utf-8-sig", newline="") as file, ThreadPoolExecutor(AT_A_TIME) as pool:
        writer = csv.writer(file)
        writer.writerow(Mark._fields)
        report(0, len(names))
        for done, rows in enumerate(pool.map(partial(mark_file, folder, limit=limit), names), 1):
            writer.writerows(map(_as_text, rows))
            file.flush()
            marks += rows
            report(done, len(names))
    return marks


def mark_file(folder: Path, name: Path, limit: float = 120) -> list[Mark]:
    """Run one hand-in of a folder on a copy and read the outcomes; never raises for what is in the file."""
    import nbformat

    student = name.with_suffix("").as_posix()
    try:
        notebook = nbformat.reads((folder / name).read_text(encoding="utf-8"), as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    except Exception as error:  # any file can come under the name of a notebook
        reason = str(error).split("\n")[0][:80]
        return [Mark(student, "", "not a notebook", f"{type(error).__name__}: {reason}")]
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    wanted = _exercises_of(cells, name.name)
    stopped = _run(notebook, limit)
    found = {exercise: _explain(exercise, cells, stopped) for exercise in wanted} | _read_outcomes(cells)
    none = Mark(student, "", "missing", "No exercise of the course is in this notebook.")
    return [Mark(student, exercise, *found[exercise]) for exercise in wanted] or [none]


def _as_text(mark: Mark) -> list[str]:
    """A row as a spreadsheet may have it: text that begins like a formula is quoted."""
    return [f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text for text in mark]


def _exercises_of(cells: Iterable[Any], name: str) -> list[str]:
    """The exercises of the lesson that a hand-in comes from, those whose cells were deleted included."""
    checked = [match for cell in cells for match in CHECK.finditer(cell.source)]
    lessons = Counter(match[2] for match in checked) or Counter(re.findall(r"^0(\d)_", name))
    names = {match[1] for match in checked}
    for lesson, _ in lessons.most_common(1):
        path = FOLDER / f"lesson_0{lesson}.toml"
        names |= set(read_exercises(path)) if path.is_file() else set()
    return sorted(names, key=lambda name: [int(part) for part in name[1:].split(".")])


def _run(notebook: Any, limit: float) -> tuple[str, str]:
    """Execute a notebook in a kernel of its own; the outcome of exercises that it did not reach, and why."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        work = Path(folder, "work")
        work.mkdir()
        shutil.copytree(DATA, Path(folder, "data"))
        started = monotonic()
        try:
            asyncio.run(asyncio.wait_for(_execute(notebook, work), limit))
        except Exception as error:  # at the limit either the clock or the killed kernel speaks first
            if monotonic() - started >= limit:
                return "time limit", f"The notebook was stopped after {limit:g} seconds."
            return "error", f"The kernel died ({type(error).__name__})."
    return "missing", "Its cell shows no feedback."


async def _execute(notebook: Any, folder: Path) -> None:
    from subprocess import DEVNULL

    from nbclient import NotebookClient

    class Client(NotebookClient):
        room = KEEP

        def output(self, outs: Any, msg: Any, display_id: Any, cell_index: Any) -> Any:
            self.room -= len(str(msg["content"]))
            keep = self.room > 0 or msg["msg_type"] in {"execute_result", "error"}
            return super().output(outs, msg, display_id, cell_index) if keep else None

    options: dict[str, Any] = {"kernel_name": "python3", "allow_errors": True, "shutdown_kernel": "immediate"}
    client = Client(notebook, timeout=None, resources={"metadata": {"path": str(folder)}}, **options)
    await client.async_execute(stdout=DEVNULL, stderr=DEVNULL)


def _read_outcomes(cells: Iterable[Any]) -> dict[str, tuple[str, str]]:
    """Exercise → outcome and message, from the outputs; the last feedback counts."""
    outputs = [output for cell in cells for output in cell.outputs]
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]
    return {match[1]: (match[2], match[3]) for text in texts for match in FEEDBACK.finditer(text)}


def _explain(name: str, cells: Iterable[Any], stopped: tuple[str, str]) -> tuple[str, str]:
    """Why an exercise has no feedback."""
    checking = [cell for cell in cells if name in {match[1] for match in CHECK.finditer(cell.source)}]
    if not checking:
        return "missing", "No cell checks this exercise."
    for output in checking[0].outputs:
        if output.output_type == "error":
            return "error", f"{output.ename}: {output.evalue}".split("\n")[0][:200]
    return stopped


def class_table(marks: Iterable[Mark]) -> Any:
    """One row per exercise, the hardest first: how many reached which outcome, and the commonest mistake."""
    import pandas as pd

    frame = pd.DataFrame(marks, columns=Mark._fields).replace({"exercise": {"": "(file)"}})
    counts = pd.crosstab(frame["exercise"], frame["outcome"])
    counts = counts.reindex(columns=[outcome for outcome in OUTCOMES if outcome in counts])
    failed = frame[frame["outcome"].isin(FAILED)].groupby("exercise")["message"]
    counts["mistake"] = failed.agg(lambda column: column.mode().iloc[0])
    counts["times"] = failed.agg(lambda column: column.value_counts().iloc[0]).astype("Int64")
    order = failed.size().reindex(counts.index, fill_value=0).sort_values(ascending=False, kind="stable")
    return counts.loc[order.index].fillna({"mistake": "", "times": 0})


def run_marks(folder: Path, out: Path, limit: float) -> None:
    """The command ``lessons marks``: a progress bar, then the class table."""
    import pandas as pd

    warnings.simplefilter("ignore")  # what nbformat and nbclient say about odd notebooks is in the table
    logging.disable()
    marks = mark_folder(folder, out, limit, show_progress)
    with pd.option_context("display.unicode.east_asian_width", True):
        print("The exercise that failed most comes first, with its most frequent mistake.")
        print(class_table(marks).to_string(max_colwidth=60))
    print(f"Every student's results: {out}")
