"""Where things stand, for the tests that look at files."""

import csv
import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SKIPPED = {".git", ".venv", "work", "__pycache__"}


def read_notebook(path: Path) -> dict:
    """A notebook as a dictionary, the source of each cell as one string."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tracked_files() -> list[Path]:
    """The files under version control; where git is missing, all files but caches and learners' copies."""
    try:
        run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        names = [name for name in run.stdout.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [str(path) for path in found if not SKIPPED & set(path.parts) and "cache" not in str(path)]
    return [ROOT / name for name in names if (ROOT / name).is_file()]
