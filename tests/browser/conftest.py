"""A browser, JupyterLab as ``lessons`` starts it, and pages that remember what went wrong."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from repository import ROOT

READY = """() => window.jupyterapp && jupyterapp.shell.currentWidget
    && jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'"""
CHANGE_THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Chromium: the system's, or else the one that ``playwright install chromium`` fetched."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (extra: browser)"
    )
    with sync_api.sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        except sync_api.Error as error:
            pytest.skip(f"no Chromium: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(browser, tmp_path_factory) -> Iterator[str]:
    """The address of ``lessons``, started on copies that are beside a data folder like the learner's."""
    folder = tmp_path_factory.mktemp("课 程")
    (folder / "work").mkdir()
    shutil.copytree(ROOT / "data", folder / "data")
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
    process.wait(120)  # seven kernels end first


@pytest.fixture
def page(browser, server) -> Iterator:
    """A page that remembers errors and requests to other machines."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.elsewhere, page.faults = [], []
    own = server.split("/lab")[0].removeprefix("http")
    page.on(
        "request",
        lambda r: own in r.url or r.url.startswith(("data:", "blob:")) or page.elsewhere.append(r.url),
    )
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    page.close()


@pytest.fixture
def change_theme(page) -> Callable[[str], None]:
    """Give the page the light or the dark theme, and wait until its colours are there."""

    def change(theme: str) -> None:
        page.evaluate(CHANGE_THEME, THEMES[theme])
        page.wait_for_selector(f"body[data-jp-theme-name='{THEMES[theme]}']", state="attached")

    return change


@pytest.fixture
def open_lesson(page, server, change_theme) -> Callable[[Path, str], None]:
    """Open a lesson in the page, light or dark, and wait until its kernel is there."""

    def open_in_page(lesson: Path, theme: str) -> None:
        page.emulate_media(color_scheme=theme)
        page.goto(server.replace("00_start_here.ipynb", lesson.name) + "&reset")
        page.wait_for_function(READY, timeout=90_000)
        change_theme(theme)

    return open_in_page
