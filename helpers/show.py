"""The text itself with coloured, labelled spans."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from .article import Article, as_article
from .errors import ScoreError

GROUNDS = ("#DCEBF7", "#FBE3D2", "#DCEDE6", "#F5DFEA", "#FFF0B8", "#E4E7EB")  # dark text reads on each, ≥ 9:1
SPAN = "background:{};color:#1F2933;border-radius:.2em;padding:0 .1em"
LABEL = "font-size:.7em;font-weight:bold;margin-left:.3em;user-select:none"


@dataclass(frozen=True, slots=True, repr=False)
class Highlighted:
    """A text with its marked spans, as HTML in a notebook and as plain text elsewhere."""

    text: str
    spans: tuple[tuple[int, int, str], ...]

    def __repr__(self) -> str:
        """The text with each span as 【span|label】."""
        return self._join(
            lambda part: part, lambda part, label: f"【{part}|{label}】" if label else f"【{part}】"
        )

    def _repr_html_(self) -> str:
        """Escaped HTML that scrolls; a copy of it leaves the labels out."""
        labels = list(dict.fromkeys(label for *_, label in self.spans))
        grounds = {label: GROUNDS[i % len(GROUNDS)] for i, label in enumerate(labels)}

        def mark(part: str, label: str) -> str:
            name = f"<span style='{LABEL}'>{escape(label)}</span>" if label else ""
            return f"<span style='{SPAN.format(grounds[label])}'>{escape(part)}{name}</span>"

        frame = "white-space:pre-wrap;line-height:1.9;max-height:28em;overflow:auto"
        return f"<div lang='zh' tabindex='0' style='{frame}'>{self._join(escape, mark)}</div>"

    def _join(self, plain: Any, mark: Any) -> str:
        parts, at = [], 0
        for start, end, label in self.spans:
            parts += [plain(self.text[at:start]), mark(self.text[start:end], label)]
            at = end
        return "".join([*parts, plain(self.text[at:])])


def highlight(article: Article | str, spans: Iterable[Any]) -> Highlighted:
    """Draw a text with spans marked; where two overlap, the one that starts first (then the longer) is drawn.

    >>> highlight("村民王洪根来了", [(2, 5, "person")])
    村民【王洪根|person】来了

    Args:
        article: the text.
        spans: results (labelled by their kind, form, type or tag), or (start, end, label).

    Raises:
        ScoreError: an item has no place, or one outside the text.
    """
    text = as_article(article).text
    kept: list[tuple[int, int, str]] = []
    for start, end, label in sorted(map(_span, spans), key=lambda span: (span[0], -span[1])):
        if not 0 <= start <= end <= len(text):
            raise ScoreError(f"highlight: {start} to {end} is outside the text of {len(text)} characters.")
        if start < end and (not kept or start >= kept[-1][1]):
            kept.append((start, end, label))
    return Highlighted(text, tuple(kept))


def _span(item: Any) -> tuple[int, int, str]:
    names = ("kind", "form", "type", "tag")
    if hasattr(item, "start") and hasattr(item, "end") and not callable(item.start):
        label = next((getattr(item, name) for name in names if hasattr(item, name)), "")
        return item.start, item.end, str(label)
    if isinstance(item, (tuple, list)) and 2 <= len(item) <= 3 and all(isinstance(n, int) for n in item[:2]):
        return item[0], item[1], str(item[2]) if len(item) == 3 else ""
    raise ScoreError(f"highlight: {item!r:.40} has no place; give results, or (start, end, label).")
