"""Text from the data inside a Plotly chart, which reads tags, entities and TeX."""

from html import escape

from tidegauge.reports._traces.text import first_line

LONGEST = 24
"""Characters of a value that are drawn: an attribute may hold a megabyte."""


def plotly_text(text: str, longest: int = LONGEST) -> str:
    """Return one short line with every sign that Plotly would obey switched off.

    >>> plotly_text("<b>a</b> & $x$"), plotly_text("  "), plotly_text("abcdef", 4)
    ('&lt;b&gt;a&lt;/b&gt; &amp; &#36;x&#36;', '(empty)', 'abc…')
    """
    line = first_line(text[: 8 * longest], longest) or "(empty)"
    return escape(line, quote=False).replace("$", "&#36;")
