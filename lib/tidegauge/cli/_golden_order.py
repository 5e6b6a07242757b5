"""What the options of `tidegauge golden run` ask for, as an order: everything that can be wrong is found before anything is paid."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click
import sqlalchemy as sa

from tidegauge.golden_runs.judge import RubricJudge
from tidegauge.golden_runs.opening import candidate
from tidegauge.golden_runs.order import Bench, Order
from tidegauge.golden_runs.rules import Rules, load_rules
from tidegauge.golden_runs.targets._target import Target
from tidegauge.golden_runs.targets.command import CommandTarget, arguments
from tidegauge.golden_runs.targets.endpoint import EndpointTarget
from tidegauge.judging.access import access, check_extra
from tidegauge.judging.price import price_of
from tidegauge.judging.spending import NANO
from tidegauge.settings import Settings
from tidegauge.settings_judge import JudgeTable
from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_sets import items_of_set, set_of

CAP = 10.0
"""US dollars that a run may cost unless another sum is named."""


@dataclass(frozen=True)
class Asked:
    """The options as they were typed."""

    label: str
    model: str | None
    endpoint: str | None
    line: str | None
    prompt_file: Path | None
    temperature: float
    max_output_tokens: int
    key_variable: str | None
    checks: Path | None
    repeats: int
    concurrency: int
    timeout: float
    retries: int
    again: bool
    cap: float | None
    no_cap: bool
    input_price: float | None
    output_price: float | None
    call_price: float | None
    note: str


def order_of(
    engine: sa.Engine, settings: Settings, name: str, asked: Asked, environ: Mapping[str, str], *, asks: bool
) -> Order:
    """Return the order. One that only plans `asks` nothing, and needs no key.

    Raises:
        GoldenError: the set, the prompt, the checks or the command cannot be used.
        JudgeError: the endpoint, its key, its price or a rubric cannot.
    """
    label, of = candidate(asked.label), set_of(engine, name)
    items = items_of_set(engine, of)
    rules = load_rules(asked.checks, items)
    prompt = _prompt(asked.prompt_file)
    target = _target(asked, prompt, environ, asks=asks)
    bench, judges = _judges(settings, rules, environ, asks=asks)
    return Order(
        of=of,
        items=items,
        label=label,
        target=target,
        rules=rules,
        judges=judges,
        bench=bench,
        prompt=prompt,
        repeats=asked.repeats,
        cap=_cap(asked, target, bench, asks=asks),
        concurrency=asked.concurrency,
        retries=asked.retries,
        timeout=asked.timeout,
        note=asked.note,
        again=asked.again,
    )


def _prompt(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.expanduser().read_text(encoding="utf-8").strip()
    except OSError as error:
        raise GoldenError(f"--prompt-file {file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise GoldenError(f"--prompt-file {file} is not valid UTF-8 at byte {error.start}.") from None


def _target(asked: Asked, prompt: str, environ: Mapping[str, str], *, asks: bool) -> Target:
    if (asked.line is None) == (asked.model is None):
        raise click.UsageError(
            "Name what is asked, one of both: --model gpt-5-mini (--endpoint URL for another than OpenAI's), or --command './answer.py'"
        )
    if asked.line is not None:
        if asked.endpoint is not None:
            raise click.UsageError("--endpoint goes with --model; a command is asked as it is.")
        return CommandTarget(arguments(asked.line), asked.timeout, asked.call_price, prompt)
    check_extra("tidegauge golden run --model")
    table = JudgeTable(
        endpoint=asked.endpoint,
        model=asked.model,
        key_variable=asked.key_variable,
        timeout=asked.timeout,
        max_output_tokens=max(asked.max_output_tokens, 16),
        temperature=asked.temperature,
        input_price=asked.input_price,
        output_price=asked.output_price,
    )
    found = access(table, environ, asks=asks, who="the candidate")
    options = replace(
        found, purpose="run", advice="Check --endpoint, --model and the key in the environment."
    )
    return EndpointTarget(options, price_of(table, options.address, options.model), prompt)


def _judges(
    settings: Settings, rules: Rules, environ: Mapping[str, str], *, asks: bool
) -> tuple[Bench | None, tuple[RubricJudge, ...]]:
    if not rules.judged:
        return None, ()
    check_extra("A check that asks a judge")
    options = access(settings.judge, environ, asks=asks)
    bench = Bench(options, price_of(settings.judge, options.address, options.model))
    how = options.model, options.address, settings.judge.longest, options.temperature
    judges = (RubricJudge(rule, *how) for rule in rules.judged)
    return bench, tuple(judges)


def _cap(asked: Asked, target: Target, bench: Bench | None, *, asks: bool) -> int | None:
    if asked.no_cap:
        return None
    cap = CAP if asked.cap is None else asked.cap
    if asked.line is not None and asked.call_price is None:
        if asked.cap is not None:
            raise GoldenError(
                f"What a call of the command costs is not known, so that the cap of ${cap:g} cannot be kept. "
                "Say it: --call-price 0.002, or 0 where it costs nothing."
            )
    elif target.price is None and asks:
        raise GoldenError(
            f"The price of “{asked.model}” is not known, so that the cap of ${cap:g} cannot be kept. Set --input-price and "
            "--output-price, in US dollars a million tokens (0 for a model of your own), or run without a cap: --no-cap"
        )
    if bench is not None and bench.price is None and asks:
        raise GoldenError(
            f"The price of the judge “{bench.options.model}” is not known, so that the cap of ${cap:g} cannot be kept. Set "
            "input_price and output_price under [judge], or run without a cap: --no-cap"
        )
    return round(cap * NANO)
