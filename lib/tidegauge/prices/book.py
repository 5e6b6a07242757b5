"""Where the price of a model is looked up: in the settings first, then in the list; unknown stays unknown."""

from dataclasses import dataclass, field

from tidegauge.prices.listed import listed
from tidegauge.prices.own import own
from tidegauge.prices.rates import ModelPrices
from tidegauge.settings_cost import CostTable


@dataclass(frozen=True)
class PriceBook:
    """The prices of an installation. Names of models and providers are told apart without regard to case.

    >>> book = PriceBook(CostTable.model_validate({"prices": [{"model": "m", "input": 2.0, "output": 8.0}]}))
    >>> book.prices("m").source, book.prices("nobody-has-heard-of-it")
    ('own price', None)
    """

    table: CostTable = field(default_factory=CostTable)

    def prices(self, model: str, provider: str | None = None) -> ModelPrices | None:
        """Return the prices of a model as a store names it and its provider, or None where nobody knows them."""
        mine = own(self.table.prices, model, provider)
        if mine is not None:
            return mine
        name = self.table.models.get(model, model)
        known = self.table.providers.get(provider, provider) if provider else None
        return own(self.table.prices, name, known) or listed(name, known)

    def named(self, model: str) -> ModelPrices | None:
        """Return the prices of a model that somebody names: a pattern of the settings counts only where the list has none."""
        exact = [one for one in self.table.prices if one.model.casefold() == model.casefold()]
        return own(exact, model, None) or listed(model) or self.prices(model)

    @property
    def scale(self) -> float:
        """What US dollars are multiplied by before they are shown."""
        return self.table.currency_per_dollar or 1.0

    def currency(self, wished: str) -> str:
        """Return the currency that money is shown in: without a rate dollars stay dollars."""
        return wished if self.table.currency_per_dollar is not None else "USD"
