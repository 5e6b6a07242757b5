"""The questions of a run, and what an answer to one of them is put down as."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from tidegauge.judging.endpoint import Reply
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.suite import Probe, Suite, probe_kinds
from tidegauge.workbench.probe_answers import ANSWERED, ASKED, FAILED, ProbeAnswer


@dataclass(frozen=True)
class ProbeQuestion:
    """One case of a probe, asked for the `repeat`th time in its run, counted from 1."""

    probe: Probe
    case: ProbeCase
    repeat: int

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from the others of its run."""
        return self.probe.name, self.case.id, self.repeat

    @property
    def name(self) -> str:
        """The same, as a text."""
        return "\x1f".join(map(str, self.key))

    def asked(self, run: int, at: datetime) -> ProbeAnswer:
        """Return the row of a question that is on its way."""
        return ProbeAnswer(run, *self.key, at, ASKED)

    def answered(self, run: int, at: datetime, reply: Reply, seconds: float) -> ProbeAnswer:
        """Return the row of an answer: its category, its words, and what the endpoint says of itself."""
        return replace(
            self.asked(run, at),
            state=ANSWERED,
            outcome=probe_kinds()[self.probe.kind].outcome(self.case, reply),
            length=float(len(reply.text.split())) if self.probe.length else None,
            seconds=seconds,
            model=reply.model,
            fingerprint=reply.fingerprint,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
            text=reply.text,
        )

    def failed(self, run: int, at: datetime, why: str) -> ProbeAnswer:
        """Return the row of a question that got no answer."""
        return replace(self.asked(run, at), state=FAILED, why=why)


def questions_of(suite: Suite, repeats: int, kept: Iterable[ProbeAnswer] = ()) -> tuple[ProbeQuestion, ...]:
    """Return the questions of a run that have no answer yet."""
    done = {one.key for one in kept if one.state == ANSWERED}
    every = (
        ProbeQuestion(probe, case, repeat)
        for repeat in range(1, repeats + 1)
        for probe, case in suite.questions
    )
    return tuple(one for one in every if one.key not in done)
