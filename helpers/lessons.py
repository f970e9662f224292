"""The command line.

``lessons`` opens the learner's copies in JupyterLab; ``lessons refresh 03`` executes committed lessons afresh.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .errors import HelpersError, LessonError
from .lexicon import DATA

ROOT = DATA.parent
NOTEBOOKS = ROOT / "notebooks"
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
SECONDS = 120  # a cell that takes longer hangs


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 0 when all went well."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except HelpersError as error:
        print(f"lessons: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lessons", description="Open the lessons in JupyterLab, on copies of your own."
    )
    parser.set_defaults(run=_run_open)
    commands = parser.add_subparsers(metavar="command")
    refresh = commands.add_parser(
        "refresh", help="execute the committed lessons afresh and write their outputs"
    )
    refresh.add_argument("numbers", nargs="*", metavar="NN", help="lessons such as 03 (default: all)")
    refresh.set_defaults(run=_run_refresh)
    return parser


def find_lessons(numbers: Sequence[str] = ()) -> list[Path]:
    """The committed lessons in order, or those with the given numbers.

    >>> find_lessons(["0"])[0].name
    '00_start_here.ipynb'

    Raises:
        LessonError: there is no lesson with that number.
    """
    lessons = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    if not numbers:
        return lessons
    wanted = {number.zfill(2) for number in numbers}
    if missing := wanted - {path.name[:2] for path in lessons}:
        known = ", ".join(path.name[:2] for path in lessons)
        raise LessonError(f"{', '.join(sorted(missing))}: there is no such lesson. Lessons: {known}.")
    return [path for path in lessons if path.name[:2] in wanted]


# ---- refresh: outputs, execution counts and alt text as the tests want them


def _run_refresh(options: argparse.Namespace) -> int:
    for path in find_lessons(options.numbers):
        refresh_lesson(path)
        print(path.name)
    return 0


def refresh_lesson(path: Path) -> None:
    """Execute one notebook in its folder and write outputs, counts 1…n and alt text into it.

    Raises:
        LessonError: a cell fails, writes to stderr, or draws an image without printing what it shows.
    """
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    _execute(notebook, path)
    for cell in _code_cells(notebook):
        _settle_cell(cell, path)
    notebook.metadata["kernelspec"] = dict(KERNELSPEC)
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.validate(notebook)
    path.write_text(
        nbformat.writes(notebook, indent=1, ensure_ascii=False).rstrip("\n") + "\n",
        encoding="utf-8",
        newline="\n",
    )


def _execute(notebook: Any, path: Path) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
        config=_kernel_settings(),
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise LessonError(f"{path.name}: {error}") from None


def _kernel_settings() -> Any:
    """Encrypt the connection to the kernel where jupyter-client can (8.9 on); without it ipykernel warns."""
    from jupyter_client.manager import KernelManager
    from traitlets.config import Config

    return Config(
        {"KernelManager": {"transport_encryption": "auto"}}
        if hasattr(KernelManager, "transport_encryption")
        else {}
    )


def _code_cells(notebook: Any) -> Iterator[Any]:
    return (cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip())


def _settle_cell(cell: Any, path: Path) -> None:
    """Drop what changes from run to run and give every image the printed sentence as its alt text."""
    cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
    streams = {
        name: "".join(out.text for out in cell.outputs if out.get("name") == name)
        for name in ("stdout", "stderr")
    }
    if streams["stderr"]:
        raise LessonError(f"{path.name}, cell {cell.id}: writes to stderr: {streams['stderr'].strip()[:200]}")
    for output in cell.outputs:
        if "image/png" not in output.get("data", {}):
            continue
        if not streams["stdout"].strip():
            raise LessonError(
                f"{path.name}, cell {cell.id}: an image without a sentence; end with print(describe(ax))."
            )
        output.metadata = {"image/png": {"alt": streams["stdout"].strip()}}


def _run_open(options: argparse.Namespace) -> int:
    raise LessonError("not yet: open notebooks/ with `uv run jupyter lab`.")


if __name__ == "__main__":
    sys.exit(main())
