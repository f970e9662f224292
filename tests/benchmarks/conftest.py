"""After the benchmarks: one table of what was measured, and the figure of time against length."""

import csv
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / ".benchmarks"
COLUMNS = ("what", "measured", "unit", "beside jieba.posseg")
MEASURED = pytest.StashKey[list[tuple]]()


def pytest_configure(config):
    config.stash[MEASURED] = []


@pytest.fixture
def measured(request):
    """Call it with what was measured, a number, its unit and the ratio to jieba.posseg if there is one."""

    def note(what, number, unit, ratio=None):
        request.config.stash[MEASURED].append((what, number, unit, ratio))

    return note


def pytest_terminal_summary(terminalreporter, config):
    rows = config.stash[MEASURED]
    if not rows:
        return
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "speed.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    for what, number, unit, ratio in rows:
        beside = "" if ratio is None else f"  {ratio:.2f} x jieba.posseg"
        terminalreporter.write_line(f"{what:<44} {number:>12,.4g} {unit}{beside}")
    terminalreporter.write_line(f"Table and figure: {FOLDER.name}/speed.csv, {FOLDER.name}/scaling.png")
    draw_scaling([(what, number) for what, number, unit, _ in rows if unit == "s for the text"])


def draw_scaling(points):
    """Seconds against characters, both logarithmic, with the line of equal time for each character."""
    if len(points) < 2:
        return
    from matplotlib import pyplot as plt

    lengths = [int(what.split()[1].replace(",", "")) for what, _ in points]
    seconds = [number for _, number in points]
    _, ax = plt.subplots(figsize=(6, 4))
    ax.loglog(lengths, seconds, "o-", label="analyse")
    ax.loglog(lengths, [seconds[0] * n / lengths[0] for n in lengths], "--", label="linear")
    ax.set(xlabel="characters", ylabel="seconds", title="Time of analyse against the length of the text")
    ax.legend()
    ax.figure.savefig(FOLDER / "scaling.png", dpi=150, bbox_inches="tight")
