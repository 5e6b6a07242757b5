"""What a drift table looks at: every column of the calls, every score, and the metrics that no column shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.kinds import kind_of, lowered, words_for
from tidegauge.reports._drift.records import DriftKind
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import Kind


class Form(StrEnum):
    """How a subject is compared."""

    NUMBERS = "numbers"
    CATEGORIES = "categories"
    METRIC = "metric"


@dataclass(frozen=True)
class Subject:
    """One thing that may drift. `column` is an attribute, `score.NAME`, or the name of `metric`.

    `metric` is the declared metric that says it in a number, where there is one.
    """

    kind: DriftKind
    column: str
    what: str
    form: Form
    metric: Metric | None = None

    @property
    def key(self) -> str:
        """Its name in links."""
        return f"{self.kind.value}.{self.column}"


_NUMERIC = {Kind.NUMBER, Kind.INTEGER}
_NOT_COMPARED = {"input_text", "output_text", "name", "kind"}
"""Texts have statistics of their own; what a span is called says what it does, not how it went."""


def columns_compared(catalog: Catalog) -> tuple[str, ...]:
    """Return the columns of spans, and the scores, that may be compared: no times and no identifiers."""
    kinds = catalog.columns["spans"]
    spans = (name for name, kind in kinds.items() if kind is not Kind.TIME and name not in _NOT_COMPARED)
    named = (name for name in spans if not name.endswith("_id"))
    return (*named, *(f"score.{name}" for name in catalog.judged))


def subjects_of(
    catalog: Catalog,
    columns: Iterable[str],
    metrics: Sequence[Metric],
    own: Sequence[str] = (),
    told: Mapping[str, str] | None = None,
) -> tuple[Subject, ...]:
    """Return the subjects: one for each of `columns`, and one for each metric that reads more than one of them.

    `own` names the metrics that are watched although their columns have rows of their own; `told` says which kind of
    drift a column is where its name does not.
    """
    kinds = catalog.columns["spans"]
    found = [
        _of_column(name, kinds.get(name, Kind.NUMBER), metrics, (told or {}).get(name)) for name in columns
    ]
    known = {subject.metric.name for subject in found if subject.metric}
    more = [one for one in metrics if one.name not in known and (one.name in own or _adds(one))]
    return (*found, *(Subject(_kind(one), one.name, lowered(one.label), Form.METRIC, one) for one in more))


def _of_column(name: str, kind: Kind, metrics: Sequence[Metric], told: str | None) -> Subject:
    form = Form.NUMBERS if kind in _NUMERIC else Form.CATEGORIES
    declared = _declared(name, form, metrics)
    what = lowered(declared.label) if declared and name.startswith("score.") else words_for(name)
    return Subject(DriftKind(told) if told else kind_of(name), name, what, form, declared)


def _declared(name: str, form: Form, metrics: Sequence[Metric]) -> Metric | None:
    """Return the metric that is declared over this column alone, of the kind that says where it lies."""
    wanted = {"mean"} if form is Form.NUMBERS else {"rate"}
    alone = (one for one in metrics if column_names(one) == {name} and one.kind in wanted and not one.per)
    return next(alone, None)


def _adds(metric: Metric) -> bool:
    """Whether a metric says what no column does: what users did, or how good predictions are."""
    names = column_names(metric)
    signals = any(name.startswith("signal.") for name in names) and metric.kind == "rate"
    return signals or names >= {"prediction", "label"}


def _kind(metric: Metric) -> DriftKind:
    kind = kind_of(metric.name)
    reacted = any(name.startswith("signal.") for name in column_names(metric))
    return DriftKind.QUALITY if reacted and kind is DriftKind.DATA else kind
