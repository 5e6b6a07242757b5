"""How the endpoint is reached: its address, the model, and the key, which comes from the environment alone."""

from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from tidegauge.errors import JudgeError
from tidegauge.judging.endpoint import EndpointOptions
from tidegauge.settings_judge import JudgeTable

OPENAI = "https://api.openai.com/v1"
OWN_KEY, OPENAI_KEY = "TIDEGAUGE_JUDGE_KEY", "OPENAI_API_KEY"


def check_extra(what: str = "tidegauge judge") -> None:
    """Refuse `what` where the client is not installed.

    Raises:
        JudgeError: it names the extra.
    """
    if find_spec("openai") is None:
        raise JudgeError(f"{what} needs an extra: pip install 'tidegauge[judge]'.")


def access(
    table: JudgeTable, environ: Mapping[str, str], *, asks: bool = True, who: str = "the judge"
) -> EndpointOptions:
    """Return how the endpoint is reached. A run that `asks` nothing needs no key; `who` is what an error calls what is asked.

    An endpoint of one's own gets the key of OpenAI only if the settings say so: it would read it.

    Raises:
        JudgeError: no model is named, the address is none, or the key is not there.
    """
    if table.model is None:
        raise JudgeError(
            'No judge is named. Give its model: --model gpt-5-mini, or model = "..." under [judge].'
        )
    address = table.endpoint or OPENAI
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.password:
        shown = "that address" if parts.password else f"“{address}”"
        raise JudgeError(
            f"{who.capitalize()} cannot be asked at {shown}. An endpoint is http(s)://HOST/v1, without a password: "
            f"the key is taken from {OWN_KEY}."
        )
    key = _key(table, environ, who, own=address != OPENAI) if asks else ""
    return EndpointOptions(
        address, table.model, key, table.timeout, table.max_output_tokens, table.temperature
    )


def _key(table: JudgeTable, environ: Mapping[str, str], who: str, *, own: bool) -> str:
    names = [table.key_variable] if table.key_variable else [OWN_KEY] if own else [OWN_KEY, OPENAI_KEY]
    found = next((environ[name] for name in names if environ.get(name)), None)
    if found is not None:
        return found.strip()
    if own and not table.key_variable:
        return "none"  # a model of one's own asks for no key, and the client does not start without one
    raise JudgeError(
        f"There is no key for {who}. Set the environment variable {' or '.join(filter(None, names))}."
    )
