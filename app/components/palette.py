"""Colours that Streamlit's theme cannot give to our own HTML and charts, light and dark."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from tidegauge.formats import Tone


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as hex."""

    text: str
    grey: str
    line: str
    surface: str
    current: str
    reference: str
    tones: dict[Tone, str]
    categories: tuple[str, ...]


LIGHT = Palette(
    text="#1B2733",
    grey="#5F6B78",
    line="#DDE3E9",
    surface="#F4F6F8",
    current="#0072B2",
    reference="#A9B4BF",
    tones={
        Tone.WORSE: "#B3261E",
        Tone.BETTER: "#1B7F5C",
        Tone.CHANGED: "#2F5D8C",
        Tone.QUIET: "#5F6B78",
        Tone.UNSURE: "#9A6B00",
        Tone.UNLIKE: "#6B4E9B",
    },
    categories=(
        "#0072B2",
        "#D55E00",
        "#009E73",
        "#CC79A7",
        "#E69F00",
        "#56B4E9",
        "#6B7785",
        "#B8A800",
        "#7A5195",
        "#3D5A40",
    ),
)
DARK = Palette(
    text="#E3E8ED",
    grey="#9AA7B5",
    line="#2C3641",
    surface="#1A212A",
    current="#56B4E9",
    reference="#5A6672",
    tones={
        Tone.WORSE: "#F28B82",
        Tone.BETTER: "#6FCFA8",
        Tone.CHANGED: "#8CBCE8",
        Tone.QUIET: "#9AA7B5",
        Tone.UNSURE: "#E8C15A",
        Tone.UNLIKE: "#C3A6F0",
    },
    categories=(
        "#56B4E9",
        "#E69F00",
        "#2BC49A",
        "#E39CC5",
        "#F0E442",
        "#7FA7FF",
        "#9AA7B5",
        "#FF8A5B",
        "#B79CED",
        "#A3C585",
    ),
)


def palette() -> Palette:
    """Return the colours of the theme that the viewer has on."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def colour_of(entity: str, chosen: dict[str, str] | None = None) -> str:
    """Return the colour of a value: the same one on every page and under every filter."""
    if chosen and entity in chosen:
        return chosen[entity]
    categories = palette().categories
    return categories[int.from_bytes(hashlib.sha256(entity.encode()).digest()[:4]) % len(categories)]
