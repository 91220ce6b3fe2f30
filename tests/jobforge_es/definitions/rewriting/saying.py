"""Statements that anybody could make, for laws of what is written into files."""

from __future__ import annotations

from hypothesis import strategies as st

from ledger.definitions import Statement
from projections.catalog.vocabulary import KINDS, LANGUAGES
from projections.catalog.vocabulary.people import assignment_key
from projections.catalog.vocabulary.values import wrong_value

ODD = ["null", "~", "true", "- a", "a: b", "# no", "'", '"', "\\", "a #b", "é «x»", "|", "> x", "&a", "*a", "!x", "{a}"]
ODD += [
    "[",
    "007",
    "1e3",
    "two\nlines",
    "end\n",
    "\n\nlate",
    " lead",
    "trail ",
    "tab\there",
    "a,b",
    "@x",
    "%x",
    "?",
    "a:",
]
ODD += [
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\U0001f600",
    "=1+1",
    "x" * 200,
    "SELECT 1\n  -- é\nFROM t\n",
    "a\n \nb",
    "no",
    "a\n# b",
]
TEXTS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
SUBJECTS = {
    "term": ["unit-group", "a.b", "null"],
    "table": ["gold.dim_a", "silver.b"],
    "column": ["gold.dim_a.c", "gold.dim_a.d", "silver.b.c"],
    "source": ["jobs", "n"],
    "question": ["how-many", "true"],
    "consumer": ["board"],
    "party": ["a.roy@example.org", "Anna: Roy", "# 1", "007"],
}


@st.composite
def statements(draw):
    """Draw statements, each key once."""
    kind = KINDS[draw(st.sampled_from([*SUBJECTS]))]
    subject = draw(st.sampled_from(SUBJECTS[kind.name]))
    free = [each for each in kind.properties.values() if each.shape in ("text", "word", "flag", "sql")]
    what = draw(st.sampled_from(free))
    language = draw(st.sampled_from(LANGUAGES)) if what.bilingual else None
    values = st.sampled_from(what.words) if what.words else TEXTS
    values = (st.sampled_from(["true", "false"]) if what.shape == "flag" else values).filter(
        lambda text: not wrong_value(what, text)
    )
    told = draw(st.lists(values, min_size=1, max_size=3 if what.many else 1, unique=True))
    return [Statement(kind.name, subject, what.name, language, tuple(told))]


@st.composite
def assignments(draw):
    """Draw an assignment, whose key is what it says."""
    party = draw(st.sampled_from(["", "a.roy@example.org", "Anna: Roy"]))
    role, subject = draw(st.sampled_from(["owner", "steward"])), draw(st.sampled_from(["table:gold.dim_a", "term:a.b"]))
    since = draw(st.sampled_from([None, "2026-01-01"]))
    said = {"role": role, "for": subject, "from": since, "until": draw(st.sampled_from([None, "2026-12-31"]))}
    said |= {"party": party} if party else {"vacant": "true"}
    key = assignment_key(role, subject, party, since)
    return [Statement("assignment", key, name, None, (value,)) for name, value in said.items() if value]


@st.composite
def sayings(draw, most=12):
    """Draw all that a file says."""
    found = {}
    for some in draw(st.lists(statements() | statements() | statements() | assignments(), max_size=most)):
        same = [key for key in found if key[0] == "assignment" and key[1] == some[0].subject]
        for key in same:
            del found[key]
        found |= {each.key: each for each in some}
    return [*found.values()]
