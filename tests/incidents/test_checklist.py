"""Checklists: ours by failure class, and an installation's own in their place."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.incidents_made import FIRED, opening
from tidegauge.errors import SettingsError
from tidegauge.incidents import acts
from tidegauge.incidents.checklist import checklist_of, checklists, done
from tidegauge.incidents.opening import open_incident
from tidegauge.settings import Settings

OURS = ("cost", "data", "infrastructure", "model", "prompt", "retrieval")


def settings(folder: Path) -> Settings:
    return Settings.model_validate({"incidents": {"checklists": str(folder)}})


def written(folder: Path, text: str, name: str = "prompt") -> Settings:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return settings(folder)


@pytest.mark.parametrize("name", OURS)
def test_ours_follow_the_order_of_the_design(name: str) -> None:
    # The authority is issue 7: symptom, start, segments, live versions; stabilise; then freshness, nulls and
    # duplicates, schema; and pages.md: samples, owners.
    keys = [one.key for one in checklists(Settings())[name].items]
    order = (
        "started",
        "segments",
        "versions",
        "stabilise",
        "freshness",
        "nulls",
        "schema",
        "samples",
        "owners",
    )
    places = [keys.index(key) for key in order]
    assert places == sorted(places)


def test_one_of_ones_own_takes_the_place_of_ours_and_others_are_added(tmp_path: Path) -> None:
    text = 'title = "Ours"\n[[items]]\nkey = "call"\ntext = "Call Jo"\n'
    written(tmp_path, text)
    found = checklists(written(tmp_path, text, "partner"))
    assert [one.text for one in found["prompt"].items] == ["Call Jo"]
    assert set(found) == {*OURS, "partner"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title", "not valid TOML"),
        ('title = "x"', "items"),
        ('title = "x"\n[[items]]\nkey = "A b"\ntext = "t"', "items.0.key"),
        ('title = "x"\n[[items]]\nkey = "a"\ntext = "t"\nanswer = "b"', "answer"),
        ('title = "x"\n[[items]]\nkey = "a"\ntext = "t"\nanswers = ["freshnes"]', "Did you mean freshness"),
        ('title = "x"\n' + 2 * '[[items]]\nkey = "a"\ntext = "t"\n', "stands twice"),
    ],
)
def test_a_mistake_names_the_file_and_the_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as found:
        checklists(written(tmp_path, text))
    assert "prompt.toml" in str(found.value)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="gone” is no folder"):
        checklists(settings(tmp_path / "gone"))


def test_done_counts_the_items_of_this_list(engine: sa.Engine, tmp_path: Path) -> None:
    incident = open_incident(
        engine, opening(change="prompt v7", change_kind="prompt"), store="", by="a", at=FIRED
    )
    acts.tick(engine, incident, "started", done=True, by="ana", at=FIRED)
    found = acts.tick(engine, incident, "gone", done=True, by="ana", at=FIRED)
    assert (found.failure_class, found.class_because) == ("prompt", "prompt v7 fits")
    assert done(checklist_of(found, Settings()), found) == 1


def test_a_class_without_a_file_falls_back(engine: sa.Engine) -> None:
    incident = open_incident(engine, opening(failure_class="partner"), store="", by="a", at=FIRED)
    assert checklist_of(incident, Settings()).name == "model"
