"""The tables of the workbench."""

from tidegauge.workbench.tables._metadata import METADATA
from tidegauge.workbench.tables.alerts import (
    ALERT_CHECKS,
    ALERT_NOTIFICATIONS,
    ALERT_RULES,
    ALERT_STANDINGS,
    ALERT_TRANSITIONS,
)
from tidegauge.workbench.tables.backtests import ALERT_BACKTESTS
from tidegauge.workbench.tables.golden import GOLDEN_CANDIDATES, GOLDEN_ITEMS, GOLDEN_SETS
from tidegauge.workbench.tables.golden_runs import GOLDEN_ANSWERS, GOLDEN_MARKS, GOLDEN_RUNS
from tidegauge.workbench.tables.incidents import INCIDENT_EVENTS, INCIDENTS
from tidegauge.workbench.tables.judging import JUDGE_ANCHORS, JUDGE_SPENDING, JUDGE_TASKS
from tidegauge.workbench.tables.pages import BASELINES, CONNECTIONS, SAVED_VIEWS
from tidegauge.workbench.tables.people import ACTIONS, BATCH_REVIEWERS, MEMBER_SESSIONS, MEMBERS
from tidegauge.workbench.tables.probe_runs import PROBE_ANSWERS, PROBE_CHECKS, PROBE_REFERENCES, PROBE_RUNS
from tidegauge.workbench.tables.review import (
    LABEL_PUBLICATIONS,
    LABELS,
    REVIEW_BATCHES,
    REVIEW_CLAIMS,
    REVIEW_INBOX,
    REVIEW_ITEMS,
    REVIEW_PLANS,
    RUBRICS,
)

__all__ = [
    "ACTIONS",
    "ALERT_BACKTESTS",
    "ALERT_CHECKS",
    "ALERT_NOTIFICATIONS",
    "ALERT_RULES",
    "ALERT_STANDINGS",
    "ALERT_TRANSITIONS",
    "BASELINES",
    "BATCH_REVIEWERS",
    "CONNECTIONS",
    "GOLDEN_ANSWERS",
    "GOLDEN_CANDIDATES",
    "GOLDEN_ITEMS",
    "GOLDEN_MARKS",
    "GOLDEN_RUNS",
    "GOLDEN_SETS",
    "INCIDENTS",
    "INCIDENT_EVENTS",
    "JUDGE_ANCHORS",
    "JUDGE_SPENDING",
    "JUDGE_TASKS",
    "LABELS",
    "LABEL_PUBLICATIONS",
    "MEMBERS",
    "MEMBER_SESSIONS",
    "METADATA",
    "PROBE_ANSWERS",
    "PROBE_CHECKS",
    "PROBE_REFERENCES",
    "PROBE_RUNS",
    "REVIEW_BATCHES",
    "REVIEW_CLAIMS",
    "REVIEW_INBOX",
    "REVIEW_ITEMS",
    "REVIEW_PLANS",
    "RUBRICS",
    "SAVED_VIEWS",
]
