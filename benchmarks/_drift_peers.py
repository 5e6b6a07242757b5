"""The peers of drift_vs_peers.py, each in an environment of its own below the system's folder for temporary files."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REQUIREMENTS = {
    "evidently": ("evidently==0.7.23", "pandas<3"),  # it does not import with pandas 3
    "nannyml": ("nannyml==0.13.1", "statsmodels"),  # which it imports without requiring it
}


def interpreter(peer: str) -> Path:
    """Return the Python that has the peer; the first call installs it."""
    folder = Path(tempfile.gettempdir()) / "tidegauge-benchmark-peers" / peer
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _install(folder, python, REQUIREMENTS[peer])
        ready.write_text("\n".join(REQUIREMENTS[peer]))
    return python


def _install(folder: Path, python: Path, requirements: tuple[str, ...]) -> None:
    if uv := shutil.which("uv"):
        subprocess.check_call([uv, "venv", "--quiet", "--python", sys.executable, folder])
        subprocess.check_call([uv, "pip", "install", "--quiet", "--python", python, *requirements])
        return
    subprocess.check_call([sys.executable, "-m", "venv", folder])
    subprocess.check_call([python, "-m", "pip", "install", "--quiet", *requirements])
