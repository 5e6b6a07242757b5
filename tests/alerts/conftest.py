"""The condition whose windows say what a test wrote down."""

from tests.alert_rules import script  # noqa: F401  fixture
