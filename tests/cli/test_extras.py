"""Without any extra every command still starts: what needs one says so when it is used."""

import pkgutil
import subprocess
import sys

import tidegauge.cli
import tidegauge.cli.show

EXTRAS = {
    *(
        "adbc_driver_manager",
        "apprise",
        "adbc_driver_postgresql",
        "chdb",
        "clickhouse_connect",
        "genai_prices",
        "google",
    ),
    *(
        "openai",
        "opentelemetry",
        "phonenumbers",
        "prometheus_client",
        "psycopg",
        "py3langid",
        "stdnum",
        "uvicorn",
    ),
}
SCRIPT = """
import importlib, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in set(sys.argv[1].split()):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
for module in sys.argv[2].split():
    importlib.import_module(module)
"""


def test_every_command_is_imported_without_an_extra() -> None:
    modules = [
        f"{package.__name__}.{info.name}"
        for package in (tidegauge.cli, tidegauge.cli.show)
        for info in pkgutil.iter_modules(package.__path__)
    ]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, " ".join(EXTRAS), " ".join(modules)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
