from streamlit import config

from tidegauge.web.configuration import environment_name, options


def test_streamlit_knows_every_option_and_its_variable() -> None:
    templates = config._config_options_template
    for name in options({}):
        assert templates[name].env_var == environment_name(name)


def test_nothing_is_reported_home_and_no_trace_is_shown() -> None:
    found = options({})
    assert found["browser.gatherUsageStats"] is False
    assert found["client.showErrorDetails"] == "none"
    assert found["server.address"] == "127.0.0.1"


def test_the_environment_wins() -> None:
    assert "server.address" not in options({"STREAMLIT_SERVER_ADDRESS": "127.0.0.2"})


def test_exactly_ten_categorical_colours_in_both_themes() -> None:
    found = options({})
    for theme in ("light", "dark"):
        assert len(set(found[f"theme.{theme}.chartCategoricalColors"])) == 10
