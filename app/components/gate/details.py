"""What a pipeline sees of a gate: the command with its exit code, the JUnit report, the comment, the policy."""

from pathlib import Path

import streamlit as st

from tidegauge.errors import SettingsError
from tidegauge.gate.junit import junit
from tidegauge.gate.markdown import markdown
from tidegauge.gate.policy import FILE, default_policy
from tidegauge.gate.records import GateReport


def gate_details(report: GateReport, currency: str) -> None:
    """Show the four, folded; all of it is text."""
    with st.expander("For a pipeline: command, JUnit, comment, policy"):
        st.html(f'<div class="tg-details">The exit code of this command is {report.exit_code}.</div>')
        st.code(report.command, language=None, wrap_lines=True)
        as_junit, as_comment, as_policy = st.tabs(["JUnit", "Markdown comment", "Policy"])
        with as_junit:
            _text(junit(report), "gate.xml", "application/xml")
        with as_comment:
            _text(markdown(report, currency), "gate.md", "text/markdown")
        with as_policy:
            told = f"This gate follows {report.policy}. `tidegauge gate --init` writes the file below."
            st.html(f'<div class="tg-details">{told.replace("`", "")}</div>')
            _text(_policy(), FILE.name, "application/toml")


def _policy() -> str:
    try:
        return FILE.read_text(encoding="utf-8") if Path(FILE).is_file() else default_policy()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE} cannot be read: {error}.") from error


def _text(text: str, name: str, kind: str) -> None:
    st.code(text, language=None, wrap_lines=True, height=320)
    st.download_button(f"Download {name}", text, name, kind, key=f"gate_{name}", on_click="ignore")
