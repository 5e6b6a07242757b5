"""The few classes of our own HTML, once a run. Streamlit's class names are never used: they change monthly."""

import streamlit as st

from app.components.palette import Palette, palette

_RULES = """
.tg-words{{font-size:13px;color:{grey};margin:-6px 0 2px 0;line-height:1.45}}
.tg-words b,.tg-error{{color:{worse};font-weight:600}}
.tg-error{{font-size:13px;line-height:1.45}}
.tg-chip{{display:inline-block;font-size:12.5px;font-weight:600;line-height:1.5;border-radius:10px;padding:0 8px;
white-space:nowrap;color:var(--tg);background:color-mix(in srgb,var(--tg) 12%,transparent)}}
.tg-finding{{border-left:3px solid var(--tg);padding:1px 0 2px 12px;margin:6px 0 2px 0}}
.tg-eyebrow{{font-size:13px;color:{grey};margin-right:8px}}
.tg-sentence{{font-size:18px;font-weight:600;line-height:1.35;margin:2px 0;color:{text};overflow-wrap:anywhere;
display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}}
.tg-details{{font-size:13px;color:{grey};line-height:1.45;overflow-wrap:anywhere}}
.tg-head{{font-size:14px;font-weight:600;color:{text};margin-top:6px}}
.tg-head span{{font-size:13px;font-weight:400;color:{grey};margin-left:5px}}
.tg-headline{{font-size:17px;font-weight:600;color:{text};margin-top:8px;overflow-wrap:anywhere}}
.tg-headline span{{font-size:13px;font-weight:400;color:{grey};margin-left:10px}}
.tg-row{{display:grid;grid-template-columns:minmax(128px,auto) 1fr;column-gap:10px;align-items:start}}
.tg-row-sentence{{font-size:14px;font-weight:600;color:{text};line-height:1.4;overflow-wrap:anywhere}}
.tg-strip{{display:grid;grid-template-columns:repeat(auto-fit,minmax(148px,1fr));gap:1px;background:{background};
border:1px solid {line};border-radius:6px;overflow:hidden}}
.tg-kpi{{box-shadow:0 0 0 1px {line};padding:9px 12px 8px;font-size:12.5px;line-height:1.45;color:{grey};min-width:0}}
.tg-kpi strong{{display:block;font-size:22px;font-weight:600;line-height:1.3;color:{text};white-space:nowrap}}
.tg-kpi em{{display:block;font-style:normal;font-weight:600;color:var(--tg);white-space:nowrap;overflow:hidden;
text-overflow:ellipsis}}
.tg-kpi img,.tg-kpi hr{{display:block;width:100%;height:26px;margin:5px 0;border:0}}
.tg-kpi div{{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}}
.tg-card-name{{font-size:15px;font-weight:600;color:{text};overflow-wrap:anywhere}}
.tg-card-name span{{font-size:12.5px;font-weight:400;color:{grey};margin-left:8px;white-space:nowrap}}
.tg-card-line{{font-size:13px;color:{text};margin-top:4px}}
.tg-card-address{{font-family:monospace;font-size:12.5px;color:{grey};overflow-wrap:anywhere}}
.tg-card-error{{margin-top:4px;display:-webkit-box;-webkit-line-clamp:4;-webkit-box-orient:vertical;overflow:hidden}}
.tg-notes{{font-size:13px;color:{text};line-height:1.5;margin:0;padding-left:18px}}
.tg-num{{font-variant-numeric:tabular-nums}}
.tg-judge-biases{{display:grid;grid-template-columns:minmax(112px,auto) 1fr;column-gap:14px;row-gap:7px;font-size:13px;
line-height:1.5;color:{text};align-items:start;overflow-wrap:anywhere}}
.tg-judge-table{{font-size:13px;line-height:1.5;color:{text};border-collapse:collapse}}
.tg-judge-table td{{padding:2px 14px 2px 0;border:0}}
.tg-table{{width:100%;border-collapse:collapse;font-size:13px;color:{text};line-height:1.65}}
.tg-table th{{font-weight:400;color:{grey};text-align:right;padding:0}}
.tg-table td{{text-align:right;padding:0 0 0 14px;white-space:nowrap}}
.tg-table td:first-child,.tg-table th:first-child{{text-align:left;padding-left:0;white-space:normal}}
.tg-est{{font-size:13px;color:{text};line-height:1.5}}
.tg-est-head,.tg-est-row{{display:grid;grid-template-columns:minmax(130px,1fr) 190px minmax(92px,auto);column-gap:18px}}
.tg-est-head{{color:{grey};font-size:12.5px;margin-bottom:2px}}
.tg-est-row{{align-items:center;padding:5px 0}}
.tg-est-row b{{font-weight:400}}
.tg-est-row p{{color:{grey};margin:0;font-size:13px;line-height:1.5;text-wrap:pretty}}
.tg-est-row img{{width:190px;height:22px;display:block}}
.tg-est-axis{{display:flex;justify-content:space-between}}
.tg-est-axis i{{font-style:normal}}
.tg-est-first b,.tg-est-first .tg-num{{font-weight:600}}
.tg-est-struck b{{text-decoration:line-through;color:{grey}}}
"""


def stylesheet() -> None:
    """Send the classes in the colours of the viewer's theme."""
    st.html(f"<style>{_RULES.format(**_colours(palette()))}{_tones(palette())}</style>")


def _colours(colours: Palette) -> dict[str, str]:
    return {
        "text": colours.text,
        "grey": colours.grey,
        "line": colours.line,
        "worse": next(iter(colours.tones.values())),
        "background": "#FFFFFF" if colours.text == "#1B2733" else "#11161C",
    }


def _tones(colours: Palette) -> str:
    return "".join(f".tg-{tone.value}{{--tg:{colour}}}" for tone, colour in colours.tones.items())
