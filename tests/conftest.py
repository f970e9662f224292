"""Figures are drawn into files, and a test that leaves one open does not change the next."""

from collections.abc import Iterator

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("agg")
settings.register_profile("no clock", deadline=None)  # a slow machine is no fault
settings.load_profile("no clock")


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    """Close what a test drew."""
    yield
    from matplotlib import pyplot

    pyplot.close("all")
