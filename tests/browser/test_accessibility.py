"""What axe finds in the lessons: as exported HTML and open in JupyterLab, in the light and the dark theme.

Looked at are the prose and the outputs, which are ours; prompts, code cells, menus and colours of links are
JupyterLab's own.
"""

import pytest
from repository import NOTEBOOKS

pytestmark = pytest.mark.browser

OURS = [".jp-MarkdownOutput", ".jp-OutputArea-output"]
# Rules about what we do not write, each with its reason.
NOT_OURS = {
    "empty-table-header": "the corner that pandas leaves empty above its index",
    "link-in-text-block": "the theme's colour of links, which it does not underline",
}
NOT_OURS_IN_JUPYTERLAB = {
    "image-alt": "JupyterLab drops the alt text; the printed sentence below each figure says the same"
}
UNFOLD = ".jp-Cell { content-visibility: visible !important }"  # cells below the window are looked at too
ALL_SHOWN = """ours => {
    const cells = jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.toJSON());
    const expected = cells.reduce((sum, cell) => sum + (cell.outputs?.length ?? 1), 0);
    return document.querySelectorAll(ours.join()).length >= expected; }"""
TABLES_WITHOUT_HEADER = """ours => [...document.querySelectorAll(ours.map(area => area + ' table').join())]
    .filter(table => !table.querySelector('th')).map(table => table.outerHTML.slice(0, 100))"""

lessons = pytest.mark.parametrize("lesson", NOTEBOOKS, ids=lambda path: path.stem)
themes = pytest.mark.parametrize("theme", ["light", "dark"])


@pytest.fixture(scope="session")
def axe():
    module = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed (extra: browser)"
    )
    return module.Axe()


def find_faults(axe, page, not_ours) -> list[str]:
    """One line for each element that breaks a rule: rule, what is wrong, the element."""
    options = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in not_ours}}
    found = axe.run(page, {"include": [[area] for area in OURS]}, options).response
    assert len(found["passes"]) >= 5  # it has looked
    return [
        f"{rule['id']}: {node['failureSummary']} {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def write_export(lesson, theme, folder):
    """The address of a lesson as JupyterLab saves it: File, Save and Export as, HTML."""
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter(theme=theme).from_filename(str(lesson))
    path = folder / "lesson.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def refuse_network(route) -> None:
    """An export asks for scripts that draw formulas and widgets; no lesson has any."""
    route.continue_() if route.request.url.startswith(("file:", "data:")) else route.abort()


@themes
@lessons
def test_exported(axe, browser, tmp_path, lesson, theme):
    page = browser.new_page()
    page.route("**/*", refuse_network)
    page.goto(write_export(lesson, theme, tmp_path))
    assert find_faults(axe, page, NOT_OURS) == []
    assert page.evaluate(TABLES_WITHOUT_HEADER, OURS) == []
    assert page.locator("html[lang]").count() == 1
    page.close()


@lessons
def test_in_jupyterlab(axe, page, open_lesson, change_theme, lesson):
    open_lesson(lesson, "light")
    page.add_style_tag(content=UNFOLD)
    page.wait_for_function(ALL_SHOWN, arg=OURS, timeout=60_000)
    for theme in ("light", "dark"):
        change_theme(theme)
        assert find_faults(axe, page, NOT_OURS | NOT_OURS_IN_JUPYTERLAB) == [], theme
    assert page.evaluate(TABLES_WITHOUT_HEADER, OURS) == []


def test_a_fault_is_found(axe, browser):
    page = browser.new_page()
    page.set_content(
        "<html lang='en'><div class='jp-MarkdownOutput'><h1>One</h1><h3>Three</h3><img src='data:,'>"
        "<p style='color:#999'>Pale</p><a href='x'></a></div><table><tr><td>JupyterLab's</td></tr></table>"
        "<div class='jp-OutputArea-output'><table><tr><td>no header</td></tr></table></div></html>"
    )
    faults = " ".join(find_faults(axe, page, NOT_OURS))
    assert all(rule in faults for rule in ("heading-order", "image-alt", "color-contrast", "link-name"))
    assert len(page.evaluate(TABLES_WITHOUT_HEADER, OURS)) == 1
    page.close()
