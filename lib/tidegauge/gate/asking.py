"""A gate as somebody asks for it: names in, a report out. The command, the page and the pytest marker all come here."""

import shlex
from dataclasses import dataclass, field

import sqlalchemy as sa

from tidegauge.filters import TraceFilter, Window
from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.policy import Policy
from tidegauge.gate.records import GateReport
from tidegauge.gate.run import gate
from tidegauge.gate.sides import sides, versions
from tidegauge.gate.store_reading import StoreReading
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


@dataclass(frozen=True)
class Wished:
    """What is asked: `attribute=value` of both sides, a golden set, a policy, and the baseline's own window if it has one."""

    candidate: tuple[str, ...]
    baseline: tuple[str, ...]
    golden: str = ""
    policy: Policy = field(default_factory=Policy)
    before: Window | None = None
    more: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command that asks the same.

        >>> Wished(("prompt_version=v7",), ("prompt_version=v6",), more=("--where", "feature = a b")).command
        "tidegauge gate --candidate prompt_version=v7 --baseline prompt_version=v6 --where 'feature = a b'"
        """
        words = ["tidegauge", "gate"]
        words += [word for one in self.candidate for word in ("--candidate", one)]
        words += [word for one in self.baseline for word in ("--baseline", one)]
        words += ["--golden", self.golden] if self.golden else []
        return shlex.join([*words, *self.more])


def golden_of(engine: sa.Engine, wished: Wished) -> GoldenReading | None:
    """Return the golden runs that are asked for; None where none are.

    Raises:
        FilterError: a version that cannot be read.
        TidegaugeError: there is no such golden set.
    """
    if not wished.golden:
        return None
    from tidegauge.gate.golden_runs_read import golden_reading  # noqa: PLC0415  most gates have none

    return golden_reading(engine, wished.golden, *versions(wished.candidate, wished.baseline).labels)


def asked_gate(
    source: Source,
    settings: Settings,
    asked: TraceFilter,
    wished: Wished,
    golden: GoldenReading | None = None,
) -> GateReport:
    """Return what the gate says. `asked` has the candidate's window, and the chips of both sides; `golden` is `golden_of`.

    Raises:
        FilterError: a version, an attribute or a window that cannot be read.
        MetricError: an expression of the policy that cannot be read.
    """
    found = versions(wished.candidate, wished.baseline)
    question, notes = sides(source, asked, found, wished.policy.general, wished.before)
    reading = StoreReading(source, question, settings, golden)
    return gate(
        source,
        question,
        found,
        wished.policy,
        reading,
        command=wished.command,
        notes=notes,
        currency=settings.currency,
    )
