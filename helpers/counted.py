"""What a number counts: the noun after the classifier, before the number, or the team whose members are counted."""

import re

from .lexicon import DEFAULT, Lexicon

_STOP = re.compile(r"[^\w“”]|[在的了和与及是为已将被把从对向到有等进行]")


def find_counted(text: str, start: int, end: int, unit: str, lexicon: Lexicon = DEFAULT) -> str:
    """The noun that ``text[start:end]`` counts; empty when none is written.

    >>> find_counted("近400户农户。", 0, 5, "户")
    '农户'
    """
    window = text[end : end + 14]
    stop = _STOP.search(window)
    return window[: stop.start()] if stop else window
