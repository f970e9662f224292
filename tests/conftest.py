"""Figures are drawn into files, and a test that leaves one open does not change the next."""

from collections.abc import Iterator

import matplotlib
import pytest

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    """Close what a test drew."""
    yield
    from matplotlib import pyplot

    pyplot.close("all")
