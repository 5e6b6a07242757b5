from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tidegauge.alerts import claims, delivery
from tidegauge.alerts.claims import LEASE, PATIENCE, Claimed
from tidegauge.alerts.delivery import Delivered, Sender
from tidegauge.alerts.outbox import Sending, counted, list_notifications, queue
from tidegauge.alerts.records import Segment, Severity, State, Transition
from tidegauge.alerts.transitions import append_transition

AT = datetime(2026, 11, 2, 12)
MINUTE = timedelta(minutes=1)
BR: Segment = (("geo", "BR"),)
DE: Segment = (("geo", "DE"),)


@pytest.fixture
def workbench_url(either_url: str) -> str:
    return either_url


@pytest.fixture
def put(engine: sa.Engine) -> Callable[..., int]:
    """Return put(segment, state, channels): a transition in the outbox."""
    made: list[int] = []

    def add(segment: Segment = (), after: State = State.FIRING, channels: Sequence[str] = ("chat",)) -> int:
        made.append(1)
        at = AT + len(made) * MINUTE
        moved = Transition("errors", segment, at, State.OK, after, severity=Severity.P1, sentence="It is so.")
        with engine.begin() as connection:
            found = append_transition(connection, "lake", moved, AT)
            queue(connection, found.id, channels, AT)
        return found.id

    return add


Put = Callable[..., int]


class Service:
    """Takes messages, unless it is down."""

    def __init__(self) -> None:
        self.heard: list[tuple[list[int], bool]] = []
        self.down = False

    def __call__(self, claimed: Sequence[Claimed]) -> str | None:
        if self.down:
            return "The service answered 503"
        repeated = any(one.notification.repeated for one in claimed)
        self.heard.append(([one.told.id for one in claimed], repeated))
        return None


def claim(engine: sa.Engine, owner: str, at: datetime, channels: Sequence[str]) -> tuple[Claimed, ...]:
    return claims.claim(engine, owner, at, channels, "lake")


def deliver(engine: sa.Engine, senders: Mapping[str, Sender], at: datetime) -> Delivered:
    return delivery.deliver(engine, senders, at, store="lake")


def _states(engine: sa.Engine) -> list[str]:
    return [one.state.value for one in list_notifications(engine)]


def test_what_is_due_is_sent_once(engine: sa.Engine, put: Put) -> None:
    service, number = Service(), put()
    assert deliver(engine, {"chat": service}, AT) == Delivered(1, 0, 0, {})
    assert deliver(engine, {"chat": service}, AT) == Delivered(0, 0, 0, {})
    assert service.heard == [([number], False)]
    assert _states(engine) == ["sent"]
    assert counted(engine) == {Sending.SENT: 1}


def test_a_transition_is_in_the_outbox_once_a_channel(engine: sa.Engine, put: Put) -> None:
    number = put(channels=("chat", "pager", "chat"))
    assert [one.channel for one in list_notifications(engine)] == ["chat", "pager"]
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        queue(connection, number, ("chat",), AT)


def test_a_service_that_is_down_is_tried_again_with_growing_waits(engine: sa.Engine, put: Put) -> None:
    service = Service()
    service.down = True
    put()
    minutes = range(60 * 4)
    tried = [one for one in minutes if deliver(engine, {"chat": service}, AT + one * MINUTE).waiting]
    assert tried == [
        0,
        1,
        3,
        8,
        18,
        48,
        108,
        168,
        228,
    ]  # after 1, 2, 5, 10, 30 and 60 minutes, then every hour
    (waiting,) = list_notifications(engine)
    assert (waiting.state, waiting.problem) == (Sending.QUEUED, "The service answered 503")
    service.down = False
    assert deliver(engine, {"chat": service}, waiting.due).sent == 1
    assert list_notifications(engine)[0].problem is None


def test_after_a_week_it_is_given_up(engine: sa.Engine, put: Put) -> None:
    service = Service()
    service.down = True
    put()
    assert deliver(engine, {"chat": service}, AT + PATIENCE).given_up == 1
    assert _states(engine) == ["given up"]
    assert deliver(engine, {"chat": service}, AT + 2 * PATIENCE) == Delivered(0, 0, 0, {})


def test_what_is_too_old_is_not_sent_any_more(engine: sa.Engine, put: Put) -> None:
    service = Service()
    put(channels=("chat", "gone"))
    assert deliver(engine, {"chat": service}, AT + PATIENCE + MINUTE).sent == 0
    assert _states(engine) == ["given up", "given up"]


def test_what_a_stopped_sender_took_is_sent_again_and_says_so(engine: sa.Engine, put: Put) -> None:
    service, number = Service(), put()
    assert len(claim(engine, "stopped", AT, ["chat"])) == 1  # and never heard of again
    assert deliver(engine, {"chat": service}, AT + LEASE).sent == 0
    assert deliver(engine, {"chat": service}, AT + LEASE + MINUTE).sent == 1
    assert service.heard == [([number], True)]


def test_two_senders_share_nothing(engine: sa.Engine, put: Put) -> None:
    put()
    assert [len(claim(engine, owner, AT, ["chat"])) for owner in ("one", "other")] == [1, 0]


def test_that_it_is_resolved_is_told_after_that_it_fires(engine: sa.Engine, put: Put) -> None:
    service = Service()
    service.down = True
    fired = put()
    deliver(engine, {"chat": service}, AT)
    service.down = False
    resolved = put(after=State.RESOLVED)
    assert deliver(engine, {"chat": service}, AT).sent == 0  # the first is not due yet
    assert deliver(engine, {"chat": service}, AT + MINUTE).sent == 2
    assert [ids for ids, _ in service.heard] == [[fired], [resolved]]


def test_segments_of_one_check_are_one_message(engine: sa.Engine, put: Put) -> None:
    service = Service()
    fired = [put(BR), put(DE)]
    ended = put(BR, State.RESOLVED)
    assert deliver(engine, {"chat": service}, AT).sent == 3
    assert [ids for ids, _ in service.heard] == [fired, [ended]]


def test_one_channel_that_is_down_delays_no_other(engine: sa.Engine, put: Put) -> None:
    chat, pager = Service(), Service()
    chat.down = True
    put(channels=("chat", "pager"))
    done = deliver(engine, {"chat": chat, "pager": pager}, AT)
    assert (done.sent, done.waiting, done.problems) == (1, 1, {"chat": "The service answered 503"})


def test_what_has_no_sender_waits(engine: sa.Engine, put: Put) -> None:
    put(channels=("pager",))
    assert deliver(engine, {"chat": Service()}, AT) == Delivered(0, 0, 0, {})
    assert deliver(engine, {}, AT) == Delivered(0, 0, 0, {})
    assert _states(engine) == ["queued"]


def test_what_another_store_s_rules_say_is_left_to_its_own_checks(engine: sa.Engine, put: Put) -> None:
    put()
    assert not claims.claim(engine, "other", AT, ["chat"], "staging")
    assert _states(engine) == ["queued"]


def test_what_a_stopped_sender_took_too_long_ago_is_given_up(engine: sa.Engine, put: Put) -> None:
    put()
    claim(engine, "stopped", AT, ["chat"])
    assert deliver(engine, {"chat": Service()}, AT + PATIENCE + MINUTE) == Delivered(0, 0, 0, {})
    assert _states(engine) == ["given up"]


def test_what_was_lost_to_another_sender_is_sent_by_that_one_alone(engine: sa.Engine, put: Put) -> None:
    slow, other = Service(), Service()
    first, second = put(BR), put(DE, State.RESOLVED)

    def hangs(claimed: Sequence[Claimed]) -> str | None:
        # The lease runs out while the service takes its time with the first message.
        deliver(engine, {"chat": other}, AT + LEASE + MINUTE)
        return slow(claimed)

    deliver(engine, {"chat": hangs}, AT)
    assert [ids for ids, _ in slow.heard] == [[first]]
    assert [ids for ids, _ in other.heard] == [[first], [second]]


def test_a_message_that_cannot_be_made_stops_no_other(engine: sa.Engine, put: Put) -> None:
    service = Service()
    broken = put(BR)
    put(DE, State.RESOLVED)

    def send(claimed: Sequence[Claimed]) -> str | None:
        return str(1 // 0) if claimed[0].told.id == broken else service(claimed)

    done = deliver(engine, {"chat": send}, AT)
    assert (done.sent, done.waiting, done.problems) == (1, 1, {"chat": "ZeroDivisionError"})
