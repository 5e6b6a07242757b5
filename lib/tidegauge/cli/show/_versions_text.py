"""The report Versions as plain text."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.clock import now
from tidegauge.reports._versions.cells import ends_words, naming_words, share_words
from tidegauge.reports._versions.difference import difference_lines
from tidegauge.reports._versions.records import LiveVersion, PromptTexts, VersionsReport


def version_lines(report: VersionsReport, texts: PromptTexts | None) -> Iterator[str]:
    """Yield the lines."""
    yield windows_line(report.windows)
    yield ""
    yield from finding_lines(report.findings)
    if report.versions:
        head = ["Kind", "Of", "Version", "State", "Share", "n", "First seen", "Last seen", "Pinned", "Ends"]
        yield ""
        yield from aligned([head, *(_row(one, report.windows.time_zone) for one in report.versions)])
    if texts is not None:
        yield from _texts(texts)


def _row(one: LiveVersion, zone: str) -> list[str]:
    return [
        one.kind,
        one.of,
        one.version,
        one.state.value,
        share_words(one),
        formats.count(one.n) if one.n_of else "",
        formats.moment(one.first, zone, now()),
        formats.moment(one.last, zone, now()),
        naming_words(one),
        ends_words(one, now().date()),
    ]


def _texts(texts: PromptTexts) -> Iterator[str]:
    for one in texts.texts:
        yield ""
        yield inert(f"{texts.prompt} {one.version} ({one.origin}, {one.alike} of {one.sampled} calls)")
        yield inert(f"    {one.text}")
    for pair in texts.differences:
        yield ""
        yield inert(f"{pair.before.version} to {pair.after.version}")
        yield from (inert(f"  {line}") for line in difference_lines(pair.words))
    for version in texts.missing:
        yield inert(f"{texts.prompt} {version}: no text is recorded.")
