"""Times as files write them. Authority: Python's datetime and zoneinfo."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.imports.times import to_time

_MOMENTS = st.datetimes(datetime(1973, 6, 1), datetime(2099, 12, 1))
_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def read(value: object, zone: str = "UTC") -> datetime | None:
    return to_time(pl.Series("at", [value]), zone).values[0]


@given(_MOMENTS, _OFFSETS, st.sampled_from("T "))
def test_iso_times_with_an_offset(moment, zone, between):
    aware = moment.replace(tzinfo=zone)
    assert read(aware.isoformat(between)) == aware.astimezone(UTC).replace(tzinfo=None)


@given(_MOMENTS, st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata"]))
def test_iso_times_without_an_offset_are_local(moment, zone):
    back = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    exists = back.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment
    assert read(moment.isoformat(), zone) == (back.replace(tzinfo=None) if exists else None)


@given(_MOMENTS, st.sampled_from([1_000_000, 1000, 1]))
def test_unix_times_of_any_unit(moment, divisor):
    micros = round(
        (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)
    )
    expected = datetime(1970, 1, 1) + timedelta(microseconds=micros // divisor * divisor)
    assert read(micros // divisor) == read(str(micros // divisor)) == expected


def test_nanoseconds_and_fractions_of_a_second():
    assert read(1_793_940_819_220_971_812) == datetime(2026, 11, 6, 4, 53, 39, 220_971)
    assert read(1_700_000_000.25) == read("1700000000.25") == datetime(2023, 11, 14, 22, 13, 20, 250_000)


def test_the_name_of_a_column_may_say_the_unit():
    assert to_time(pl.Series("ts_ms", [1000]), "UTC").values[0] == datetime(1970, 1, 1, 0, 0, 1)


@pytest.mark.parametrize(
    "value", ["yesterday", "2026-02-30", "2026-11-01 25:00", "20261101", "12", "2026-11-01T10"]
)
def test_what_is_not_a_time(value):
    converted = to_time(pl.Series("at", [value, "2026-11-01"]), "UTC")
    assert [(fault.column, fault.rule) for fault in converted.faults] == [("at", "not a time")]
    assert converted.faults[0].mask.to_list() == [True, False]


@pytest.mark.parametrize("value", ["0001-01-01", "2300-01-01", datetime(1, 1, 1)])
def test_times_outside_the_range(value):
    converted = to_time(pl.Series("at", [value]), "UTC")
    assert converted.faults[0].rule == "a time outside the years 1970 to 2199"
    assert converted.values[0] is None


def test_missing_times_are_not_faults():
    assert not to_time(pl.Series("at", ["", " ", None]), "UTC").faults


def test_typed_times():
    aware = pl.Series("at", [datetime(2026, 11, 1, 12, tzinfo=UTC)]).dt.convert_time_zone("Asia/Tokyo")
    assert to_time(aware, "Europe/Berlin").values[0] == datetime(2026, 11, 1, 12)
    assert to_time(pl.Series("at", [datetime(2026, 11, 1, 12)]), "Europe/Berlin").values[0] == datetime(
        2026, 11, 1, 11
    )
    assert to_time(pl.Series("at", [datetime(2026, 11, 1).date()]), "UTC").values[0] == datetime(2026, 11, 1)
