"""What a judged answer did cost: the money that a run says it spent, over the answers that it says it got."""

import json

import pytest
from click.testing import CliRunner

from tests.judging.conftest import judged
from tidegauge.cli import main
from tidegauge.judging.paid import paid_per_answer
from tidegauge.stores import open_store
from tidegauge.workbench.engine import open_workbench

PRICE = "input_price = 2\noutput_price = 8"


def shown(lake, *arguments):
    found = CliRunner().invoke(
        main, ["show", "judge", "--store", str(lake), "--window", "all data", "--json", *arguments]
    )
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)["sampling"]


def test_the_cost_is_what_was_paid(lake, configured):
    configured(price=PRICE)
    first = judged("--window", "all data", "--rate", "0.2")
    second = judged("--window", "all data", "--rate", "0.4")
    dollars = first["dollars"] + second["dollars"]
    answers = sum(one[kind] for one in (first, second) for kind in ("judged", "unparsable"))
    paid = paid_per_answer(open_workbench("sqlite:///bench.sqlite"), open_store(str(lake)))
    assert paid == pytest.approx(dollars / answers, rel=1e-6)
    said = shown(lake)
    assert said["paid"]
    assert said["cost_per_call"] == pytest.approx(paid)


def test_the_settings_have_the_last_word(lake, configured):
    configured("cost_per_call = 0.5", price=PRICE)
    judged("--window", "all data", "--rate", "0.3")
    said = shown(lake)
    assert (said["cost_per_call"], said["paid"]) == (0.5, False)


def test_nothing_is_known_of_a_judge_that_is_free_or_was_never_asked(lake, configured, tmp_path):
    configured()
    judged("--window", "all data", "--rate", "0.3")
    assert shown(lake)["cost_per_call"] is None
    (tmp_path / "tidegauge.toml").write_text('workbench = "sqlite:///nowhere.sqlite"\n')
    assert shown(lake)["cost_per_call"] is None
    assert not (tmp_path / "nowhere.sqlite").exists()
