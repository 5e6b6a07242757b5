"""What a request costs: the list prices of a known endpoint, or those of the settings; unknown is not 0."""

from dataclasses import dataclass

from tidegauge import clock
from tidegauge.judging.spending import NANO
from tidegauge.prices.listed import listed
from tidegauge.prices.rates import PER
from tidegauge.settings_judge import JudgeTable


@dataclass(frozen=True)
class Price:
    """US dollars a million tokens."""

    input: float
    output: float

    def nanos(self, input_tokens: float, output_tokens: float) -> int:
        """Return what tokens cost, in billionths of a dollar, rounded up.

        >>> Price(0.15, 0.6).nanos(1_000, 100)
        210000
        """
        return -int(-(input_tokens * self.input + output_tokens * self.output) * NANO // PER)


def price_of(table: JudgeTable, address: str, model: str) -> Price | None:
    """Return the price of a model, or None where nobody knows it."""
    if table.input_price is not None and table.output_price is not None:
        return Price(table.input_price, table.output_price)
    return _listed(address, model)


def _listed(address: str, model: str) -> Price | None:
    found = listed(model, address=address)
    if found is None:
        return None
    rates = found.on(clock.now().date())
    return Price(rates.input.price, rates.output.price)
