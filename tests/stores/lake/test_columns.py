"""Names and kinds of attribute columns."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores.lake.columns import LONGEST_NAME, attribute_name, conform, kind_of, promoted


@given(st.sampled_from(Kind), st.sampled_from(Kind), st.sampled_from(Kind))
def test_promotion_does_not_depend_on_the_order(one, other, third):
    assert promoted(one, other) == promoted(other, one)
    if Kind.TEXT not in (one, other, third) and len({one, other, third}) == 3:
        assert promoted(promoted(one, other), third) in set(Kind)


@pytest.mark.parametrize(
    ("dtype", "kind"),
    [
        (pl.UInt32(), Kind.INTEGER),
        (pl.UInt64(), Kind.TEXT),
        (pl.Decimal(10, 2), Kind.NUMBER),
        (pl.Datetime("ns", "UTC"), Kind.TIME),
        (pl.Categorical(), Kind.TEXT),
    ],
)
def test_kinds_of_frame_types(dtype, kind):
    assert kind_of(dtype) == kind


@given(st.lists(st.text(max_size=300), unique=True, max_size=20))
def test_every_name_can_stand_in_duckdb(raw_names):
    names: list[str] = []
    for raw in raw_names:
        names.append(attribute_name(raw, TABLES["spans"].kinds, [], names))
    assert len({name.casefold() for name in (*names, *TABLES["spans"].kinds)}) == len(names) + len(
        TABLES["spans"].kinds
    )
    assert all(
        name and len(name) <= LONGEST_NAME and name.replace("\u200d", "").isprintable() for name in names
    )  # it joins emoji


def test_a_name_given_before_is_given_again():
    assert attribute_name("Tenant", [], ["tenant", "Tenant_2"], []) == "Tenant_2"
    assert attribute_name("tenant", [], ["tenant", "Tenant_2"], ["Tenant_2"]) == "tenant"


def test_missing_columns_are_null_and_others_are_cast():
    frame = pl.DataFrame({"n": [1, None], "x": [True, False]})
    found = conform(frame, {"n": Kind.NUMBER, "absent": Kind.TIME, "x": Kind.TEXT})
    assert found.to_dicts() == [
        {"n": 1.0, "absent": None, "x": "true"},
        {"n": None, "absent": None, "x": "false"},
    ]
