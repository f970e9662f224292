"""Each lesson in a real browser: opened as ``lessons`` opens it, run from top to bottom, light and dark."""

import time

import pytest
from repository import NOTEBOOKS

pytestmark = pytest.mark.browser

RUN_SECONDS = 240
ASKING = ".jp-Dialog, .Toastify__toast"
CODE_CELLS = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code').map(cell => cell.model.toJSON())"""
IDLE = (
    """() => window.ran && jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"""
)
RUN = """() => { window.ran = false;
    jupyterapp.commands.execute('editmenu:clear-all')
        .then(() => jupyterapp.commands.execute('notebook:run-all-cells'))
        .then(() => { window.ran = true; }); }"""

themes = pytest.mark.parametrize("theme", ["light", "dark"])


@themes
@pytest.mark.parametrize("lesson", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(page, open_lesson, lesson, theme):
    open_lesson(lesson, theme)
    committed = page.evaluate(CODE_CELLS)
    page.evaluate(RUN)
    page.wait_for_function(IDLE, timeout=RUN_SECONDS * 1000)
    time.sleep(1)  # outputs arrive after the kernel is idle
    cells = page.evaluate(CODE_CELLS)
    counts = [cell["execution_count"] for cell in cells]
    assert counts == list(
        range(counts[0], counts[0] + len(cells))
    )  # the second theme finds the kernel running
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert not [out for out in outputs if out["output_type"] == "error" or out.get("name") == "stderr"]
    assert count_pictures(cells) == count_pictures(committed)
    assert page.locator(ASKING).count() == 0
    assert page.elsewhere == [] and page.faults == []


def count_pictures(cells: list) -> int:
    return sum("image/png" in output.get("data", {}) for cell in cells for output in cell["outputs"])


@themes
def test_figures_and_tables_are_on_the_page(page, open_lesson, theme):
    open_lesson(NOTEBOOKS[0], theme)
    heading = page.locator(".jp-Notebook h1").first
    assert "Start here" in heading.inner_text()
    page.locator(".jp-Notebook .jp-OutputArea table").first.wait_for(timeout=30_000)
    assert page.locator(ASKING).count() == 0
