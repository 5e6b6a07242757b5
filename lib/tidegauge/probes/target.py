"""A model at an endpoint as it is probed: how it is reached, what it costs, and what its runs may be compared with."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from tidegauge.errors import SettingsError, unknown
from tidegauge.judging.access import OPENAI, OPENAI_KEY
from tidegauge.judging.endpoint import EndpointOptions
from tidegauge.judging.price import Price, price_of
from tidegauge.judging.spending import NANO
from tidegauge.probes.suite import Suite
from tidegauge.settings_judge import JudgeTable
from tidegauge.settings_probes import ProbesTable, ProbeTargetTable
from tidegauge.workbench.probe_runs import ProbeSubject


@dataclass(frozen=True)
class Target:
    """One of `[probes.targets]`, with the suite that it is asked and how."""

    name: str
    table: ProbeTargetTable
    suite: Suite
    probes: ProbesTable

    @property
    def subject(self) -> ProbeSubject:
        """What its runs are kept under."""
        questions = len(list(self.suite.questions)) * self.probes.repeats
        return ProbeSubject(
            self.name, self._series, self.suite.title, self.table.model, self._shown, questions
        )

    def options(self, environ: Mapping[str, str] = os.environ) -> EndpointOptions:
        """Return how it is asked.

        Raises:
            SettingsError: the key is not in the environment.
        """
        table = self.table
        return EndpointOptions(
            table.url,
            table.model,
            self._key(environ),
            table.timeout,
            table.max_output_tokens,
            table.temperature,
            purpose="answer as",
            advice=f"Check url, model and key under [probes.targets.{self.name}].",
        )

    def price(self) -> Price | None:
        """Return what its tokens cost, None where nobody knows."""
        prices = JudgeTable(input_price=self.table.input_price, output_price=self.table.output_price)
        return price_of(prices, self.table.url, self.table.model)

    def cap(self, *, capped: bool) -> int | None:
        """Return what a day may cost, in billionths of a dollar.

        Raises:
            SettingsError: the price is not known, so that no cap can be kept.
        """
        if not capped:
            return None
        if self.price() is None:
            raise SettingsError(
                f"The price of “{self.table.model}” is not known, so that the daily cap of ${self.probes.daily_cap:g} cannot be "
                f"kept. Set input_price and output_price under [probes.targets.{self.name}], in US dollars a million tokens "
                "(0 for a model of your own), or probe without a cap: --no-cap"
            )
        return round(self.probes.daily_cap * NANO)

    @property
    def _shown(self) -> str:
        parts = urlsplit(self.table.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    @property
    def _series(self) -> str:
        table = self.table
        same = (self._shown, table.model, self.suite.digest, self.probes.repeats)
        asked = (table.temperature, table.max_output_tokens)
        return hashlib.sha256(json.dumps([*same, *asked]).encode()).hexdigest()[:16]

    def _key(self, environ: Mapping[str, str]) -> str:
        variable = self.table.key[2:-1] if self.table.key else ""
        if variable:
            if not environ.get(variable):
                raise SettingsError(
                    f"[probes.targets.{self.name}] takes its key from {variable}, which is not set: export {variable}=…"
                )
            return environ[variable].strip()
        if self.table.url != OPENAI:
            return "none"  # a model of one's own asks for no key, and the client does not start without one
        if not environ.get(OPENAI_KEY):
            raise SettingsError(
                f"There is no key for [probes.targets.{self.name}]. Set the environment variable {OPENAI_KEY}, or name "
                'another one: key = "${NAME}"'
            )
        return environ[OPENAI_KEY].strip()


def targets(table: ProbesTable, suite: Suite, names: Iterable[str] = ()) -> tuple[Target, ...]:
    """Return the targets of these names, or all that are declared.

    Raises:
        SettingsError: there is none of that name, or none at all.
    """
    if not table.targets:
        raise SettingsError(
            "Nobody is probed yet. Declare a target in tidegauge.toml (docs/probes.md):\n\n"
            '    [probes.targets.large]\n    model = "gpt-5-mini"\n    key = "${OPENAI_API_KEY}"'
        )
    wanted = list(dict.fromkeys(names)) or list(table.targets)
    for name in wanted:
        if name not in table.targets:
            raise SettingsError(unknown("target of [probes.targets]", name, table.targets))
    return tuple(Target(name, table.targets[name], suite, table) for name in wanted)
