"""The numbers of the page in words, for the page and the command."""

from datetime import datetime

from tidegauge import formats
from tidegauge.formats.times import local
from tidegauge.reports._cost.records import BudgetState, CostLine, CostPart, CostReport, Spender

_EVERY = {"day": "a day", "week": "a week", "month": "a month"}


def cost_words(report: CostReport) -> tuple[str, ...]:
    """Return what the words line says beyond the windows: where prices are from, and what has none."""
    covered = report.coverage
    if not report.windows.n_current:
        return ()
    facts = [_prices(report)]
    if covered.tokens_unpriced > 0:
        facts.append(f"{formats.share(covered.tokens_unpriced)} of tokens unpriced")
    if covered.uncounted > 0:
        facts.append(f"{formats.share(covered.uncounted)} of calls without tokens")
    return tuple(facts)


def _prices(report: CostReport) -> str:
    covered = report.coverage
    if covered.recorded and covered.computed:
        return (
            f"cost of {formats.share(covered.recorded)} recorded, the rest at prices of the day of each call"
        )
    return "cost as recorded" if covered.recorded else "prices of the day of each call"


def part_words(one: CostPart, currency: str) -> str:
    """Return a part with its sign.

    >>> part_words(CostPart("cache", "cache share", -58.2), "USD"), part_words(CostPart("price", "prices", 0.0), "USD")
    ('−$58', '$0')
    """
    return signed_money(one.value, currency)


def signed_money(value: float | None, currency: str) -> str:
    """Return an amount with a plus where it rose; what is less than half a cent is 0."""
    if value is not None and abs(value) < 0.005:
        return formats.money(0.0, currency)
    text = formats.money(value, currency)
    return f"+{text}" if value is not None and value > 0 else text


def budget_name(one: BudgetState) -> str:
    """Return what a budget is called: its name, and the value of its dimension."""
    return one.name if one.value is None else f"{one.name}: {one.value}"


def limit_words(one: BudgetState, currency: str) -> str:
    """Return the limit: `$4,000 a month`."""
    return f"{formats.money(one.limit, currency)} {_EVERY[one.every]}"


def end_words(one: BudgetState, currency: str) -> str:
    """Return where a budget ends: over since when, over on which day, or at how much; then when it was over before."""
    if one.unknown >= 1:
        return "cost not recorded"
    was = was_over(one)
    if one.state == "over":
        since = one.crossed.get("over")
        return f"over since {formats.moment(since, one.time_zone, one.at)}" if since else "over"
    if one.breach is not None and one.projected is not None and one.projected >= one.limit:
        return f"over on {_breach(one)}"
    if one.projected is None:
        return was or "too little history"
    ends = formats.money(one.projected, currency)
    if one.low is not None and one.high is not None:
        ends += f" {formats.interval(one.low, one.high, 'usd', currency)}"
    if one.breach is not None and one.breach.earliest is not None:
        return f"{ends}; at worst over {_at(one, one.breach.earliest)}"
    return was or ends


def _at(one: BudgetState, at: datetime) -> str:
    here = local(at, one.time_zone)
    return f"at {here:%H:%M}" if one.every == "day" else f"on {here:%a} {here.day} {here:%b}"


def was_over(one: BudgetState) -> str:
    """Return the earlier days that went over, of a daily budget: `was over on 18 and 19 Nov`."""
    if not one.was_over or one.every != "day":
        return ""
    days = [local(at, one.time_zone) for at in sorted(one.was_over)]
    named = [f"{day.day}" for day in days]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"was over on {listed} {days[-1]:%b}"


def _breach(one: BudgetState) -> str:
    assert one.breach is not None  # noqa: S101  the caller looked
    at = one.breach.at
    if one.every == "day":
        ends = (one.breach.earliest, one.breach.latest)
        inside = " to ".join(f"{local(end, one.time_zone):%H:%M}" for end in ends if end is not None)
        return (
            f"{local(at, one.time_zone):%H:%M} [{inside}]" if inside else f"{local(at, one.time_zone):%H:%M}"
        )
    here = local(at, one.time_zone)
    bounds = [local(end, one.time_zone).day for end in (one.breach.earliest, one.breach.latest) if end]
    inside = ", ".join(map(str, bounds)) if len(bounds) == 2 else f"from {bounds[0]}" if bounds else ""
    return f"{here:%a} {here.day} {here:%b}" + (f" [{inside}]" if inside else "")


_LEVELS = {"half": "50%", "most": "80%", "over": "100%"}


def crossed_words(report: CostReport, most: int = 3) -> tuple[str, ...]:
    """Return when budgets reached 50, 80 and 100% of their limit, a line each: `order status: 50% on Tue 3 Nov 10:00`."""
    told = [one for one in report.budgets if one.crossed][:most]
    return tuple(f"{budget_name(one)} reached {', '.join(_reached(one))}" for one in told)


def _reached(one: BudgetState) -> list[str]:
    return [
        f"{words} on {formats.moment(one.crossed[level], one.time_zone, one.at)}"
        for level, words in _LEVELS.items()
        if level in one.crossed
    ]


def forecast_words(report: CostReport) -> str:
    """Return how far the largest budget's forecast is to be trusted, in words."""
    known = [one for one in report.budgets if one.projected is not None and one.error is not None]
    if not known:
        return ""
    one = next((one for one in known if one.state != "over"), known[0])
    ends = formats.money(one.projected, report.currency)
    bounds = ""
    if one.low is not None and one.high is not None:
        bounds = f" {formats.interval(one.low, one.high, 'usd', report.currency)}"
    period = {"day": "the day", "week": "the week", "month": "the month"}[one.every]
    return (
        f"At today's pace {budget_name(one)} ends {period} at {ends}{bounds}. Error of the same forecast from "
        f"{one.origins} earlier days: {formats.share(one.error)} median{_held(one)}."
    )


def _held(one: BudgetState) -> str:
    """Return how often the interval held that is made to hold 9 times of 10."""
    if one.low is None:
        return ""
    if not one.tried:
        return "; its interval is made to hold 9 times of 10, and could not be tried yet"
    return f"; its interval, made to hold 9 times of 10, held {one.held} of {one.tried} times"


def line_value(one: CostLine, currency: str) -> str:
    """Return what a line cost; unknown has a name."""
    return formats.money(one.value, currency)


def spender_change(one: Spender, currency: str) -> str:
    """Return a spender's change with its sign."""
    return "" if one.difference is None else signed_money(one.difference.value, currency)


def top_words(report: CostReport) -> str:
    """Return how few make how much: `top 5 of 212 keys make 61%`."""
    one = report.concentration
    if one is None:
        return ""
    share, gini = formats.share(one.share), formats.decimal(one.gini, 2)
    return f"top {one.top} of {formats.count(one.values)} make {share} · Gini {gini}"
