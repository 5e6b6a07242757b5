"""What a gate says as a comment of a pull request. Values come from traces: none of them is read as Markdown."""

import re
from collections.abc import Sequence

from tidegauge.gate.records import GateReport, Result
from tidegauge.gate.table import HEAD, lines

_MARKS = {"pass": "✅", "fail": "❌", "not_enough_data": "⏳", "could_not_read": "⚠️"}
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$&])")
_LINKS = re.compile(r"(@|://|\bwww(?=\.)|(?<=\w)/(?=\w)|[#!$&%~](?=\w))")
LONGEST = 300


def escaped(text: str) -> str:
    """Return a text as Markdown shows it letter by letter: no table, link, mention, picture or HTML comes of it.

    >>> escaped("a|b <img> [x](y) @all").replace("\\u200b", "^")
    'a\\\\|b \\\\<img\\\\> \\\\[x\\\\]\\\\(y\\\\) @^all'
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    cut = plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"
    # A space without a width: GitHub and GitLab link and mention what backslashes do not stop,
    # and number signs are links to other people's issues.
    return _LINKS.sub("\\1\u200b", _SIGNS.sub(r"\\\1", cut))


def markdown(report: GateReport, currency: str = "USD") -> str:
    """Return the comment: the outcome, one sentence, the table with failures first, and what was not applicable."""
    found = report.findings[0]
    mark = _MARKS[report.outcome.value]
    parts = [f"### {mark} Tidegauge gate: {report.outcome.badge}", "", escaped(found.sentence), ""]
    shown = [one for one in lines(report, currency) if one[2] != Result.NOT_APPLICABLE.words]
    if shown:
        parts += [_row(HEAD), _row(["---"] * len(HEAD)), *(_row([*map(escaped, one)]) for one in shown), ""]
    parts += ["<details><summary>Details</summary>", "", *(f"- {escaped(one)}" for one in found.details)]
    absent = [one for one in report.checks if one.result is Result.NOT_APPLICABLE]
    parts += [f"- {escaped(one.title)} is not applicable: {escaped(one.why)}" for one in absent]
    parts += ["", f"Exit code {report.exit_code} of", "", *_code(report.command), "", "</details>", ""]
    return "\n".join(parts)


def broken_markdown(problem: str) -> str:
    """Return the comment of a gate that could not read its store, policy or versions."""
    return f"### {_MARKS['could_not_read']} Tidegauge gate: COULD NOT READ\n\n{escaped(problem)}\n"


def _code(command: str) -> list[str]:
    inert = "".join(sign if sign.isprintable() else " " for sign in command)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", inert)), default=0))
    return [fence, inert, fence]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
