"""Highlighting: hostile text stays text."""

from helpers.show import highlight


def test_markup_is_escaped():
    html = highlight("<script>x</script></div>村民", [(0, 8, "<b>")])._repr_html_()
    assert "<script>" not in html and "<b>" not in html and "&lt;script&gt;" in html
