"""What the README and the other pages of the front door say is true: commands, examples, links, versions."""

import doctest
import re
import tomllib

import pytest
from repository import NOTEBOOKS, ROOT, read_rows, tracked_files

PAGES = [
    ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")}
README = READMES["README.md"]
TOP = {"pyproject.toml", "LICENSE", "CITATION.cff", *(f"{name}.md" for name in ("README", "README.zh"))}
TOP |= {"CHANGELOG.md", "CONTRIBUTING.md", "notebooks", "helpers", "data", "tests"}
# What a shell line of the README may be, and where it is run.
RUN_ELSEWHERE = {
    r"git clone .*": "test_setup.py",
    r"cd tangqi-notebooks": "test_setup.py",
    r"pip install uv && uv run lessons": "test_setup.py",
    r"pip install uv && uv run pytest": "this run; .ci/run reads the line from the README",
    r"python -m venv \.venv": "test_setup.py",
    r"\. \.venv/bin/activate": "test_setup.py",
    r'pip install -e (~/tangqi-notebooks|"\.\[(test)\]")': "test_setup.py; its extra is tested here",
    r"lessons": "test_setup.py and test_lessons.py",
    r"lessons copy": "test_setup.py and test_lessons.py",
}


def blocks_of(text, language):
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.S | re.M)


def shell_lines(text=README):
    return [line.strip() for block in blocks_of(text, "sh") for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("name", READMES)
def test_examples_run(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8")
    assert result.failed == 0 and result.attempted >= 4


@pytest.mark.parametrize("line", shell_lines())
def test_every_command_is_run_somewhere(line):
    assert any(re.fullmatch(pattern, line) for pattern in RUN_ELSEWHERE)


def test_the_chinese_readme_has_the_same_commands_examples_links_and_code_words():
    chinese = READMES["README.zh.md"]
    assert shell_lines(chinese) == shell_lines()
    assert blocks_of(chinese, "python") == blocks_of(README, "python")
    for pattern in (
        r"\]\(([^)]+)\)",
        r'="([^"]+\.png)"',
        r"(?<!`)`([^`\n]+)`(?!`)",
        r"^\| 0\d .*\| (\d+) \|$",
        r"^(#+) ",
    ):
        assert re.findall(pattern, chinese, re.M) == re.findall(pattern, README, re.M)


@pytest.mark.parametrize("name", READMES)
def test_the_first_screen(name):
    """For whom, what for, the figure with its alt text, and the command, within 35 lines."""
    first = "\n".join(READMES[name].splitlines()[:35])
    picture = re.search(r'<img src="notebooks/response.png" [^>]*alt="([^"]+)"', first)
    assert picture and len(picture[1]) > 40
    assert len(re.findall(r"^\*\*", first, re.M)) == 2 and "uv run lessons" in first


def test_the_two_commands_are_first():
    assert [line for line in shell_lines() if line.startswith("pip install uv")] == [
        "pip install uv && uv run lessons",
        "pip install uv && uv run pytest",
    ]
    assert PROJECT["project"]["scripts"]["lessons"] == "helpers.lessons:main"
    assert "tangqi-notebooks[test" in PROJECT["dependency-groups"]["dev"][0]
    assert set(PROJECT["project"]["optional-dependencies"]) >= {"test", "scale"}


def test_the_build_server_reads_the_command():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "README.md" in script and (ROOT / ".ci/run").stat().st_mode & 0o111


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'(?:href|src)="([^"]+)"', text):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_every_lesson_is_in_the_table():
    linked = re.findall(r"\]\(notebooks/(\S+?\.ipynb)\)", README)
    assert linked == [path.name for path in NOTEBOOKS]


def test_the_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.search(r"^## (\S+) \((\S+)\)$", changes, re.M)  # the newest comes first
    assert released[1] == version
    assert re.search(r"^version: (\S+)$", citation, re.M)[1] == version
    assert re.search(r'^date-released: "(\S+)"$', citation, re.M)[1] == released[2]
    sources = [path for path in tracked_files() if path.suffix == ".py"]
    assert not [
        path for path in sources if re.search(r"^__version__", path.read_text(encoding="utf-8"), re.M)
    ]


def test_dependencies_are_pinned_to_compatible_releases_and_have_a_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = PROJECT["project"]["optional-dependencies"].values()
    for name in [*PROJECT["project"]["dependencies"], *(name for extra in extras for name in extra)]:
        assert re.search(r"~=|>=", name), name
        assert re.search(rf'"{re.escape(name)}", *# \w', text), f"{name}: no reason beside it"


def test_the_picture_of_the_rooms_is_true():
    """CONTRIBUTING names every module once, and each imports only from those named before it."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = next(
        block for block in re.findall(r"^```\n(.*?)^```", text, re.S | re.M) if "errors  lexicon" in block
    )
    rooms = [room for line in picture.splitlines() for room in re.split(r"  +", line)[1:]]
    modules = {path.stem for path in (ROOT / "helpers").glob("*.py")} - {"__init__"}
    assert sorted(rooms) == sorted(modules)
    for place, room in enumerate(rooms):
        source = (ROOT / f"helpers/{room}.py").read_text(encoding="utf-8")
        imported = set(re.findall(r"^ *from \.(\w+) import", source, re.M))
        assert imported <= set(rooms[:place]), room


def test_nothing_else_stands_at_the_top():
    names = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in names if not name.startswith(".")} <= TOP


def test_the_data_card_names_every_file():
    card = (ROOT / "data/README.md").read_text(encoding="utf-8")
    for path in tracked_files():
        parts = path.relative_to(ROOT).parts
        if parts[0] == "data" and parts[1:] != ("README.md",):
            pattern = "/".join([*parts[1:-1], f"*{path.suffix}"])
            assert "/".join(parts[1:]) in card or pattern in card, "/".join(parts)


def test_the_data_card_gives_the_agreement_as_measured():
    card = (ROOT / "data/README.md").read_text(encoding="utf-8")
    measured = (ROOT / "data/gold/AGREEMENT.md").read_text(encoding="utf-8")
    for name in ("quantities", "people", "entities", "relations"):
        source = [cell.strip() for cell in re.search(rf"^\| {name} .*$", measured, re.M)[0].split("|")]
        spans, every = source[4].split()[0], source[6].split()[0]
        row = [cell.strip() for cell in re.search(rf"^\| {name} \| \d.*$", card, re.M)[0].split("|")]
        assert row[2] == f"{source[2]}, {source[3]}" and row[3].split()[0] == spans and row[4] == every
        assert int(row[6]) == len(read_rows(ROOT / f"data/gold/{name}.csv"))


def forbidden():
    """Spelled apart, so that this file does not hold them."""
    registries = ["pythonhosted" + r"\.org", "pypi" + r"\.org"]
    paths = ["/wor" + "k/main", "/roo" + "t/", "/tm" + "p/[A-Za-z]"]
    return re.compile("|".join([*registries, *paths, "Building prefix" + " dict", r"\bissue" + r" #?\d"]))


def test_no_file_names_a_machine_or_a_registry():
    texts = {".py", ".md", ".toml", ".cfg", ".ipynb", ".yml", ".yaml", ".csv", ".txt", ".cff", ""}
    for path in tracked_files():
        if path.suffix in texts:
            found = forbidden().search(path.read_text(encoding="utf-8"))
            assert not found, f"{path.relative_to(ROOT)}: {found}"


def test_no_machine_is_named_test_can_fail():
    assert forbidden().search("see /tm" + "p/x") and not forbidden().search("work/00_start_here.ipynb")
