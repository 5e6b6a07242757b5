"""The options of `tidegauge review draw`: what kind of batch, how it is labelled, and by whom."""

import functools
import getpass
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from tidegauge.reports.source import Source
from tidegauge.review.kinds import Wanted, kinds
from tidegauge.review.label_scale import on_their_scale
from tidegauge.review.making import NewBatch, is_of_sessions, usual_words
from tidegauge.review.qualification import known_of_set, read_known
from tidegauge.settings import Settings
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.golden_sets import set_of
from tidegauge.workbench.review_batches import Asked, Scale
from tidegauge.workbench.review_plans import MOST_PEOPLE, OVERLAP, ReviewPlan
from tidegauge.workbench.rubrics import RecordedRubric, rubric_named

_KIND = (
    click.option(
        "--n", type=click.IntRange(1), help="How many.  [default: all that there are; 200 at random]"
    ),
    click.option(
        "--kind",
        type=click.Choice([name for name, kind in kinds().items() if kind.offered]),
        default=RANDOM,
        show_default=True,
        help="Why it exists; docs/reviews.md tells each.",
    ),
    click.option(
        "--unit",
        type=click.Choice(["session", "answer"]),
        default="session",
        show_default=True,
        help="random, stratified: what is drawn.",
    ),
    click.option("--by-value", "divide", multiple=True, help="stratified: an attribute. Repeat for pairs."),
    click.option("--proportional", is_flag=True, help="stratified: in proportion, not equally many of each."),
    click.option(
        "--rate",
        type=click.FloatRange(0, 1, min_open=True),
        default=0.02,
        show_default=True,
        help="scheme: the share of nominal traffic, 0.01 to 0.05.",
    ),
    click.option(
        "--score",
        default="",
        help="disagreement, informative: a judge's.  [default: of [judge]]  flagged: only what the judge flagged.",
    ),
    click.option(
        "--against",
        default="rules",
        show_default=True,
        help="disagreement: rules, or such as human.satisfied.",
    ),
    click.option("--candidate", multiple=True, help="versions: a filter such as prompt_version=v7."),
    click.option("--baseline", multiple=True, help="versions: the filter of the other one."),
    click.option(
        "--seed",
        default="",
        help="The same seed draws the same ones.  [default: a new one, or at random "
        "the draw of the last batch of these goes on]",
    ),
)
_LABELLED = (
    click.option("--name", help="What the batch is called.  [default: how many of what]"),
    click.option("--rubric", help="A rubric's name, or name:version (tidegauge review rubric list)."),
    click.option(
        "--question", "words", help="What reviewers are asked.  [default: by kind, or as the rubric says]"
    ),
    click.option("--label", help="The score that answers become.  [default: by kind, or as the rubric says]"),
    click.option(
        "--scale",
        type=click.Choice([scale.value for scale in Scale]),
        help="[default: yes or no; which is better for versions]",
    ),
    click.option("--instruction", default="", help="What reviewers are told beside the question."),
    click.option(
        "--overlap",
        type=click.FloatRange(0, 1),
        default=OVERLAP,
        show_default=True,
        help="The share that several people label, blind.",
    ),
    click.option(
        "--people",
        type=click.IntRange(2, MOST_PEOPLE),
        default=2,
        show_default=True,
        help="How many label each of that share.",
    ),
    click.option(
        "--reviewer", "reviewers", multiple=True, help="Who is asked. Repeat.  [default: everybody]"
    ),
    click.option("--assigned", is_flag=True, help="Each sample has its own reviewers among them, by a hash."),
    click.option(
        "--known",
        type=click.Path(path_type=Path, exists=True),
        help="A table of known answers to mix in: span_id, value, reason.",
    ),
    click.option("--known-set", help="A golden set to mix in: its name, or name@version."),
    click.option("--by", default=getpass.getuser, help="Who draws it.  [default: you]"),
    click.option("--again", is_flag=True, help="Although an equal batch is there already."),
    click.option("--dry-run", is_flag=True, help="Say what would be drawn, and record nothing."),
)


@dataclass(frozen=True)
class Told:
    """What the options of a draw say, each under its name."""

    n: int | None
    kind: str
    unit: str
    divide: tuple[str, ...]
    proportional: bool
    rate: float
    score: str
    against: str
    candidate: tuple[str, ...]
    baseline: tuple[str, ...]
    seed: str
    name: str | None
    rubric: str | None
    words: str | None
    label: str | None
    scale: str | None
    instruction: str
    overlap: float
    people: int
    reviewers: tuple[str, ...]
    assigned: bool
    known: Path | None
    known_set: str | None

    @property
    def wanted(self) -> Wanted:
        """What the kind reads of them."""
        kind = kinds()[self.kind]
        return Wanted(
            n=self.n or (200 if kind.speaks and self.kind != "scheme" else None),
            seed=self.seed,
            unit=self.unit if "unit" in kind.options else "",
            by=self.divide,
            equal=not self.proportional,
            rate=self.rate,
            score=self.score,
            against=self.against,
            candidate=self.candidate,
            baseline=self.baseline,
        )


def batch_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options, passed on as `told` beside `by`, `again` and `dry_run`."""

    @functools.wraps(function)
    def command(by: str, again: bool, dry_run: bool, question: Any, **told: Any) -> None:
        function(question=question, told=Told(**told), by=by, again=again, dry_run=dry_run)

    for option in reversed((*_KIND, *_LABELLED)):
        command = option(command)
    return command


def new_batch(engine: sa.Engine, settings: Settings, source: Source, told: Told) -> NewBatch:
    """Return what the options ask for.

    Raises:
        TidegaugeError: a rubric, a golden set or a table that is named cannot be read.
    """
    rubric = rubric_named(engine, told.rubric) if told.rubric else None
    wanted = told.wanted
    if "score" in kinds()[told.kind].options and not wanted.score:
        wanted = replace(wanted, score=settings.judge.score)
    asked = _asked(settings, source, told, wanted, rubric)
    plan = ReviewPlan(told.overlap, told.instruction, told.people, told.assigned)
    known = read_known(told.known) if told.known else ()
    if told.known_set:
        known += known_of_set(engine, set_of(engine, told.known_set), asked, source.store.url)
    return NewBatch(told.kind, wanted, asked, plan, rubric, told.reviewers, known)


def _asked(
    settings: Settings, source: Source, told: Told, wanted: Wanted, rubric: RecordedRubric | None
) -> Asked:
    usual = usual_words(settings, told.kind, wanted.unit, rubric)
    usual = replace(usual, label=told.label or usual.label)
    if (
        rubric is None
        and not told.scale
        and usual.scale is Scale.YES_NO
        and not is_of_sessions(told.kind, wanted.unit)
    ):
        usual = on_their_scale(source, usual)
    name = told.name or (f"{wanted.n} at random" if told.kind == RANDOM else usual.name)
    scale = Scale(told.scale) if told.scale else usual.scale
    return Asked(name, told.words or usual.question, usual.label, scale)
