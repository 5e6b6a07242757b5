"""What the language reads, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.errors import MetricError
from tidegauge.metrics.reader import read_expression
from tidegauge.metrics.tree import Aggregate, Apply, Literal, Name, Quotient

REFUSED = {
    "": "empty",
    "   ": "empty",
    "sum(a); drop table spans": "character 7: “;”",
    "sum(a) -- b": "character 8: “--” starts a comment",
    "sum(a) /* b */": "“/*” starts a comment",
    "sum(a) # b": "“#”",
    "(select 1)": "not expected",
    "sum((select max(a) from b))": "“max” is not a known function",
    "sum(a) over ()": "“over” is not a known function",
    "sum(a) over (partition by b)": "“over” is not a known function",
    "sum(a) filter (where b)": "“filter” is not a known function",
    "sum(a::int)": "character 6: “:”",
    "sum(cast(a as int))": "“cast” is not a known function",
    "sum(a) from spans": "“from” is not expected here",
    "sum(read_csv('/etc/passwd'))": "“read_csv” is not a known function",
    "avg(a)": "“avg” is not a known function. Did you mean mean?",
    "means(a)": "Did you mean mean?",
    "sum(mean(a))": "mean(...) cannot stand inside another aggregate",
    "a": "on the outside stands one aggregate",
    "1 - rate(a)": "on the outside stands one aggregate",
    "sum(a) + sum(b)": "on the outside stands one aggregate",
    "mean(a) / sum(b)": "above the line",
    "sum(a) / mean(b)": "below the line",
    "count(distinct a) / count()": "above the line",
    "count(a)": "distinct and one column",
    "count(distinct a, b)": "distinct and one column",
    "count(distinct lower(a))": "distinct and one column",
    "sum(distinct a)": "“a”: this is not part",
    "sum()": "sum(...) takes 1 argument.",
    "sum(a, b)": "sum(...) takes 1 argument.",
    "rate(a, b, c)": "rate(...) takes 1 or 2 arguments",
    "rmse(a)": "rmse(...) takes 2 arguments",
    "quantile(a, 2)": "between 0 and 1",
    "quantile(a, b)": "between 0 and 1",
    "p0(a)": "“p0” is not a known function",
    "p100(a)": "“p100” is not a known function",
    "sum(a.*)": "a column's name is missing",
    "sum(*)": "this is not part of the language",
    "sum(a.1)": "a column's name is missing",
    "sum(a at time zone b)": "this is not part of the language",
    "sum(a ignore nulls)": "this is not part of the language",
    "sum(a is distinct from b)": "this is not part of the language",
    "rate(a is true)": "“is” is followed by null",
    "rate(a in (b))": "lists numbers or 'texts'",
    "rate(a in (null))": "lists numbers or 'texts'",
    "rate(a in ())": "lists numbers or 'texts'",
    "rate(a in b)": "this is not part of the language",
    "rate(a between 1 and 2)": "“between” is not expected here",
    "rate(exists(a))": "“exists” is not a known function",
    "sum('a' 'b')": "this is not part of the language",
    "sum((a, b))": "this is not part of the language",
    "sum(case a when 1 then 2 end)": "this is not part of the language",
    "sum(a || b)": "“|",
    "sum(a[1])": "“[”",
    "sum({a: 1})": "“{”",
    "sum(?)": "“?”",
    "sum(:a)": "“:”",
    "sum(@a)": "“@”",
    "sum(a % 2)": "“%”",
    "sum(1e999)": "not a number",
    "sum(.0.5)": "not a number",
    "sum(1e5.)": "not a number",
    "else": "does not begin like this",
    "sum('abc)": "opened and not closed",
    'sum("abc)': "opened and not closed",
    'sum("sum"(a))': "a function has no quotes",
    "sum(a": "a bracket is opened and not closed",
    "sum(a))": "not expected",
    "sum(a) sum(b)": "not expected",
    "sum(" * 100 + "a" + ")" * 100: "nested more than",
    "sum(" + "not " * 100 + "a)": "nested more than",
    "sum(" + "- " * 900 + "a)": "nested more than",
    "sum(a" + " + a" * 100 + ")": "nested more than",
    "sum(" + "a" * 3000 + ")": "at most 2000 are read",
    "sum(a\ud800)": "half a character",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refusal_names_the_piece(text: str) -> None:
    with pytest.raises(MetricError) as refused:
        read_expression(text)
    assert REFUSED[text] in str(refused.value)


def test_control_characters_do_not_reach_the_screen() -> None:
    with pytest.raises(MetricError) as refused:
        read_expression("sum(\x1b[31m)")
    assert "\x1b" not in str(refused.value)


def test_ratio_of_sums() -> None:
    stalled, viewers = (Aggregate("sum", (Name(name),)) for name in ("stalled", "viewers"))
    assert read_expression("sum(stalled) / sum(viewers)") == Quotient(stalled, viewers)


def test_odd_names_are_quoted_and_dots_belong_to_names() -> None:
    for written in ('score."recall@5"', "score.`recall@5`", '"score.recall@5"'):
        assert read_expression(f"mean({written})") == Aggregate("mean", (Name("score.recall@5"),))
    assert read_expression("mean(llm.usage.total)") == Aggregate("mean", (Name("llm.usage.total"),))
    assert read_expression('mean("a""b")') == Aggregate("mean", (Name('a"b'),))


def test_words_of_sql_are_names_here() -> None:
    for word in ("index", "date", "left", "values", "select", "interval", "all", "current_date", "format"):
        assert read_expression(f"mean({word})") == Aggregate("mean", (Name(word),))


def test_not_binds_weaker_than_comparison() -> None:
    equal = Apply("=", (Name("a"), Literal(1)))
    assert read_expression("rate(not a = 1)") == Aggregate("rate", (Apply("not", (equal,)),))


def test_product_binds_stronger_than_sum() -> None:
    product = Apply("*", (Name("b"), Literal(2)))
    assert read_expression("sum(a + b * 2)") == Aggregate("sum", (Apply("+", (Name("a"), product)),))


def test_places_count_characters_over_lines() -> None:
    with pytest.raises(MetricError, match="character 10: “b” is not expected"):
        read_expression("sum(\n  a b)")
    with pytest.raises(MetricError, match="character 12: “b” is not expected"):
        read_expression("sum(\n  a\n  b)")


def test_brackets_may_be_nested_as_deep_as_said() -> None:
    assert read_expression("sum" + "(" * 25 + "a" + ")" * 25) == Aggregate("sum", (Name("a"),))


PIECES = (
    *("case", "when", "then", "else", "end", "in", "is", "not", "null", "and", "or", "like", "distinct"),
    *("sum(", "rate(", "p95(", "count(", "in (", "(", ")", ",", "/", "-", "*", "=", "<", ".", "`", "'", ";"),
    *("a", "score.x", '"b c"', "'t'", "1", "0.5"),
)
WORDS = st.sampled_from(PIECES)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        read_expression(text)
    except MetricError as error:
        assert str(error)  # noqa: PT017  no other error may come


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_name_can_be_quoted(name: str) -> None:
    quoted = name.replace('"', '""')
    assert read_expression(f'mean("{quoted}")') == Aggregate("mean", (Name(name),))


@given(st.text(st.characters(codec="utf-8"), max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_a_value(value: str) -> None:
    quoted = value.replace("'", "''")
    equal = Apply("=", (Name("a"), Literal(value)))
    assert read_expression(f"rate(a = '{quoted}')") == Aggregate("rate", (equal,))
