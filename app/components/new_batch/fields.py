"""What each kind of batch needs to know beside the filter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app.components.new_batch.preset import Preset
from tidegauge.queries.review_units import ANSWER
from tidegauge.review.kinds import Wanted, kind_of
from tidegauge.schema.catalog import Catalog

_UNITS = {"sessions": "session", "answers": ANSWER}


@dataclass(frozen=True)
class Known:
    """What the store knows: dimensions that divide, frequent chips, and its catalog."""

    dimensions: Sequence[str]
    chips: Sequence[str]
    catalog: Catalog


def kind_choice(preset: Preset) -> str:
    """Show the kinds and return the chosen one's name."""
    titles = {kind_of(name).title: name for name in preset.kinds}
    first = next(iter(titles))
    name = titles[
        (st.selectbox("What for", list(titles), key="nb_kind") or first) if titles.keys() - {first} else first
    ]
    st.caption(kind_of(name).sentence)
    return name


def wanted_fields(kind: str, preset: Preset, known: Known) -> Wanted:
    """Show what the kind reads, and return it without the number and the seed."""
    wanted, needs = preset.wanted, kind_of(kind).options
    if "unit" in needs:
        wanted = replace(wanted, unit=_unit(wanted))
    if "by" in needs:
        wanted = _divided(wanted, known)
    if "rate" in needs:
        wanted = replace(wanted, rate=_rate())
    if "score" in needs:
        wanted = replace(wanted, score=_score(preset, known))
    if "against" in needs:
        wanted = replace(wanted, against=_against(wanted, known))
    if "candidate" in needs:
        wanted = _versions(wanted, known)
    return wanted


def _unit(wanted: Wanted) -> str:
    if wanted.unit:
        return wanted.unit
    chosen = st.segmented_control(
        "What is reviewed",
        list(_UNITS),
        default="sessions",
        required=True,
        key="nb_unit",
        help="A session is reviewed by its last answer, with the turns before it.",
    )
    return _UNITS[chosen or "sessions"]


def _divided(wanted: Wanted, known: Known) -> Wanted:
    by = st.multiselect(
        "In each value of",
        known.dimensions,
        default=list(wanted.by) or list(known.dimensions[:1]),
        key="nb_by",
        accept_new_options=True,
        max_selections=3,
    )
    equal = st.toggle(
        "Equally many of each", value=True, key="nb_equal", help="Off: in proportion to their traffic."
    )
    return replace(wanted, by=tuple(by), equal=equal)


def _rate() -> float:
    percent = st.slider("Share of nominal traffic", 1.0, 5.0, 2.0, 0.5, format="%g%%", key="nb_rate")
    return float(percent) / 100


def _score(preset: Preset, known: Known) -> str:
    names = list(dict.fromkeys([*([preset.score] if preset.score else []), *known.catalog.judged]))
    chosen = st.selectbox("Score of the judge", names, key="nb_score", index=0 if names else None)
    return str(chosen or "")


def _against(wanted: Wanted, known: Known) -> str:
    people = [f"human.{name}" for name in known.catalog.scores]
    first = [f"human.{wanted.score}"] if f"human.{wanted.score}" in people else []
    others = dict.fromkeys(["rules", *first, *people])
    told = {"rules": "rules (checks by code)"} | {
        name: f"people: {name.removeprefix('human.')}" for name in others if name != "rules"
    }
    names = list(told)
    at = names.index(wanted.against) if wanted.against in names else 0
    return str(st.selectbox("Held to", names, index=at, format_func=told.__getitem__, key="nb_against"))


def _versions(wanted: Wanted, known: Known) -> Wanted:
    left, right = st.columns(2)
    with left:
        one = _version("One version", wanted.candidate, known, "nb_candidate")
    with right:
        other = _version("The other", wanted.baseline, known, "nb_baseline")
    return replace(wanted, candidate=one, baseline=other)


def _version(label: str, told: tuple[str, ...], known: Known, key: str) -> tuple[str, ...]:
    chips = list(dict.fromkeys([*told, *known.chips]))
    chosen = st.multiselect(
        label,
        chips,
        default=list(told),
        key=key,
        accept_new_options=True,
        placeholder="prompt_version = v7",
    )
    return tuple(chosen)
