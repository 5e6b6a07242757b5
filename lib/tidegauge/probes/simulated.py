"""A model that answers probes by rule and chance: for the demo's history and for benchmarks, where nobody is asked."""

import hashlib
import json
from dataclasses import dataclass

import numpy as np

from tidegauge.judging.endpoint import Reply
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.suite import Probe

_WORDS = {
    "en": "the sea is full of salt because rivers carry it there from the rocks of the land every year",
    "pt": "o mar é salgado porque os rios levam para ele o sal das rochas da terra todos os anos",
    "de": "das Meer ist salzig weil die Flüsse jedes Jahr das Salz der Felsen vom Land hinein tragen",
    "es": "el mar es salado porque los ríos llevan hasta él la sal de las rocas de la tierra cada año",
    "fr": "la mer est salée parce que les rivières y portent chaque année le sel des roches de la terre",
    "it": "il mare è salato perché i fiumi vi portano ogni anno il sale delle rocce della terra",
    "nl": "de zee is zout omdat de rivieren elk jaar het zout van de rotsen van het land daarheen brengen",
}


@dataclass(frozen=True)
class Backend:
    """How a simulated model behaves; shares are of answers. `length` multiplies the words of every open answer.

    `spread` is the standard deviation of the logarithm of a length between two answers to one question, and `busy` that
    of the time of a whole run.
    """

    model: str
    fingerprint: str | None = None
    length: float = 1.0
    spread: float = 0.12
    wrong: float = 0.05
    fenced: float = 0.02
    refuses: float = 0.02
    strays: float = 0.01
    first_token: float = 0.4
    word: float = 0.012
    busy: float = 0.12


def answer(
    backend: Backend, probe: Probe, case: ProbeCase, rng: np.random.Generator, pace: float = 1.0
) -> tuple[Reply, float]:
    """Return an answer and the seconds that it takes, `pace` times as long as usual.

    >>> case = ProbeCase(id="sum", prompt="What is 2 + 2?", answer=4)
    >>> probe = Probe(name="a", kind="arithmetic", cases=(case,))
    >>> answer(Backend("m", wrong=0.0), probe, case, np.random.default_rng(1))[0].text
    '4'
    """
    kinds = {"format": _format, "arithmetic": _arithmetic, "refusal": _refusal, "language": _language}
    text = kinds.get(probe.kind, _open)(backend, case, rng)
    words = len(text.split())
    tokens = round(1.4 * words) + 4
    seconds = pace * (backend.first_token + backend.word * words) * float(rng.lognormal(0, 0.1))
    reply = Reply(text, case.size // 4 + 8, tokens, backend.model, backend.fingerprint, "stop", refused=False)
    return reply, seconds


def pace_of(backend: Backend, rng: np.random.Generator) -> float:
    """Return how busy the hour of a run is: the time of all its calls is multiplied by it."""
    return float(rng.lognormal(0, backend.busy))


def _format(backend: Backend, case: ProbeCase, rng: np.random.Generator) -> str:
    text = json.dumps(dict.fromkeys(case.keys, "…"), ensure_ascii=False)
    return f"```json\n{text}\n```" if rng.random() < backend.fenced else text


def _arithmetic(backend: Backend, case: ProbeCase, rng: np.random.Generator) -> str:
    right = case.answer or 0.0
    return f"{right + 1 + int(rng.integers(9)) if rng.random() < backend.wrong else right:g}"


def _refusal(backend: Backend, case: ProbeCase, rng: np.random.Generator) -> str:
    is_refused = bool(case.refuse) != (rng.random() < backend.refuses)
    return "I'm sorry, but I can't help with that." if is_refused else _said("en", 40)


def _language(backend: Backend, case: ProbeCase, rng: np.random.Generator) -> str:
    strays = rng.random() < backend.strays
    return _said("en" if strays else case.language or "en", _length(backend, case, rng, 45))


def _open(backend: Backend, case: ProbeCase, rng: np.random.Generator) -> str:
    return _said("en", _length(backend, case, rng, 110))


def _length(backend: Backend, case: ProbeCase, rng: np.random.Generator, usual: int) -> int:
    own = int(hashlib.sha256(case.prompt.encode()).hexdigest()[:6], 16) / 16**6
    return max(round(usual * (0.6 + own) * backend.length * float(rng.lognormal(0, backend.spread))), 3)


def _said(language: str, words: int) -> str:
    own = _WORDS.get(language, _WORDS["en"]).split()
    return " ".join(own[place % len(own)] for place in range(words)) + "."
