from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.codec import encode_event
from ledger.definitions import Drift
from projections.readers.drift import Finding, Likeness, fit, places, share_of
from projections.readers.refusals import HeaderMismatch

OPEN = Drift("keep", "null", "map", "accept", "report")
HEADERS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


def nothing(new, missing):
    return {}


def alike(share, values=10):
    return lambda new, missing: {(n, m): Likeness(Decimal(share), values) for n in new for m in missing}


def kinds(fitted):
    return [(f.kind, f.policy, f.columns) for f in fitted.findings]


def test_the_first_header_and_an_equal_one_are_taken_as_they_are():
    assert fit(["a", "b"], (), Drift(), nothing).findings == ()
    assert fit(["a", "b"], ("a", "b"), Drift(), nothing).findings == ()


@pytest.mark.parametrize("found", ["abc", "a", "ac"])
def test_new_and_missing_columns_are_refused_unless_said_otherwise(found):
    with pytest.raises(HeaderMismatch) as caught:
        fit(list(found), ("a", "b"), Drift(), nothing)
    assert caught.value.findings
    assert "drift: {new: keep" in caught.value.mend[1]
    assert fit(list(found), ("a", "b"), OPEN, nothing).layout.columns[0].header == "a"


def test_columns_stand_in_the_order_of_the_rule_and_new_ones_after_them():
    fitted = fit(["x", "c", "a"], ("a", "b", "c"), OPEN, nothing)
    assert [c.header for c in fitted.layout.columns] == ["a", "b", "c", "x"]
    assert fitted.layout.missing == ("b",)
    assert places(fitted.layout, ["x", "c", "a"]) == [2, None, 1, 0]
    assert kinds(fitted) == [("new", "keep", ("x",)), ("missing", "null", ("b",)), ("reordered", "accept", ("a", "c"))]


def test_a_likely_other_header_is_refused_even_where_new_and_missing_columns_are_not():
    drift = Drift("keep", "null", "refuse")
    with pytest.raises(HeaderMismatch) as caught:
        fit(["a", "x"], ("a", "b"), drift, alike("0.87"))
    (renamed,) = (f for f in caught.value.findings if f.kind == "renamed")
    assert (renamed.columns, renamed.former, renamed.share) == (("x",), ("b",), Decimal("0.87"))
    assert "'b' is likely 'x' now (87% of its values are the same)" in caught.value.why


@pytest.mark.parametrize(("share", "values", "is_taken"), [("0.80", 5, True), ("0.79", 5, False), ("1.00", 4, False)])
def test_a_column_is_taken_for_another_only_where_that_is_sure(share, values, is_taken):
    look = alike(share, values)
    if not is_taken:
        with pytest.raises(HeaderMismatch):
            fit(["a", "x"], ("a", "b"), OPEN, look)
        return
    fitted = fit(["a", "x"], ("a", "b"), OPEN, look)
    assert fitted.layout.renamed == {"x": "b"}
    assert [c.name for c in fitted.layout.columns] == ["a", "b"]
    assert places(fitted.layout, ["a", "x"]) == [0, 1]


def test_where_order_means_nothing_another_order_is_no_change():
    refusing = Drift(reordered="refuse")
    fitted = fit(["b", "a"], ("a", "b"), refusing, nothing, ordered=False)
    assert (fitted.findings, [c.header for c in fitted.layout.columns]) == ((), ["a", "b"])
    with pytest.raises(HeaderMismatch):
        fit(["b", "a"], ("a", "b"), refusing, nothing)


def test_two_columns_of_one_header_are_never_told_apart_by_it():
    with pytest.raises(HeaderMismatch):
        fit(["a", "a"], ("a", "b"), OPEN, nothing)


def test_a_layout_that_is_not_that_of_the_file_is_refused():
    layout = fit(["a", "b"], (), Drift(), nothing).layout
    with pytest.raises(HeaderMismatch):
        places(layout, ["a", "c"])


@settings(max_examples=200)
@given(HEADERS, HEADERS)
def test_every_column_of_the_file_and_of_the_rule_has_its_place_and_none_two(found, rule):
    fitted = fit(found, tuple(rule), OPEN, nothing)
    headers = [c.header for c in fitted.layout.columns]
    at = places(fitted.layout, found)
    assert headers[: len(rule)] == rule
    assert sorted(p for p in at if p is not None) == list(range(len(found)))
    assert [found[p] for p in at if p is not None] == [h for h in headers if h in found]
    assert [h for h, p in zip(headers, at, strict=True) if p is None] == list(fitted.layout.missing)


@settings(max_examples=100)
@given(HEADERS, HEADERS, st.sampled_from(["0.10", "0.60", "0.90"]))
def test_whatever_changed_is_found_and_can_be_said(found, rule, share):
    try:
        findings = fit(found, tuple(rule), Drift(), alike(share)).findings
    except HeaderMismatch as error:
        findings = error.findings
    assert bool(findings) == (found != rule)
    for each in findings:
        assert encode_event(each.event("s", "b-1")).type == "schema-drifted"


def test_many_and_long_headers_fit_into_an_event():
    event = Finding("new", "keep", tuple(f"{n}{'é' * 400}" for n in range(5_000))).event("s", "b-1")
    assert (event.count, len(event.columns)) == (5_000, 50)
    assert len(encode_event(event).payload) < 30_000


def test_a_share_is_cut_and_never_rounded_up_to_all():
    assert (share_of(999, 1000).share, share_of(0, 0).share) == (Decimal("0.99"), Decimal(0))
