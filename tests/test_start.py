"""The check of the set-up names each fault and its remedy in one line; texts show whole and escaped."""

import pandas as pd
import pytest

from helpers import start


def remedies():
    rows = start.check_setup()
    return {row.check: row.what for row in rows.rename(columns={"what to do": "what"}).itertuples()}


def test_all_is_well_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert set(remedies().values()) == {""}
    assert list(tmp_path.iterdir()) == []


FAULTS = {
    "Python 3.11 or newer": (lambda m, p: m.setattr("sys.version_info", (3, 10)), "newer Python"),
    "packages": (
        lambda m, p: m.setattr(start, "PACKAGES", ("pandas", "no_such_package")),
        "missing: no_such_package;",
    ),
    "data files": (lambda m, p: m.setattr(start, "DATA", p), "missing: article.txt"),
    "font of the figures": (
        lambda m, p: m.setattr(start, "FONT", p / "none.otf"),
        "none.otf is missing or damaged",
    ),
    "folder for your work": (lambda m, p: m.setattr(start.Path, "cwd", lambda: p / "no"), "read-only"),
    "memory": (lambda m, p: m.setattr(start, "MEMORY", 10**18), "close other programs"),
}


@pytest.mark.parametrize("check", FAULTS)
def test_a_fault_is_named_with_its_remedy(check, tmp_path, monkeypatch):
    break_it, remedy = FAULTS[check]
    break_it(monkeypatch, tmp_path)
    if check == "memory" and start._free_memory() == float("inf"):
        pytest.skip("this system does not say how much memory is free")
    found = remedies()
    assert remedy in found.pop(check) and set(found.values()) == {""}
    assert "\n" not in remedy


def test_texts_are_whole_and_escaped():
    text = "长" * 200 + "<script>"
    shown = start.show_texts(pd.DataFrame({"文": [text]})).data
    assert "长" * 200 + "&lt;script&gt;" in shown and "<script>" not in shown
