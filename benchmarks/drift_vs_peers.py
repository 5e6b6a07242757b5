"""The drift table of a reference/current pair beside Evidently and NannyML: seconds, peak memory, values, verdicts.

    python benchmarks/drift_vs_peers.py [ROWS]

Makes the pair of the shared data (ROWS + ROWS rows, 16 columns of which 8 drift), installs each peer in an environment
of its own, and runs every tool as a process of its own, ours before, between and after the peers. Goals at 1,000,000
rows: 1/20 of the time and 1/4 of the memory of Evidently's DataDriftPreset, 1/8 of NannyML's time, values equal to
1e-9 where the definition is the same. A file _drift_lake.py beside this one is run as one more tool of ours, and may
take 1/40.
"""

import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from _drift_measure import CATEGORIES, NUMBERS, Values
from _drift_peers import interpreter
from _table import show

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("TIDEGAUGE_SHARED") or HERE.parents[1] / "shared")
SMALL = 100_000
"""Rows of the pair on which p-values are compared: the peer computes them in a second run."""


@dataclass(frozen=True)
class Run:
    """What one process took, and what it found."""

    seconds: float
    process: float
    cpu: float
    peak_mb: float
    values: Values


def pair(rows: int) -> list[Path]:
    """Return the two Parquet files, written by the first call."""
    folder = Path(tempfile.gettempdir()) / "tidegauge-benchmark-pair"
    folder.mkdir(exist_ok=True)
    files = [folder / f"{side}_{rows}.parquet" for side in ("ref", "cur")]
    spec = importlib.util.spec_from_file_location("make_pair", SHARED / "oracles" / "make_pair.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    for seed, file in enumerate(files, 1):
        if not file.exists():
            table = generator.frame(rows, seed == 2, seed)
            pq.write_table(table, file, compression="zstd", row_group_size=122_880)
    return files


def run(python: Path | str, script: str, files: list[Path], *options: str) -> Run:
    """Run one tool and return what it measured about itself."""
    answer = subprocess.run(
        [python, HERE / script, *files, *options], check=True, capture_output=True, text=True
    )
    return Run(**json.loads(answer.stdout.splitlines()[-1]))


def ours(script: str, files: list[Path], *options: str) -> Run:
    """Run a script of ours by this interpreter."""
    return run(sys.executable, script, files, *options)


@dataclass(frozen=True)
class Same:
    """A statistic that a peer defines as we do, but for a factor."""

    label: str
    theirs: str
    own: str
    columns: list[str]
    factor: float = 1

    def difference(self, mine: Values, theirs: Values) -> float:
        """Return the largest difference over the columns for which the peer has it; relative for values above 1."""
        return max(
            abs(theirs[column][self.theirs] - self.factor * mine[column][self.own])
            / max(1, abs(theirs[column][self.theirs]))
            for column in self.columns
            if self.theirs in theirs[column]
        )


NATS = math.sqrt(math.log(2))
WITHOUT_YATES = [column for column in CATEGORIES if column != "thumbs"]
"""Of two values NannyML's chi-squared is corrected for continuity."""
EVIDENTLY = [
    Same("Evidently, Wasserstein by std", "Wasserstein distance (normed)", "wasserstein_per_std", NUMBERS),
    Same(
        "Evidently, Jensen-Shannon (nats)",
        "Jensen-Shannon distance",
        "jensen_shannon_distance",
        CATEGORIES,
        NATS,
    ),
]
SMIRNOV = Same("Evidently, Kolmogorov-Smirnov p", "ks", "kolmogorov_smirnov p", NUMBERS)
NANNYML = [
    Same("NannyML, Jensen-Shannon", "jensen_shannon", "jensen_shannon_distance", CATEGORIES),
    Same("NannyML, chi-squared", "chi2", "chi_squared", WITHOUT_YATES),
]


def main() -> None:
    """Run all tools, print the table of what they took, what differs, and what ours flagged."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    files, few = pair(rows), pair(SMALL)
    pythons = {peer: interpreter(peer) for peer in ("evidently", "nannyml")}
    mine = [ours("_drift_ours.py", files)]
    evidently = run(pythons["evidently"], "_drift_evidently.py", files)
    mine.append(ours("_drift_ours.py", files))
    nannyml = run(pythons["nannyml"], "_drift_nannyml.py", files)
    mine.append(ours("_drift_ours.py", files))
    found = {
        "Evidently DataDriftPreset": [evidently],
        "NannyML univariate": [nannyml],
        "tidegauge, all values": mine,
    }
    if (HERE / "_drift_lake.py").exists():
        found["tidegauge, summaries of the lake"] = [ours("_drift_lake.py", files) for _ in range(3)]
    _took(rows, found)
    smirnov = run(pythons["evidently"], "_drift_evidently.py", few, "ks", "psi")
    small = ours("_drift_ours.py", few)
    gaps = [(same.label, same.difference(mine[0].values, evidently.values)) for same in EVIDENTLY]
    gaps += [(SMIRNOV.label, SMIRNOV.difference(small.values, smirnov.values))]
    gaps += [(same.label, same.difference(mine[0].values, nannyml.values)) for same in NANNYML]
    show(
        "Values beside the peers', goal 1e-9",
        ("statistic", "largest difference"),
        [(label, f"{gap:.1e}") for label, gap in gaps],
    )
    buckets = ours("_drift_ours.py", files, "buckets")
    for what, one in (("all values", mine[0]), ("buckets", buckets)):
        print(f"flagged from {what}: {', '.join(sorted(one.values['flagged']))}")


def _took(rows: int, found: dict[str, list[Run]]) -> None:
    def middle(runs: list[Run], what: str) -> float:
        return float(statistics.median(getattr(one, what) for one in runs))

    evidently, nannyml = (next(iter(runs)) for runs in list(found.values())[:2])
    table = [
        (
            name,
            middle(runs, "seconds"),
            middle(runs, "process"),
            middle(runs, "cpu"),
            middle(runs, "peak_mb"),
            f"1/{evidently.seconds / middle(runs, 'seconds'):.1f}",
            f"1/{evidently.peak_mb / middle(runs, 'peak_mb'):.1f}",
            f"1/{nannyml.seconds / middle(runs, 'seconds'):.1f}",
        )
        for name, runs in found.items()
    ]
    heads = ("", "read and run, s", "with imports, s", "CPU, s", "peak, MB")
    beside = ("of Evidently's time", "of its memory", "of NannyML's time")
    show(f"Drift of {rows:,} + {rows:,} rows, 16 columns", heads + beside, table)


if __name__ == "__main__":
    main()
