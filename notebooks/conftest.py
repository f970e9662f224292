"""The lessons are tests: nbval compares their text with a fresh run, this file compares their pictures."""

import logging

import pytest
from nbval.plugin import IPyNbCell
from pictures import explain_difference


def pytest_configure() -> None:
    """Build matplotlib's font cache, which a new user lacks, before a kernel would announce it on stderr."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    import matplotlib.font_manager  # noqa: F401


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """Compare the pictures of a cell's run with the committed ones; nbval leaves them out."""
    result = yield
    if isinstance(item, IPyNbCell) and item.test_outputs is not None:
        difference = explain_difference(item.cell.outputs, item.test_outputs)
        if difference:
            item.raise_cell_error(f"Cell outputs differ: {difference}")
    return result
