"""The README's commands, typed by a newcomer: a fresh clone, a home without settings, Python and pip only.

They need the network and some minutes, so they are a run of their own: pytest -m setup.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from repository import ROOT

pytestmark = [
    pytest.mark.setup,
    pytest.mark.skipif(sys.platform == "win32", reason="the README's lines are typed into a Unix shell here"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no git repository to clone"),
]

CACHES = {"UV_CACHE_DIR": Path.home() / ".cache/uv"}  # packages only; all else a new user lacks
BLOCKS = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S | re.M)
START, PLAIN, SERVER = (
    next(block for block in BLOCKS if line in block)
    for line in ("&& uv run lessons", "-m venv .venv", "lessons copy")
)
NO_NETWORK = {
    name: "http://127.0.0.1:9" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
}


@pytest.fixture
def newcomer(tmp_path) -> Path:
    """The home of somebody new, its path with a space and Chinese in it."""
    home = tmp_path / "新 用户"
    home.mkdir()
    venv.create(home / "python", with_pip=True)
    return home


def environment(home: Path) -> dict[str, str]:
    """Python and pip on the path, and no setting of this run."""
    own = ("XDG_", "JUPYTER", "MPL", "PYTEST", "VIRTUAL_ENV", "UV_RUN", "UV_PROJECT", "PYTHON", "CONDA")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    path = [part for part in kept["PATH"].split(os.pathsep) if not Path(part).is_relative_to(sys.prefix)]
    caches = {name: str(place) for name, place in CACHES.items()}
    home_bin = [str(home / "python/bin"), *path]
    return caches | kept | {"HOME": str(home), "PATH": os.pathsep.join(home_bin)}


@contextmanager
def typed(lines: str, home: Path, folder: Path, **settings: str) -> Iterator[subprocess.Popen]:
    """Type lines into a shell; what still runs at the end gets Ctrl-C."""
    script = lines.replace("<address of this repository>", ROOT.as_uri())
    process = subprocess.Popen(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=environment(home) | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def fetch(address: str) -> str:
    """A page of the server, which answers a moment after it has printed its address."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(60):
        try:
            with direct.open(address, timeout=10) as page:
                return page.read().decode()
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"no answer at {address}")


def open_and_stop(lines: str, home: Path, folder: Path, **settings: str) -> None:
    """The lines start JupyterLab: lesson 00 is at the address that they print, and Ctrl-C stops them."""
    with typed(lines, home, folder, **settings) as process:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if found := re.search(r"http://127\S+|http://localhost\S+", line):
                break
        else:
            pytest.fail("".join(printed))
        assert "00_start_here.ipynb" in found[0] and "JupyterLab" in fetch(found[0])
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert "Stopped." in rest and "Traceback" not in "".join(printed) + rest


def test_two_commands_then_without_a_network(newcomer):
    open_and_stop(START, newcomer, newcomer)
    clone = newcomer / "tangqi-notebooks"
    open_and_stop("uv run --offline lessons", newcomer, clone, **NO_NETWORK)
    assert len(list((clone / "work").glob("0*.ipynb"))) == 7


def test_without_uv(newcomer):
    with typed("git clone <address of this repository> tangqi-notebooks", newcomer, newcomer) as process:
        assert process.wait(120) == 0
    open_and_stop(PLAIN, newcomer, newcomer / "tangqi-notebooks")


def test_a_class_on_one_server(newcomer):
    with typed(SERVER, newcomer, newcomer) as process:
        printed, _ = process.communicate(timeout=600)
    assert process.returncode == 0, printed
    assert (newcomer / "tangqi-notebooks/work/00_start_here.ipynb").exists()
