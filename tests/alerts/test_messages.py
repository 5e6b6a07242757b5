from dataclasses import replace
from datetime import datetime

from app.menu import MENU
from tidegauge.alerts.messages import MOST, News, message
from tidegauge.alerts.page_addresses import page_address
from tidegauge.alerts.records import Rule, Severity, State, Transition
from tidegauge.alerts.transitions import RecordedTransition
from tidegauge.findings import Link
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

NOW = datetime(2026, 11, 2, 12, 10)
SETTINGS = Settings.model_validate(
    {"time_zone": "Europe/Berlin", "alerts": {"address": "https://tides.example.org", "owner": "platform"}}
)
FIRED = Transition(
    "errors",
    (("geo", "BR"),),
    datetime(2026, 11, 2, 12),
    State.PENDING,
    State.FIRING,
    datetime(2026, 11, 2, 11, 15),
    Severity.P1,
    "Error rate rose from 2% to 41%.",
    ("400 calls in the window",),
    Link("scope", {"metric": "error_rate", "where": ("geo = BR",)}),
)
RULE = Rule("errors", RuleTable(owner="ann", runbook="https://wiki.example.org/errors"))


def _recorded(found: Transition, number: int = 7) -> RecordedTransition:
    return RecordedTransition(number, "lake", found, NOW)


def test_a_firing_says_what_how_bad_by_when_and_where() -> None:
    found = message([_recorded(FIRED)], RULE, SETTINGS, now=NOW, more=["Incident INC-1"])
    assert (found.title, found.news) == ("[P1 firing] errors: geo = BR", News.BAD)
    assert found.body.splitlines() == [
        "Error rate rose from 2% to 41%.",
        "400 calls in the window",
        "https://tides.example.org/scope?metric=error_rate&where=geo+%3D+BR",
        "P1: respond within 60 min, by Mon 2 Nov 14:10.",
        "Owner: ann",
        "Runbook: https://wiki.example.org/errors",
        "Incident INC-1",
        "Alert 7. Times are Europe/Berlin.",
    ]


def test_what_is_over_asks_nobody_to_respond() -> None:
    over = replace(FIRED, before=State.FIRING, after=State.RESOLVED)
    found = message([_recorded(over)], None, SETTINGS, now=NOW, repeated=True)
    assert (found.title, found.news) == ("[resolved] errors: geo = BR", News.GOOD)
    assert "respond" not in found.body
    assert "Owner: platform" in found.body
    assert "This may be the second time that you read this" in found.body


def test_many_segments_are_one_message_the_worst_first() -> None:
    several = [
        replace(
            FIRED, segment=(("geo", f"G{number}"),), severity=Severity.P0 if number == 30 else Severity.P2
        )
        for number in range(40)
    ]
    found = message([_recorded(one, number) for number, one in enumerate(several)], RULE, SETTINGS, now=NOW)
    assert found.title == "[P0 firing] errors: 40 segments"
    lines = found.body.splitlines()
    assert "where=geo+%3D+BR" in lines[2]
    assert sum(line.startswith("Also geo = ") for line in lines) == MOST - 1
    assert "And 30 more segments." in lines


def test_a_value_with_line_breaks_stays_on_one_line() -> None:
    odd = replace(FIRED, segment=(("geo", "BR\nOwner: nobody\x00"),), sentence="Errors in BR\nOwner: nobody.")
    found = message([_recorded(odd)], RULE, SETTINGS, now=NOW)
    assert found.title == "[P1 firing] errors: geo = BR Owner: nobody"
    assert found.body.splitlines()[0] == "Errors in BR Owner: nobody."


def test_without_an_address_there_is_no_link() -> None:
    found = message([_recorded(FIRED)], RULE, Settings(), now=NOW)
    assert "http" not in found.body.replace("https://wiki.example.org/errors", "")


def test_links_open_the_pages_of_the_menu() -> None:
    for entry in MENU:
        address = page_address(Link(entry.name), SETTINGS)
        assert address == f"https://tides.example.org/{entry.url or ''}"


def test_a_link_names_the_store_where_there_are_several() -> None:
    settings = SETTINGS.model_copy(update={"store": "shop", "stores": {"shop": "lake"}})
    assert page_address(Link("scope"), settings) == "https://tides.example.org/scope?store=shop"


def test_one_segment_too_many_is_said_as_one() -> None:
    told = [
        _recorded(replace(FIRED, segment=(("geo", f"{number}"),)), number + 1) for number in range(MOST + 1)
    ]
    assert "And 1 more segment." in message(told, RULE, SETTINGS, now=NOW).body.splitlines()


def test_a_severity_that_the_settings_leave_out_keeps_its_time() -> None:
    settings = Settings.model_validate({"alerts": {"severity": {"respond": {"P0": "5 min"}}}})
    assert "P1: respond within 60 min" in message([_recorded(FIRED)], RULE, settings, now=NOW).body
