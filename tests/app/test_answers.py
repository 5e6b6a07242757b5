"""Reports are remembered, asked in a thread of their own, and end when they take too long or nobody waits."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from app import answers


def _asked_twice() -> None:
    import threading

    import streamlit as st

    from app.answers import answer

    asked: list[str] = []

    def ask() -> int:
        asked.append(threading.current_thread().name)
        return 7

    found = [answer(("one",), ask, 30) for _ in range(2)]
    st.text(f"{found} {asked}")


def test_an_answer_is_asked_once_in_a_thread_of_its_own() -> None:
    assert AppTest.from_function(_asked_twice, default_timeout=60).run().text[0].value == "[7, 7] ['report']"


def _failing() -> None:
    from app.answers import answer
    from app.components.states import panel
    from tidegauge.errors import MetricError

    def ask() -> int:
        raise MetricError("no such metric")

    for name in ("first", "second"):
        with panel(name):
            answer(("refused",), ask, 30)


def test_an_error_reaches_every_panel_and_is_not_remembered() -> None:
    app = AppTest.from_function(_failing, default_timeout=60).run()
    assert [error.value for error in app.error] == ["no such metric"] * 2


def _endless() -> None:
    import sqlalchemy as sa
    import streamlit as st

    from app.answers import answer
    from app.components.states import panel
    from tidegauge.stores.duckdb.engine import connected, run

    pairs = sa.text("range(10000000) AS a(n), range(10000000) AS b(n)")
    query = sa.select(sa.func.count()).select_from(pairs).where(sa.literal_column("a.n * b.n % 7") == 3)
    with panel("slow"):
        answer(("endless",), lambda: run(connected(), query), 0.2)
    st.text("the rest lives")


def test_a_statement_that_takes_too_long_costs_its_panel_only(tmp_path: Path) -> None:
    from app import state
    from tidegauge.settings import Settings

    state.use(Settings(store=str(tmp_path / "lake"), workbench=f"sqlite:///{tmp_path / 'w.sqlite'}"))
    app = AppTest.from_function(_endless, default_timeout=60).run()
    assert [error.value.replace("\\", "") for error in app.error] == [
        "This took too long (0.2 s). Narrow the window or try again."
    ]
    assert [button.label for button in app.button] == ["Try again"]
    assert app.text[0].value == "the rest lives"


def _cancelled() -> None:
    import streamlit as st

    from app.answers import answer
    from app.components.states import panel

    with panel("mine"):
        st.text(str(answer(("mine",), lambda: 7, 30)))
    with panel("other"):
        st.text(str(answer(("other",), lambda: 8, 30)))


def test_what_was_cancelled_is_not_asked_again_until_the_visitor_wants_it() -> None:
    app = AppTest.from_function(_cancelled, default_timeout=60)
    app.session_state["tg_cancelled"] = {answers.digest(("mine",)): 4.2}
    app.run()
    assert [block.value.replace("\\", "") for block in app.info] == [
        "Cancelled after 4 s. Narrow the window or try again."
    ]
    assert [text.value for text in app.text] == ["8"]
    app.button(key="again_mine").click().run()
    assert [text.value for text in app.text] == ["7", "8"]
    assert not app.info
