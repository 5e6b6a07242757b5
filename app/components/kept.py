"""Parts of the link whose widget is out of sight: Streamlit drops a bound key that it does not draw on a new page."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def kept(name: str, default: str, *, from_links: bool = True) -> str:
    """Return the link's value, else what this session had on the page before, else the default.

    After Back and Forward the link alone decides. Without `from_links` only what was chosen in View goes along to
    the next page, and not what a link brought.
    """
    named = st.query_params.get(name)
    if stepped():
        if named is None:
            st.session_state.pop(f"tg_{name}", None)
        return named or default
    value = named or st.session_state.get(f"tg_{name}") or default
    if from_links:
        st.session_state[f"tg_{name}"] = value
    _write(name, value, default)
    return value


def keep(name: str, value: str, default: str) -> None:
    """Put a value into the session and the link; a default is left out of the link.

    After Back and Forward nothing was chosen: the widget only repeats what it showed before the step.
    """
    if stepped():
        return
    st.session_state[f"tg_{name}"] = value
    _write(name, value, default)


def stepped() -> bool:
    """Return whether this run answers the browser's Back or Forward."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _write(name: str, value: str, default: str) -> None:
    if value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
