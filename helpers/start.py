"""What lesson 00 needs: is this machine ready, and texts shown in full."""

import html
import re
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from .lexicon import DATA
from .plots import FONT

if TYPE_CHECKING:
    import pandas as pd

PACKAGES = ("jupyterlab", "pandas", "jieba", "matplotlib", "networkx")
FILES = (
    "article.txt",
    "gist.csv",
    "glossary.csv",
    "gold/words.csv",
    "practice/flood.txt",
    "lexicon/words.csv",
)
MEMORY = 500_000_000  # bytes; a lesson takes about 300 million


def check_setup() -> "pd.DataFrame":
    """Look whether this machine can run the lessons: one row for each check, with what to do where it fails.

    >>> list(check_setup().columns)
    ['check', 'ready', 'what to do']
    """
    import pandas as pd

    again = "stop with Ctrl-C and start again with: uv run lessons"
    packages = ", ".join(name for name in PACKAGES if find_spec(name) is None)
    files = ", ".join(name for name in FILES if not (DATA / name).is_file())
    afresh = "get the project afresh"
    checks = [
        ("Python 3.11 or newer", sys.version_info >= (3, 11), f"install a newer Python, then {again}"),
        ("packages", not packages, f"missing: {packages}; {again}"),
        ("data files", not files, f"missing: {files}; {afresh}"),
        ("font of the figures", _works(_load_font), f"{FONT.name} is missing or damaged; {afresh}"),
        ("folder for your work", _works(_write_here), "it is read-only; copy the project into your own"),
        ("memory", _free_memory() >= MEMORY, "close other programs or notebooks that you do not use"),
    ]
    rows = [(name, "yes" if good else "no", "" if good else remedy) for name, good, remedy in checks]
    return pd.DataFrame(rows, columns=["check", "ready", "what to do"])


def _works(action: Callable[[], object]) -> bool:
    try:
        action()
    except (OSError, RuntimeError):
        return False
    return True


def _load_font() -> object:
    from matplotlib.ft2font import FT2Font

    return FT2Font(str(FONT))


def _write_here() -> None:
    with TemporaryFile(dir=Path.cwd()):
        pass


def _free_memory() -> float:
    """Bytes that programs can still take; infinite where the system does not say."""
    try:
        found = re.search(r"MemAvailable:\s*(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    except OSError:
        found = None
    return 1024 * int(found[1]) if found else float("inf")


def show_texts(frame: "pd.DataFrame") -> Any:
    """A table whose texts are shown in full and to the left, for long sentences; its index is left out.

    >>> import pandas as pd
    >>> shown = show_texts(pd.DataFrame({"text": ["塘栖 <镇>"]}))
    >>> "塘栖 &lt;镇&gt;" in shown.data
    True
    """
    from IPython.display import HTML

    left = "style='text-align:left'"
    head = "".join(f"<th scope='col' {left}>{html.escape(str(name))}</th>" for name in frame.columns)
    chinese = re.compile("[^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*")  # a screen reader changes its voice at lang

    def cell(value: Any) -> str:
        lang = "lang='zh' " if chinese.fullmatch(str(value)) else ""
        return f"<td {lang}{left}>{html.escape(str(value))}</td>"

    rows = ("".join(map(cell, row)) for row in frame.itertuples(index=False))
    body = "\n".join(f"<tr>{cells}</tr>" for cells in rows)
    return HTML(f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>")
