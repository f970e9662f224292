"""The command line.

``lessons`` opens the learner's copies in JupyterLab; ``lessons refresh 03`` executes a committed one afresh.
"""

import argparse
import base64
import io
import json
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from .errors import HelpersError, LessonError
from .lexicon import DATA

ROOT = DATA.parent
NOTEBOOKS = ROOT / "notebooks"
WORK = ROOT / "work"
FIRST = "00_start_here.ipynb"
RECORD = ".lessons.json"  # in WORK: lesson → digest of the version that was last copied
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
NEWS = "@jupyterlab/apputils-extension:announcements"
SECONDS = 120  # a cell that takes longer hangs
SHOWN = "l05-matrix-plot"  # the cell whose figure the README shows, as notebooks/response.png


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 0 when all went well."""
    for stream in (sys.stdout, sys.stderr):  # LANG=C or an old Windows console: escape rather than stop
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(argv)
        return int(options.run(options) or 0)
    except HelpersError as error:
        print(f"lessons: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("lessons", description="Open copies of the lessons in JupyterLab.")
    parser.add_argument("--no-browser", action="store_true", help="print the address, open no browser")
    parser.set_defaults(run=_run_open)
    commands = parser.add_subparsers(metavar="command")
    copy = commands.add_parser("copy", help="only copy new lessons into work/")
    copy.set_defaults(run=_run_copy)
    refresh = commands.add_parser("refresh", help="execute the committed lessons and write their outputs")
    refresh.add_argument("numbers", nargs="*", metavar="NN", help="lessons such as 03 (default: all)")
    refresh.set_defaults(run=_run_refresh)
    marks = commands.add_parser("marks", help="run the notebooks of a class; write who solved what")
    marks.add_argument("folder", type=Path, help="the notebooks handed in, under any names")
    marks.add_argument("--out", type=Path, default=Path("marks.csv"), help="table to write (marks.csv)")
    marks.add_argument("--limit", type=float, default=120, help="seconds for one notebook (120)")
    marks.set_defaults(run=_run_marks)
    return parser


def _run_marks(options: argparse.Namespace) -> None:
    from .marks import run_marks

    run_marks(options.folder, options.out, options.limit)


def find_lessons(numbers: Sequence[str] = (), folder: Path = NOTEBOOKS) -> list[Path]:
    """The committed lessons in order, or those with the given numbers.

    >>> find_lessons(["0"])[0].name
    '00_start_here.ipynb'

    Raises:
        LessonError: there is no lesson with that number.
    """
    lessons = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if not numbers:
        return lessons
    wanted = {number.zfill(2) for number in numbers}
    if missing := wanted - {path.name[:2] for path in lessons}:
        known = ", ".join(path.name[:2] for path in lessons)
        raise LessonError(f"{', '.join(sorted(missing))}: there is no such lesson. Lessons: {known}.")
    return [path for path in lessons if path.name[:2] in wanted]


# ---- open: copies that are the learner's own


def _run_copy(_: argparse.Namespace) -> None:
    for message in copy_lessons(NOTEBOOKS, WORK):
        print(message, flush=True)


def copy_lessons(source: Path = NOTEBOOKS, work: Path = WORK) -> list[str]:
    """Bring new lessons into the learner's folder; no file there is ever overwritten or deleted.

    A lesson of which no copy is there is copied. When a lesson has changed since then, an untouched copy
    moves to ``older/`` and the new version takes its place; beside a copy with the learner's work the new
    version gets a name of its own.

    Returns:
        One line for each file that was brought.

    Raises:
        LessonError: the folder cannot be written.
    """
    try:
        work.mkdir(exist_ok=True)
        record = _read_record(work)
        messages = [_copy_lesson(path, work, record) for path in find_lessons(folder=source)]
        (work / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        remedy = "Copy the project into a folder of your own."
        raise LessonError(f"{work} cannot be written ({error}). {remedy}") from None
    return list(filter(None, messages))


def _copy_lesson(lesson: Path, work: Path, record: dict[str, str]) -> str:
    """Bring one lesson, and say under which name; an empty string where there is nothing to bring."""
    content, copy = lesson.read_bytes(), work / lesson.name
    version, seen = sha256(content).hexdigest(), record.get(lesson.name, "")
    mine = sha256(copy.read_bytes()).hexdigest() if copy.exists() else ""
    record[lesson.name] = version
    if mine and version in {seen, mine}:
        return ""
    what = f"copied into {work.name}/"
    if mine == seen != "":
        older = _free_name(work / "older" / lesson.name)
        older.parent.mkdir(exist_ok=True)
        copy.rename(older)
        what = f"newer version; your copy, in which nothing was changed, is older/{older.name}"
    elif mine:
        copy = _free_name(work / f"{lesson.stem}_new.ipynb")
        what = f"newer version beside your own copy: {copy.name}"
    _write_new(copy, content)
    return f"{lesson.name}: {what}"


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; Jupyter is to trust it, so that its tables show at once."""
    import nbformat
    from nbformat.sign import NotebookNotary

    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:  # a second `lessons` was faster
        return
    NotebookNotary().sign(nbformat.reads(content.decode("utf-8"), as_version=4))


def _free_name(path: Path) -> Path:
    names = (path.with_stem(f"{path.stem}{number}") for number in range(2, 10_000))
    return path if not path.exists() else next(name for name in names if not name.exists())


def _read_record(work: Path) -> dict[str, str]:
    """What was copied; a record that is lost or damaged counts as empty and costs at most one more copy."""
    try:
        record = json.loads((work / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(key): str(value) for key, value in record.items()} if isinstance(record, dict) else {}


def _run_open(options: argparse.Namespace) -> None:
    _run_copy(options)
    print("Starting JupyterLab; this takes some seconds …", flush=True)
    from jupyterlab.labapp import LabApp

    _build_font_cache()
    token = secrets.token_hex(16)
    server = LabApp.initialize_server(argv=_server_options(token, options.no_browser))
    server.web_app.settings["page_config_hook"] = _leave_out_news

    def stop(*_: object) -> None:
        print("\nStopping …", flush=True)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the kernels take some seconds; once is enough
        server.stop(from_signal=True)

    signal.signal(signal.SIGINT, stop)
    address = f"{server.connection_url}lab/tree/{FIRST}?token={token}"
    print(f"\nThe lessons are open at\n\n    {address}\n\nSave, then press Ctrl-C here to stop.", flush=True)
    server.start()
    print(f"Stopped. Your lessons are in {WORK}")


def _server_options(token: str, no_browser: bool) -> list[str]:
    """What a beginner should meet: lesson 00, no question, no news, no log; a port of this start alone."""
    return [
        f"--ServerApp.root_dir={WORK}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        f"--ServerApp.port={_free_port()}",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.open_browser={not no_browser and _has_screen()}",
        "--ServerApp.allow_root=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        *(f"--KernelManager.{name}={value}" for name, value in _kernel_options().items()),
    ]


def _leave_out_news(_: Any, page: dict[str, Any]) -> dict[str, Any]:
    """JupyterLab without the part that asks whether to fetch news; 4.6 asks even without an address."""
    return page | {"disabledExtensions": [*page.get("disabledExtensions", []), NEWS]}


def _kernel_options() -> dict[str, str]:
    """Encrypt the connection to the kernel where jupyter-client can (8.9 on); without it ipykernel warns."""
    from jupyter_client.manager import KernelManager

    return {"transport_encryption": "auto"} if hasattr(KernelManager, "transport_encryption") else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _has_screen() -> bool:
    """False on a server without a display, where Python would open a browser in the terminal."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform in {"win32", "darwin"} or any(map(os.environ.get, names))


def _build_font_cache() -> None:
    """Let matplotlib list the fonts now: in a lesson it would take seconds and say so on stderr."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    import matplotlib.font_manager  # noqa: F401


# ---- refresh: outputs, execution counts and alt text as the tests want them


def _run_refresh(options: argparse.Namespace) -> None:
    for path in find_lessons(options.numbers):
        refresh_lesson(path)
        print(path.name, flush=True)


def refresh_lesson(path: Path) -> None:
    """Execute one notebook in its folder and write outputs, counts 1…n and alt text into it.

    Raises:
        LessonError: a cell fails, writes to stderr, or draws an image without printing what it shows.
    """
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    _execute(notebook, path)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.strip():
            _settle_cell(cell, f"{path.name}, cell {cell.id}")
    notebook.metadata.update(METADATA)
    nbformat.validate(notebook)
    content = nbformat.writes(notebook, indent=1, ensure_ascii=False).rstrip("\n") + "\n"
    path.write_text(content, encoding="utf-8", newline="\n")
    for picture in (_picture_of(cell) for cell in notebook.cells if cell.id == SHOWN):
        path.with_name("response.png").write_bytes(base64.b64decode(picture.data["image/png"]))


def _execute(notebook: Any, path: Path) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    _build_font_cache()
    config = Config({"KernelManager": _kernel_options()})
    options: dict[str, Any] = {"kernel_name": "python3", "record_timing": False, "coalesce_streams": True}
    resources = {"metadata": {"path": str(path.parent)}}
    try:
        NotebookClient(notebook, timeout=SECONDS, resources=resources, config=config, **options).execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise LessonError(f"{path.name}: {error}") from None


def _settle_cell(cell: Any, where: str) -> None:
    """Drop what changes from run to run and give an image the printed sentence as its alt text."""
    cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
    printed = {"stdout": "", "stderr": ""}
    for output in cell.outputs:
        if output.output_type == "stream":
            printed[output.name] += output.text.strip()
    if printed["stderr"]:
        raise LessonError(f"{where}: writes to stderr: {printed['stderr'][:200]}")
    if picture := _picture_of(cell):
        if not printed["stdout"]:
            raise LessonError(f"{where}: an image without a sentence; end with print(describe(ax)).")
        size = picture.metadata.get("image/png", {})
        picture.metadata = {"image/png": {**size, "alt": printed["stdout"]}}
        picture.data["image/png"] = _slim(picture.data["image/png"])


def _picture_of(cell: Any) -> Any:
    """The output of a cell that is its figure, if it draws one."""
    return next((output for output in cell.outputs if "image/png" in output.get("data", {})), None)


def _slim(picture: str) -> str:
    """The same picture in 256 colours: a third of the bytes, no difference to be seen."""
    from PIL import Image

    slim = io.BytesIO()
    drawn = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    drawn.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=2).save(slim, "png", optimize=True)
    return base64.b64encode(slim.getvalue()).decode()


if __name__ == "__main__":
    sys.exit(main())
