"""Tidegauge says what changed in an LLM or ML system in production, where, since when, and how sure it is.

Reading order: `schema` (what a trace store holds), `filters` (what a page asks about), `queries` (a filter and
a metric become a Select), `stores` (which answer it), `stats` (arrays in, verdicts out), `reports` (one a page).
"""

__version__ = "0.1.0"
