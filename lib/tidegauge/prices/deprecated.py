"""Whether the price list that is kept by others (genai-prices, an extra) marks a model as deprecated."""

from functools import cache


@cache
def is_deprecated(model: str) -> bool:
    """Return whether it does. It names no day; of a model that it does not know, or without the extra, nothing is said.

    >>> is_deprecated("a-model-of-our-own")
    False
    """
    try:
        from genai_prices.data_snapshot import get_snapshot  # noqa: PLC0415  an extra
    except ImportError:
        return False
    if not model:
        return False
    try:
        _, found = get_snapshot().find_provider_model(model, None, None, None)
    except LookupError:
        return False
    # The list takes many names for one model: what it says is of the name that it keeps itself.
    return bool(found.deprecated) and found.id == model
