"""Each lesson in a real browser: opened as ``lessons`` opens it, run from top to bottom, light and dark."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import NOTEBOOKS

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra: browser)")
pytestmark = pytest.mark.browser

RUN_SECONDS = 240
CODE_CELLS = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code').map(cell => cell.model.toJSON())"""
READY = """() => window.jupyterapp && jupyterapp.shell.currentWidget
    && jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'"""
IDLE = (
    """() => window.ran && jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"""
)
RUN = """() => { window.ran = false;
    jupyterapp.commands.execute('editmenu:clear-all')
        .then(() => jupyterapp.commands.execute('notebook:run-all-cells'))
        .then(() => { window.ran = true; }); }"""


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_api.sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        except sync_api.Error as error:
            pytest.skip(f"no Chromium: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of ``lessons``, started on copies that are beside a data folder like the learner's."""
    folder = tmp_path_factory.mktemp("课 程")
    (folder / "work").mkdir()
    shutil.copytree(NOTEBOOKS[0].parent.parent / "data", folder / "data")
    script = (
        "import sys, pathlib, helpers.lessons as lessons\n"
        "lessons.WORK = pathlib.Path(sys.argv[1])\n"
        "options = lessons._server_options\n"
        "lessons._server_options = lambda *given: [*options(*given), '--LabApp.expose_app_in_browser=True']\n"
        "sys.exit(lessons.main(['--no-browser']))"
    )
    own = {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "spaces",
        "JUPYTER_DATA_DIR": "data",
    }
    places = {name: str(folder / "jupyter" / place) for name, place in own.items()}
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder / "work")],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        env=os.environ | places,
    )
    lines = iter(process.stdout.readline, b"")
    yield next(found[0] for line in lines if (found := re.search(r"http://\S+", line.decode())))
    process.terminate()
    process.wait(30)


@pytest.fixture(params=["light", "dark"])
def page(request, browser, server) -> Iterator:
    """A page that remembers errors, dialogs and requests to other machines."""
    page = browser.new_page(color_scheme=request.param, viewport={"width": 1280, "height": 1000})
    page.elsewhere, page.faults = [], []
    own = server.split("/lab")[0].removeprefix("http")
    page.on(
        "request",
        lambda r: own in r.url or r.url.startswith(("data:", "blob:")) or page.elsewhere.append(r.url),
    )
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.theme = request.param
    yield page
    page.close()


def open_lesson(page, server: str, lesson: Path) -> None:
    page.goto(server.replace("00_start_here.ipynb", lesson.name) + "&reset")
    page.wait_for_function(READY, timeout=90_000)
    theme = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[page.theme]
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)


@pytest.mark.parametrize("lesson", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(page, server, lesson):
    open_lesson(page, server, lesson)
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
    assert page.locator(".jp-Dialog").count() == 0
    assert page.elsewhere == [] and page.faults == []


def count_pictures(cells: list) -> int:
    return sum("image/png" in output.get("data", {}) for cell in cells for output in cell["outputs"])


def test_figures_and_tables_are_on_the_page(page, server):
    open_lesson(page, server, NOTEBOOKS[0])
    heading = page.locator(".jp-Notebook h1").first
    assert "Start here" in heading.inner_text()
    page.locator(".jp-Notebook .jp-OutputArea table").first.wait_for(timeout=30_000)
    assert page.locator(".jp-Dialog").count() == 0
