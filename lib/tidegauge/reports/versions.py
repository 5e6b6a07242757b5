"""What is live: versions by their share of the calls, pinned or by an alias, when they end, and what probes say of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import polars as pl

from tidegauge import formats
from tidegauge.errors import FilterError, unknown
from tidegauge.filters import Grain, TraceFilter
from tidegauge.findings import Finding, Verdict, rank
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.queries.versions import prompt_inputs, versions_live
from tidegauge.reports._no_match import no_match
from tidegauge.reports._probes.records import ProbeSeries
from tidegauge.reports._versions.calendar import dated
from tidegauge.reports._versions.kinds import MODEL, PROMPT, version_kinds
from tidegauge.reports._versions.naming import naming
from tidegauge.reports._versions.read import read_judges, read_kind
from tidegauge.reports._versions.records import (
    Liveness,
    LiveVersion,
    PromptDifference,
    PromptText,
    PromptTexts,
    VersionsReport,
)
from tidegauge.reports._versions.sentences import MATTERS, sentences
from tidegauge.reports._versions.texts import prompt_text
from tidegauge.reports._versions_compared.answers import changes
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source
from tidegauge.settings_probes import VersionsTable

SAMPLED = 40
"""Inputs that the text of a prompt is read from."""
_PROMPT_TEXT = (
    *("prompt_text", "prompt_template", "system_prompt", "llm.prompt_template.template"),
    *("gen_ai.prompt.template", "gen_ai.system_instructions"),
)


def versions(source: Source, asked: TraceFilter, told: VersionsTable, now: datetime) -> VersionsReport:
    """Return the report of a filter's calls. `told` is what the settings know of versions.

    Raises:
        FilterError: an attribute that the store does not have.
    """
    asked = replace(asked, grain=Grain.CALL)
    rows = source.rows(asked)
    found = [one for kind in version_kinds(rows, told.more) for one in read_kind(source, asked, kind)]
    counts = _calls(source, asked)
    seen = windows(source, asked, counts.get(CURRENT, 0), counts.get(REFERENCE, 0))
    if not seen.n_current:
        return VersionsReport(seen, (no_match(source, asked),), (), (), ())
    listed = _named([dated(one, told.deprecations) for one in found], told)
    every = (*listed, *read_judges(source, asked))
    said = tuple(sentences(every, asked.time_zone, now, now.date(), told.soon))
    names = [one.of for one in every if one.kind == PROMPT]
    several = tuple(dict.fromkeys(one for one in names if names.count(one) > 1))
    return VersionsReport(seen, said or (_plain(every, compared=bool(seen.n_reference)),), every, (), several)


def with_probes(report: VersionsReport, probes: Sequence[ProbeSeries]) -> VersionsReport:
    """Return the report with what probes say: a change of a provider comes first, what is quiet last."""
    found = [finding for one in probes for finding in one.findings]
    changed = [one for one in found if one.verdict is Verdict.CHANGED]
    rest = [one for one in found if one.verdict is not Verdict.CHANGED]
    quiet = sorted(rest, key=lambda one: rank(one.verdict, one.direction))
    return replace(report, findings=(*changed, *report.findings, *quiet), probes=tuple(probes))


def prompt_texts(
    source: Source, asked: TraceFilter, told: VersionsTable, prompt: str, own: Sequence[LiveVersion]
) -> PromptTexts:
    """Return the texts of a prompt's versions in both windows, oldest first, and what each changed.

    `own` are its versions, as `versions_of_prompt` has them.

    Raises:
        FilterError: the settings name an attribute that the store does not have.
    """
    rows = source.rows(replace(asked, grain=Grain.CALL), whole=True)
    attribute = _attribute(rows, told)
    oldest = sorted(own, key=lambda one: one.first or datetime.min)  # noqa: DTZ901  every time here is UTC
    read = {one.version: _read(source, asked, one, attribute) for one in oldest}
    texts = tuple(one for one in read.values() if one is not None)
    return PromptTexts(
        prompt,
        texts,
        tuple(
            PromptDifference(one, other, tuple(changes(one.text, other.text)))
            for one, other in pairwise(texts)
        ),
        tuple(version for version, one in read.items() if one is None),
    )


def versions_of_prompt(report: VersionsReport, prompt: str) -> tuple[LiveVersion, ...]:
    """Return the versions of a prompt that a report lists.

    Raises:
        FilterError: there is no such prompt in the windows.
    """
    known = {one.of for one in report.versions if one.kind == PROMPT}
    if prompt not in known:
        raise FilterError(unknown("prompt", prompt, known))
    return tuple(one for one in report.versions if one.kind == PROMPT and one.of == prompt)


def table(report: VersionsReport) -> pl.DataFrame:
    """Return the versions as a frame, a row each."""
    schema: dict[str, Any] = {
        **dict.fromkeys(("kind", "of", "version", "state"), pl.String),
        **dict.fromkeys(("n", "n_of"), pl.Int64),
        **dict.fromkeys(("share", "low", "high", "share_before", "coverage"), pl.Float64),
        **dict.fromkeys(("first", "last"), pl.Datetime("us")),
        **dict.fromkeys(("naming", "why"), pl.String),
        "ends": pl.Date,
        "is_deprecated": pl.Boolean,
    }
    rows = [{name: getattr(one, name) for name in schema} for one in report.versions]
    return pl.DataFrame(rows, schema=schema, strict=False)


def _calls(source: Source, asked: TraceFilter) -> dict[int, int]:
    frame = source.store.read_kept(versions_live(source.rows(asked), asked, ()))
    return {row["side"]: row["n"] for row in frame.iter_rows(named=True) if row["side"] is not None}


def _named(found: Sequence[LiveVersion], told: VersionsTable) -> tuple[LiveVersion, ...]:
    answered: dict[str, list[str]] = {}
    for one in found:
        if one.kind == MODEL:
            answered.setdefault(one.of, []).append(one.version)
    return tuple(_pinned(one, answered[one.of], told) if one.kind == MODEL else one for one in found)


def _pinned(one: LiveVersion, answered: Sequence[str], told: VersionsTable) -> LiveVersion:
    said, why = naming(one.of or one.version, answered, told.pinned, told.aliases)
    return replace(one, naming=said, why=why)


def _plain(every: Sequence[LiveVersion], *, compared: bool) -> Finding:
    live = [one for one in every if one.state is not Liveness.GONE]
    if not live:
        return Finding(
            Verdict.CANNOT_TELL,
            "versions",
            "No call names a version of anything.",
            ("record model_version, prompt_version, index_version or app_version with your traces",),
        )
    kinds = len({one.kind for one in live})
    is_any_new = any(one.state is Liveness.NEW for one in live)
    large = f" that answers {formats.share(MATTERS)} of the calls" if is_any_new else ""
    new = f"none{large} is new, " if compared else ""
    return Finding(
        Verdict.NOT_MATERIAL if compared else Verdict.CANNOT_TELL,
        "versions",
        f"{len(live)} versions of {kinds} kinds are live; {new}none is known to be asked for by an alias.",
        () if compared else ("there are no calls before to compare with",),
    )


def _attribute(rows: Rows, told: VersionsTable) -> str | None:
    if told.prompt_text is not None:
        return rows.resolve(told.prompt_text)
    return next((name for name in _PROMPT_TEXT if name in rows.catalog.columns["spans"]), None)


def _read(source: Source, asked: TraceFilter, one: LiveVersion, attribute: str | None) -> PromptText | None:
    own = replace(asked, grain=Grain.CALL)
    inputs: list[str] = []
    for side in own.sides:
        alone = replace(own, current=side, reference=None)
        query = prompt_inputs(
            source.rows(alone), alone, one.of, one.version, attribute or "input_text", SAMPLED
        )
        inputs = inputs or [str(text) for text in source.store.read(query)["text"]]
    found = prompt_text(inputs, attribute)
    if found is None:
        return None
    text, origin, alike = found
    return PromptText(one.version, text, origin, len(inputs), alike, one.first)
