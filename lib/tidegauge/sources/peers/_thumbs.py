"""Thumbs up and down, in the words that people label them with."""

KINDS_OF = {
    "thumbs_up": "thumbs_up",
    "thumbs-up": "thumbs_up",
    "thumbs up": "thumbs_up",
    "👍": "thumbs_up",
    "thumbs_down": "thumbs_down",
    "thumbs-down": "thumbs_down",
    "thumbs down": "thumbs_down",
    "👎": "thumbs_down",
}
"""{label in small letters: kind of signal}."""
