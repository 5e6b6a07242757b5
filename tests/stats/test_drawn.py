"""The draw: the same on every machine, even, and nested."""

import hashlib
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from tidegauge.stats.drawn import drawn


def test_it_is_the_first_eight_bytes_of_the_hash():
    """Authority: the SHA-256 of "abc" in FIPS 180-4, which begins ba7816bf 8f01cfea."""
    assert drawn("abc") == 0xBA7816BF8F01CFEA / 2**64


def test_it_is_even():
    assert kstest([drawn(f"{number:032x}") for number in range(20_000)], "uniform").pvalue > 0.01


def test_another_process_draws_the_same():
    program = "from tidegauge.stats.drawn import drawn; print([drawn(f't{n}') for n in range(50)])"
    said = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {f"{[drawn(f't{number}') for number in range(50)]}\n".encode()}


@given(st.text(st.characters()))
def test_every_id_has_a_place(trace_id):
    assert 0 <= drawn(trace_id) < 1


def test_the_largest_hash_is_still_below_1():
    assert int.from_bytes(b"\xff" * 8) / 2**64 == 1.0  # which is why it is held below
    assert hashlib.sha256(b"").digest_size == 32
