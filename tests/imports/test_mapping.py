"""Maps: what the flags and the file say, and what they may not say."""

import pytest

from tidegauge.errors import ImportFileError
from tidegauge.imports.map_file import read_map, with_flags
from tidegauge.imports.mapping import ColumnMap, Origin, parse_origin


def test_a_map_file_and_flags_that_win(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(
        'table = "spans"\ntime_zone = "Asia/Tokyo"\n[map]\ngeo = "country"\nduration_ms = "latency_s * 1000"\n[set]\nenvironment = "production"\n'
    )
    found = with_flags(
        read_map(path), fields=["geo=region"], constants=["environment=staging"], time_zone="UTC"
    )
    assert found.fields == {"geo": Origin("region"), "duration_ms": Origin("latency_s", 1000.0)}
    assert (found.constants, found.time_zone) == ({"environment": "staging"}, "UTC")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[map]\ngeoo = 'x'", "“geoo” is not a known field of spans. Did you mean geo"),
        ("table = 'span'", "Did you mean spans"),
        ("maps = 1", "“maps” is not a known key of a map file. Did you mean map"),
        ("time_zone = 'Mars/Olympus'", "“Mars/Olympus” is not a time zone"),
        ("[map", "cannot be read as a map file"),
        ("map = 3", "must be a section"),
        ("[map]\nstart_time = 'ts * 1000'", "holds no numbers"),
        ("[map]\ncost_usd = 'c * 0'", "must not be 0"),
    ],
)
def test_errors_name_the_file_and_the_value(tmp_path, content, message):
    path = tmp_path / "map.toml"
    path.write_text(content)
    with pytest.raises(ImportFileError) as caught:
        read_map(path)
    assert "map.toml" in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize("flag", ["geo", "=x", "geo="])
def test_flags_that_cannot_be_read(flag):
    with pytest.raises(ImportFileError, match="Write --map field=value"):
        with_flags(ColumnMap(), fields=[flag])


def test_a_quotient_is_a_factor():
    assert parse_origin("duration_ms", "nanos / 1000000", "spans") == Origin("nanos", 1e-6)
    assert parse_origin("duration_ms", "a * b", "spans") == Origin("a * b")


def test_own_names_map_themselves_unless_they_are_used():
    fitted = ColumnMap(fields={"input_text": Origin("output_text")}).fitted(["output_text", "geo", "x"])
    assert {name: str(origin) for name, origin in fitted.fields.items()} == {
        "input_text": "output_text",
        "geo": "geo",
    }


def test_aliases_are_the_names_at_the_origin():
    found = ColumnMap(fields={"geo": Origin("country"), "device": Origin("device")})
    assert found.aliases == {"country": "geo"}


def test_a_name_with_another_unit_is_no_alias():
    found = ColumnMap(fields={"duration_ms": Origin("latency_s", 1000.0), "geo": Origin("country")})
    assert found.aliases == {"country": "geo"}
