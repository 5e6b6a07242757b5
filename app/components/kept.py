"""Parts of the link whose widget is out of sight: Streamlit drops a bound key that it does not draw on a new page."""

import streamlit as st


def kept(name: str, default: str) -> str:
    """Return the link's value, else what this session had on the page before, else the default."""
    value = st.query_params.get(name) or st.session_state.get(f"tg_{name}") or default
    keep(name, value, default)
    return value


def keep(name: str, value: str, default: str) -> None:
    """Put a value into the session and the link; a default is left out of the link."""
    st.session_state[f"tg_{name}"] = value
    if value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
