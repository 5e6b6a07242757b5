"""The demo's product on which nothing happens: no planted fact, no release and no launch, only traffic."""

from tidegauge.demo.plan import Feature, Plan, load_plan

NEVER = "day 9999 00:00"


def undisturbed() -> Plan:
    """Return the demo's parameters without anything that changes a metric.

    Weekdays, times of day, growth and noise of the traffic stay as they are, and so does what holds all along: few
    rate onboarding and many leave it.

    >>> plan = undisturbed()
    >>> plan.planted.creep.rate(1) == plan.planted.creep.rate(59), plan.changes
    (True, ())
    """
    plan = load_plan()
    planted = {
        "shorter": {"at": NEVER, "factor": 1.0},
        "broken_json": {"at": NEVER, "failure": plan.calls.format_failure},
        "launch": {
            "at": NEVER,
            "share": 0.0,
            "grown_at": NEVER,
            "grown_share": 0.0,
            "escalation": plan.people.escalation,
        },
        "null_locale": {"version": ""},
        "loop": {"at": NEVER, "until": NEVER, "calls": 0},
        "creep": {"last": plan.planted.creep.first},
        "judge": {"at": NEVER},
        "recall": {"version": ""},
    }
    calm = {name: getattr(plan.planted, name).model_copy(update=values) for name, values in planted.items()}
    return plan.model_copy(
        update={
            "planted": plan.planted.model_copy(update=calm),
            "features": tuple(map(_settled, plan.features)),
            "app_versions": plan.app_versions[:1],
            "anchors": plan.anchors.model_copy(update={"again": NEVER}),
            "changes": (),
        }
    )


def _settled(feature: Feature) -> Feature:
    first = {"prompts": feature.prompts[:1], "index": feature.index[:1], "birch_since": None}
    return feature.model_copy(update=first)
