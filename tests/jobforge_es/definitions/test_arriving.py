from __future__ import annotations

import pytest

from jobforge_es.definitions.sources import read_source
from ledger.definitions import DeliveryRule, Drift, Remote, Retries

WHOLE = """\
format: csv
files: ["*.csv"]
name_pattern: "jobs_{period:yyyy-MM}.csv"
requires: [period]
wanted: [edition, published]
fiscal_year_begins: "07-01"
delivery: {by: period, expects: ["jobs_*", "areas_*"], complete_by: day 15}
drift: {new: evolve, missing: null, renamed: map, reordered: refuse, changed_type: ignore}
remote: {url: "https://example.org/jobs.csv", every: 12h, max_bytes: 1 MiB, timeout: 5s}
retries: {attempts: 2, fetch: {first: 3s}}
"""


def test_every_key_arrives():
    found = read_source("sources/jobs.yaml", WHOLE.encode())
    assert (found.name_pattern, found.requires) == ("jobs_{period:yyyy-MM}.csv", ("period",))
    assert (found.wanted, found.fiscal_year_begins) == (("published", "edition"), "07-01")
    assert found.delivery == DeliveryRule("period", ("jobs_*", "areas_*"), complete_by="day 15")
    assert found.drift == Drift("evolve", "null", "map", "refuse", "ignore")
    assert found.remote == Remote(("https://example.org/jobs.csv",), 43_200, None, 1_048_576, 5)
    assert found.retries == {
        "fetch": Retries(attempts=2, first=3),
        "ingest": Retries(attempts=2),
        "promote": Retries(attempts=2),
    }


def test_a_source_that_says_nothing_refuses_new_and_missing_columns_and_takes_any_order():
    found = read_source("sources/jobs.yaml", b"format: csv")
    assert found.drift == Drift("refuse", "refuse", "refuse", "accept", "report")
    assert (found.delivery, found.remote, found.requires) == (None, None, ())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("requires: [perod]", "`perod` is nothing that can be known of a file"),
        ("name_pattern: jobs.csv", "`name_pattern` is `jobs.csv`"),
        ("fiscal_year_begins: 02-29", "`fiscal_year_begins` is `02-29`"),
        ("fiscal_year_begins: Q1", "`fiscal_year_begins` is `Q1`"),
        ("delivery: {count: 3, expects: [a]}", "a delivery is told by expects and count"),
        ("delivery: {by: period}", "nothing tells when a delivery is complete"),
        ("delivery: {count: 0}", "`count` is `0`, not a whole number"),
        ("delivery: {by: month, count: 1}", "`by` is `month`"),
        ("delivery: {by: name_pattern, count: 1}", "a delivery by `name_pattern` needs a `name_pattern` of the source"),
        ('delivery: {manifest: "{edition}.txt"}', "the name of a list does not tell its period"),
        ("delivery: {count: 1, complete_by: soon}", "`complete_by` is `soon`"),
        ("delivery: [a]", "`delivery` is no mapping"),
        ("drift: {new: maybe}", "`new` is `maybe`"),
        ("drift: {gone: refuse}", "unknown key `gone` in `drift`"),
        ("remote: {url: 'https://x/a.csv'}", "no pattern in `files` matches `a.csv`"),
        ("retries: {attempts: 21}", "`attempts` is `21`, not a whole number"),
        ("retries: {promote: {first: soon}}", "`first` is `soon`"),
        ("retries: {build: {attempts: 2}}", "unknown key `build` in `retries`"),
        ("remote: {timeout: 5s}", "`remote` has no address, or two kinds"),
    ],
)
def test_a_mistake_is_told_at_its_place(source_mistakes, text, what):
    found = source_mistakes(text)
    assert what in [each.what for each in found]
    assert all(each.place.line == 2 for each in found)


def test_a_password_in_an_address_is_not_shown(source_mistakes):
    (found,) = source_mistakes("remote: {url: 'https://me:secret@x/a.csv'}")
    assert "secret" not in f"{found.what}{found.why}{found.mend}"
