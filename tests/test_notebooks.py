"""The form of the lessons: outputs as committed, sizes of cells and parts, headings, alt text, ids.

Their content is tested by nbval, which runs every cell and compares its output.
"""

import ast
import re
from itertools import pairwise
from statistics import median

import nbformat
import pytest
from repository import NOTEBOOKS, read_notebook

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
PARTS = ["Core", "Practice", "Further"]
CORE_CODE_CELLS, CORE_WORDS, CORE_PREDICTIONS, CORE_EXERCISES = 14, 800, 3, 2
MEDIAN_LINES, MOST_LINES, CELLS_IN_A_ROW = 3, 12, 3

lessons = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
taught = pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)


def cells_of(path, kind="code"):
    return [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == kind]


def lines_of(cell):
    return [line for line in cell["source"].splitlines() if line.strip()]


def headings_of(path):
    """Level and text of each heading, outside fenced code."""
    found = []
    for cell in cells_of(path, "markdown"):
        prose = re.sub(r"^```.*?^```", "", cell["source"], flags=re.S | re.M)
        found += [(len(m[1]), m[2].strip()) for m in re.finditer(r"^(#{1,6}) +(.+)$", prose, re.M)]
    return found


def core_of(path):
    """The cells from the heading ``## Core`` up to the next heading of that level."""
    cells = read_notebook(path)["cells"]
    starts = [
        i
        for i, cell in enumerate(cells)
        if re.search(r"^## ", cell["source"], re.M) and cell["cell_type"] == "markdown"
    ]
    first = next(i for i in starts if re.search(r"^## Core\b", cells[i]["source"], re.M))
    return cells[first : next((i for i in starts if i > first), len(cells))]


def words_of(cell):
    return [word for word in cell["source"].split() if re.search(r"\w", word)]


def test_all_lessons_are_there():
    assert [path.name[:2] for path in NOTEBOOKS] == ["00", "01", "02", "03", "04", "05", "06"]


@lessons
def test_is_a_valid_notebook_for_any_python(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec == KERNELSPEC
    assert notebook.metadata.language_info == {"name": "python"}, "names one machine's Python"


@lessons
def test_was_run_from_top_to_bottom_in_one_go(path):
    cells = cells_of(path)
    assert all(cell["source"].strip() for cell in cells), "an empty code cell"
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert any(cell["outputs"] for cell in cells)


@lessons
def test_has_no_error_and_no_stderr(path):
    for cell in cells_of(path):
        for output in cell["outputs"]:
            assert output["output_type"] != "error", cell["id"]
            assert output.get("name") != "stderr", cell["id"]


@lessons
def test_a_cell_that_ends_in_a_name_shows_it(path):
    for cell in cells_of(path):
        last = ast.parse(cell["source"]).body[-1]
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Name | ast.Attribute | ast.Subscript):
            assert cell["outputs"], f"{cell['id']}: no output"


@lessons
def test_no_cell_escapes_the_comparison(path):
    for cell in cells_of(path):
        marks = [
            *cell["metadata"].get("tags", []),
            *re.findall(r"# *(?:NBVAL|PYTEST_VALIDATE)\w+", cell["source"]),
        ]
        assert not [m for m in marks if re.search("nbval|validate|skip|raises", m, re.I)], cell["id"]
        assert not cell["source"].rstrip().endswith(";"), (
            f"{cell['id']}: a semicolon hides nothing from the tests"
        )


@lessons
def test_images_have_an_alt_text_that_is_printed_too(path):
    for cell in cells_of(path):
        printed = "".join("".join(out["text"]) for out in cell["outputs"] if out.get("name") == "stdout")
        for output in cell["outputs"]:
            if "image/png" in output.get("data", {}):
                alt = output["metadata"]["image/png"]["alt"]
                assert len(alt.split()) >= 5, f"{cell['id']}: {alt!r} does not say what is to be seen"
                assert alt == printed.strip(), cell["id"]


@lessons
def test_ids_are_stable_and_speak(path):
    ids = [cell["id"] for cell in read_notebook(path)["cells"]]
    assert len(ids) == len(set(ids))
    assert not [i for i in ids if not re.fullmatch(rf"l{path.name[:2]}-[a-z0-9]+(-[a-z0-9]+)*", i)]


@lessons
def test_headings_have_an_order(path):
    levels = [level for level, _ in headings_of(path)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert read_notebook(path)["cells"][0]["source"].startswith("# ")
    for above, below in pairwise(levels):
        assert below <= above + 1, f"a level is skipped after heading {levels.index(below)}"


@lessons
def test_cells_are_short(path):
    sizes = {cell["id"]: len(lines_of(cell)) for cell in cells_of(path)}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}
    assert median(sizes.values()) <= MEDIAN_LINES


@lessons
def test_prose_stands_between_code(path):
    kinds = "".join(cell["cell_type"][0] for cell in read_notebook(path)["cells"])
    assert "c" * (CELLS_IN_A_ROW + 1) not in kinds


@lessons
def test_says_what_it_is_for_and_what_remains(path):
    markdown = cells_of(path, "markdown")
    opening = "\n".join(cell["source"] for cell in markdown[:2])
    assert (
        re.search(r"able to", opening) and re.search(r"need", opening) and re.search(r"\d+ minutes", opening)
    )
    closing = "\n".join(cell["source"] for cell in markdown[-4:]).lower()
    for word in ("take along", "terms", "next"):
        assert word in closing, f"the end does not name: {word}"


@taught
def test_has_three_parts_in_order(path):
    assert [text for level, text in headings_of(path) if level == 2 and text in PARTS] == PARTS


@taught
def test_core_fits_a_class(path):
    core = core_of(path)
    prose = [cell for cell in core if cell["cell_type"] == "markdown"]
    assert sum(cell["cell_type"] == "code" for cell in core) <= CORE_CODE_CELLS
    assert sum(len(words_of(cell)) for cell in prose) <= CORE_WORDS
    assert 1 <= sum(cell["source"].startswith("**Predict.**") for cell in prose) <= CORE_PREDICTIONS
    assert sum("### Exercise" in cell["source"] for cell in prose) == CORE_EXERCISES


@taught
def test_has_four_exercises_with_a_cell_each(path):
    cells = read_notebook(path)["cells"]
    asked = [
        (i, m[1])
        for i, cell in enumerate(cells)
        for m in re.finditer(r"^####? Exercise (q\d\.\d+) ", cell["source"], re.M)
    ]
    assert len(asked) >= 4
    for i, name in asked:
        assert f'check("{name}"' in cells[i + 1]["source"], f"{name}: its cell does not follow"


@taught
def test_help_with_an_exercise_is_at_hand(path):
    first = ast.walk(ast.parse(cells_of(path)[0]["source"]))
    names = {alias.name for node in first if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert {"check", "hint", "solution"} <= names, "what check tells the learner to call is not imported"


@lessons
def test_reads_from_the_copy_too(path):
    """A learner's copy lies in work/, so whatever a cell opens is reached by ../data."""
    for cell in cells_of(path):
        for name in re.findall(
            r"[\"']((?:\.\./|\./|/)?(?:data|tests|notebooks)/[^\"']*)[\"']", cell["source"]
        ):
            assert name.startswith("../data/"), f"{cell['id']}: {name}"
