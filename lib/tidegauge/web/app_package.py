"""The app's files as the package `app`, from a wheel or a checkout, whatever else is called `app` on the machine."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

from tidegauge.bundle import bundle_folder


def load_app_package() -> None:
    """Make `import app` mean our files. A folder on the search path could be shadowed by another package."""
    if "app" in sys.modules:
        return
    folder = bundle_folder() / "app"
    spec = spec_from_file_location("app", folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{folder / '__init__.py'} cannot be read")
    package = module_from_spec(spec)
    sys.modules["app"] = package
    spec.loader.exec_module(package)
