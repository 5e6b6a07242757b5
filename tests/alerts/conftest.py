"""The condition whose windows say what a test wrote down, and a check of its rules."""

from tests.alert_rules import checked, script  # noqa: F401  fixtures
from tests.alert_stores import broken, quiet, quiet_calls  # noqa: F401  fixtures
