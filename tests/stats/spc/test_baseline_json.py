"""What is kept of a baseline can be read back, by later versions too; what is no baseline is refused."""

import pytest

from tidegauge.stats.spc._records import Baseline, BaselineError, Kind
from tidegauge.stats.spc.baseline_json import from_json, to_json

KEPT = Baseline("percentile", Kind.VALUE, 60, 1.5, 0.5, season=(0.5, 1.5), limits=(0.1, 9.0))


def test_keys_of_other_versions_are_ignored():
    assert from_json({**to_json(KEPT), "added_later": 1}) == KEPT


@pytest.mark.parametrize("wrong", [{}, {"kind": "rate"}, {**to_json(KEPT), "kind": "mood"}])
def test_what_is_no_baseline(wrong):
    with pytest.raises(BaselineError, match="not a baseline"):
        from_json(wrong)
