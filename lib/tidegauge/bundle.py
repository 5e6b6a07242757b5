"""Where the files that are not Python modules lie: beside the package in a wheel, at the root in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundle_folder() -> Path:
    """Return the folder that holds `app/`, `data/` and `.streamlit/`."""
    for folder in (_PACKAGE / "_bundle", _PACKAGE.parents[1]):
        if (folder / "app" / "main.py").is_file():
            return folder
    raise FileNotFoundError(
        f"app/main.py is neither below {_PACKAGE / '_bundle'} nor below {_PACKAGE.parents[1]}"
    )
