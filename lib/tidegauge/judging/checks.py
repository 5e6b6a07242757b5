"""The validators of the settings, run over the calls that they have not seen: scores with the source `code`."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from tidegauge.clock import now
from tidegauge.discovery import members
from tidegauge.errors import JudgeError, unknown
from tidegauge.filters import parse_condition
from tidegauge.judging.calls import Calls
from tidegauge.judging.publishing import FILE
from tidegauge.judging.score_rows import ScoreRow, dumped, frame_of
from tidegauge.judging.selection import Rule, Subject
from tidegauge.judging.validators._validator import Check, Found, Validator
from tidegauge.parts import in_parts
from tidegauge.queries.unjudged import Judged
from tidegauge.settings_judge import CheckTable
from tidegauge.stores import open_writer
from tidegauge.stores.lake.manifest import ImportRecord

AT_ONCE = 5_000
"""Calls whose texts are held at a time, and that are published in one commit."""


@dataclass(frozen=True)
class Named:
    """A check under the name of its score. `evaluator` is its validator with a hash of what it was told."""

    name: str
    evaluator: str
    rule: Rule
    validator: Validator
    columns: tuple[str, ...]
    check: Check = field(repr=False)


@dataclass(frozen=True)
class Checked:
    """What a check did: the calls that it could say something of, and those that are as they should be."""

    name: str
    calls: int
    passed: int


def validators() -> Mapping[str, Validator]:
    """Return every validator, by its file's name.

    >>> sorted(validators())
    ['citation', 'json_schema', 'language', 'length', 'ndcg', 'pii', 'recall', 'regex', 'repetition']
    """
    return members("tidegauge.judging.validators", "VALIDATOR", Validator)


def checks_of(tables: Sequence[CheckTable]) -> list[Named]:
    """Return the checks of the settings.

    Raises:
        JudgeError: an unknown validator, options that it cannot use, or two checks of one name.
        FilterError: a chip cannot be read.
    """
    known, found = validators(), list[Named]()
    for table in tables:
        if table.validator not in known:
            raise JudgeError(unknown("validator", table.validator, known))
        found.append(_named(table, known[table.validator]))
    names = [one.name for one in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise JudgeError(f'Two checks are called “{twice}”. Give one of them another name: name = "..."')
    return found


def run_check(
    calls: Calls, named: Named, address: str, stopped: Callable[[], bool] = lambda: False
) -> Checked:
    """Check the calls that this check has not seen, or those that are at hand when it is `stopped`.

    Raises:
        StoreError: the store does not answer, or cannot be written to.
    """
    checked = good = 0
    for subjects in _pages(calls, named):
        rows, passing = _rows(calls, named, subjects)
        _publish(address, named, rows)
        checked, good = checked + len(rows), good + passing
        if stopped():
            break
    return Checked(named.name, checked, good)


def _named(table: CheckTable, validator: Validator) -> Named:
    given = dict(table.model_extra or {})
    try:
        options = validator.options.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        keys = ", ".join(one.alias or name for name, one in validator.options.model_fields.items())
        place = ".".join(map(str, first["loc"])) or "the check"
        broken = first["msg"].removeprefix("Value error, ")
        raise JudgeError(
            f"[[judge.checks]] {table.validator}, {place}: {broken}. Its keys are: {keys}."
        ) from None
    said = json.dumps([options.model_dump(mode="json"), _file(given)], sort_keys=True, default=str)
    evaluator = f"{table.validator}@{hashlib.sha256(said.encode()).hexdigest()[:8]}"
    rule = Rule(tuple(map(parse_condition, table.where)), table.rate)
    name = table.name or options.score or validator.score
    return Named(name, evaluator, rule, validator, options.columns, validator.make(options))


def _file(given: Mapping[str, object]) -> str:
    """Return what the file says that an option names: another content is another check."""
    named = given.get("schema")
    if not isinstance(named, str):
        return ""
    try:
        return Path(named).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""  # the validator says what is wrong with it


def _pages(calls: Calls, named: Named) -> Iterator[Sequence[Subject]]:
    judged = Judged(named.evaluator, "code", name=named.name)
    return in_parts(calls.drawn_by(named.rule, judged), AT_ONCE)


def _rows(calls: Calls, named: Named, subjects: Sequence[Subject]) -> tuple[list[ScoreRow], int]:
    seen = calls.whole(subjects, named.columns, before=named.validator.previous)
    at, rows, good = now(), list[ScoreRow](), 0
    for subject in subjects:
        call = seen.get(subject.span_id)
        if call is not None and (found := named.check(call)) is not None:
            rows.append(_row(named, subject, found, at))
            good += found.passed
    return rows, good


def _row(named: Named, subject: Subject, found: Found, at: datetime) -> ScoreRow:
    return ScoreRow(
        subject.span_id,
        subject.trace_id,
        named.name,
        found.value,
        found.label,
        "code",
        named.evaluator,
        found.why or None,
        at,
        subject.probability,
    )


def _publish(address: str, named: Named, rows: Sequence[ScoreRow]) -> None:
    if not rows:
        return
    frame: pl.DataFrame = frame_of([dumped(rows)])
    batch = hashlib.sha256(f"judge {named.evaluator}".encode()).hexdigest()
    with open_writer(address) as writer:
        writer.append("scores", frame)
        writer.commit(ImportRecord(batch, FILE, now(), read=frame.height))
