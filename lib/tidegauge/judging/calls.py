"""What a run reads of the store: the calls that were drawn, and their texts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tidegauge.clock import now
from tidegauge.filters import TraceFilter
from tidegauge.judging.selection import Rule, Subject, chosen, rules_of
from tidegauge.judging.validators._validator import CheckedCall
from tidegauge.queries.answers_before import answers_before
from tidegauge.queries.outgrown import outgrown
from tidegauge.queries.relation import Rows
from tidegauge.queries.same_inputs import same_inputs
from tidegauge.queries.unjudged import (
    PREFERENCE,
    Judged,
    Place,
    calls_of,
    judgements,
    texts_of,
    totals,
    unjudged,
)
from tidegauge.reports.source import Source
from tidegauge.settings_judge import JudgeTable
from tidegauge.stats.drawn import drawn

PAGE = 100_000
"""Ids that are read at once."""
_ANCHOR = Rule((), 1.0)
_WHOLE = 1_000_000
"""Characters of a text that a validator sees: a cut answer would not be valid JSON."""


@dataclass(frozen=True)
class Totals:
    """The calls of a window: all, those with an answer to judge, and those that are judged already."""

    calls: int
    with_text: int
    judged: int


@dataclass(frozen=True)
class Shared:
    """Answers of a candidate and of a baseline in a window, and inputs that both answered, differently."""

    candidate: int
    baseline: int
    inputs: int


@dataclass(frozen=True)
class Calls:
    """The calls of a filter, as a judge of this table reads them."""

    source: Source
    asked: TraceFilter
    table: JudgeTable

    def totals(self, judged: Judged) -> Totals:
        """Count the calls."""
        return Totals(*map(int, self.source.store.read(totals(self._rows, self.asked, judged)).row(0)))

    def chosen(self, judged: Judged) -> list[Subject]:
        """Return the calls that were drawn and are not judged yet, in the order in which they are asked."""
        rules = rules_of(self.table, self._rows)
        pages = self._pages(judged, rules)
        return sorted((one for page in pages for one in chosen(page, rules)), key=_order)

    def fixed(self, number: int) -> list[Subject]:
        """Return calls for an anchor: drawn from all that have an answer, whatever the rates are."""
        pages = self._pages(Judged(""), (_ANCHOR,))
        every = (one for page in pages for one in chosen(page, (_ANCHOR,)))
        # Another draw than that of the sample: an anchor must not be made of what is judged anyway.
        return sorted(every, key=lambda one: (drawn(f"anchor {one.trace_id}"), one.span_id))[:number]

    def named(self, spans: Sequence[str]) -> list[Subject]:
        """Return the calls with these span ids that the store has with an answer."""
        frame = self.source.store.read(calls_of(self._rows, spans))
        return [Subject(trace, span, start, None, "anchor") for start, trace, span in frame.iter_rows()]

    def anchored(self, spans: Sequence[str], evaluator: str) -> list[Subject]:
        """Return the calls of an anchor that were not judged today, UTC."""
        since = now().replace(hour=0, minute=0, second=0, microsecond=0)
        done = judgements(self.source.store.catalog(), Judged(evaluator, "anchor", since=since))
        judged = set(self.source.store.read(done)["span_id"])
        return [one for one in self.named(spans) if one.span_id not in judged]

    def shared(self, candidate: Rule, baseline: Rule) -> Shared:
        """Count the calls of both sides, and the candidate's that were asked what one of the baseline's was asked."""
        one, other = (
            self.source.store.read(totals(self._rows, self._meeting(rule), Judged(""))).row(0)[1]
            for rule in (candidate, baseline)
        )
        query = same_inputs(self._rows, self._rows, self.asked, list(candidate.where), list(baseline.where))
        return Shared(int(one), int(other), self.source.store.read(query).height)

    def _meeting(self, rule: Rule) -> TraceFilter:
        return self.asked.narrowed(*rule.where)

    def pairs(self, candidate: Rule, baseline: Rule, judged: Judged) -> list[tuple[Subject, str]]:
        """Return calls of the candidate that are not compared yet, each with a baseline's call to the same input."""
        query = same_inputs(self._rows, self._rows, self.asked, list(candidate.where), list(baseline.where))
        found = self.source.store.read(query)
        frame = found.with_columns(rule=pl.lit(0), done=pl.lit(0)).drop("other")
        others = dict(zip(found["span_id"], found["other"], strict=True))
        rate = Rule((), self.table.rate)
        left = {span for page in self._pages(judged, (_ANCHOR,)) for span in page["span_id"]}
        subjects = (one for one in chosen(frame, (rate,)) if one.span_id in left)
        return [(one, others[one.span_id]) for one in sorted(subjects, key=_order)]

    def texts(self, spans: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """Return {span id: its texts}, long ones cut; a call that is gone is missing."""
        context = self.table.context
        frame = self.source.store.read(texts_of(self._rows, spans, context, self.table.longest))
        return {row["span_id"]: _material(row, context) for row in frame.iter_rows(named=True)}

    def drawn_by(self, rule: Rule, judged: Judged) -> list[Subject]:
        """Return the calls that a rule of its own draws and that are not judged yet, oldest first."""
        return [one for page in self._pages(judged, (rule,)) for one in chosen(page, (rule,))]

    def outgrown(self, evaluator: str, limit: int) -> pl.DataFrame:
        """Return scores whose recorded chance is below that of the rule that their call meets now, with the latter."""
        rules = [(rule.where, rule.probability) for rule in rules_of(self.table, self._rows)]
        return self.source.store.read(outgrown(self._rows, self.asked, evaluator, rules, limit))

    def whole(
        self, calls: Sequence[Subject], columns: Sequence[str], *, before: bool
    ) -> Mapping[str, CheckedCall]:
        """Return {span id: the call as validators see it}; with `before` the answer before it in the session too."""
        spans = [one.span_id for one in calls]
        read, rows = self.source.store.read, self._rows
        earlier = dict(read(answers_before(rows, spans)).iter_rows()) if before else {}
        frame = read(texts_of(rows, spans, columns, _WHOLE))
        return {
            row["span_id"]: CheckedCall(
                row["output_text"],
                row["input_text"],
                earlier.get(row["span_id"]),
                {name: row[f"c{place}"] for place, name in enumerate(columns)},
            )
            for row in frame.iter_rows(named=True)
        }

    @property
    def _rows(self) -> Rows:
        return self.source.rows(self.asked)

    def _pages(self, judged: Judged, rules: Sequence[Rule]) -> Iterator[pl.DataFrame]:
        place: Place | None = None
        while True:
            chips = [rule.where for rule in rules]
            page = self.source.store.read(unjudged(self._rows, self.asked, judged, chips, place, PAGE))
            yield page
            if page.height < PAGE:
                return
            place = Place(*page.row(-1)[:3])


def pairs_judged(evaluator: str, *, again: bool = False) -> Judged:
    """Return what counts as compared already: both orders; with `again` only where the answer could be read."""
    return Judged(evaluator, times=2, name=PREFERENCE, again=again)


def _order(subject: Subject) -> tuple[float, str]:
    return subject.place, subject.span_id


def _material(row: Mapping[str, str | None], context: Sequence[str]) -> Mapping[str, str]:
    found = {"input": row["input_text"], "output": row["output_text"]}
    recorded = {name: row[f"c{place}"] for place, name in enumerate(context)}
    found["context"] = "\n\n".join(f"{name}: {text}" for name, text in recorded.items() if text)
    return {name: text for name, text in found.items() if text}


Texts = Callable[[Sequence[str]], Mapping[str, Mapping[str, str]]]
