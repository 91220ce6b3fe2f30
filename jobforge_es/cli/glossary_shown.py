"""How terms of the glossary are told to people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jobforge_es.cli.language import FRENCH, LANGUAGES, language, named, spoken
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.commands.glossary.show import Glossary
    from projections.catalog.glossary import Term

BESIDE = ("deprecated", "related")
"""Properties that are told with the stage, or at both ends."""


def rows_of(found: Glossary) -> Iterator[tuple[str, ...]]:
    """Give a row of the list for each term."""
    for each in found.terms:
        labels = plain(" / ".join(filter(None, (each.text("label", at) for at in LANGUAGES))))
        overdue = f" ({named('overdue')})" if found.is_overdue(each) else ""
        yield each.key, labels, named(each.stage), plain(each.text("steward")), f"{each.text('review_by')}{overdue}"


def terms_told(found: Glossary, term: Term, zone: str) -> Iterator[str]:
    """Give the lines that tell one term."""
    yield term.key
    facts = [(spoken("stands"), _stands(term, zone)), *_said(term)]
    facts += [
        (spoken("narrower terms"), ", ".join(term.narrower)),
        (spoken("related terms"), ", ".join(term.related)),
        (spoken("used by"), ", ".join(term.used_by)),
        (spoken("not said yet"), ", ".join(_unsaid(term))),
    ]
    if found.is_overdue(term):
        facts.append((spoken("overdue"), spoken("it was to be looked at again by {day}", day=term.text("review_by"))))
    wide = max(len(name) for name, text in facts if text)
    for name, text in facts:
        if text:
            yield f"  {name:<{wide}}  {plain(text)}"


def _stands(term: Term, zone: str) -> str:
    if (gone := term.deprecated) is not None:
        told = spoken(
            "{stage} by {who} at position {position}", stage=named(term.stage), who=gone.actor, position=gone.position
        )
        return f"{told}; {gone.reason}" if gone.reason else told
    row = term.review
    if row is None:
        return named(term.stage)
    who, when = (row.author, row.recorded_at) if row.concluded is None else (row.concluded_by, "")
    facts = {"stage": named(term.stage), "who": who, "position": row.concluded or row.position}
    if when:
        return spoken(
            "{stage}: put forward by {who} at position {position}, {when}", when=shown_time(when, zone), **facts
        )
    told = spoken("{stage}: {outcome} by {who} at position {position}", outcome=named(row.outcome), **facts)
    if row.alone:
        told += spoken("; the author, in a project of one person")
    return f"{told}; {row.said}" if row.said else told


def _said(term: Term) -> Iterator[tuple[str, str]]:
    from projections.catalog.vocabulary import KINDS

    for name, what in KINDS["term"].properties.items():
        for at in (*LANGUAGES, None):
            values = term.values(name, at)
            if values and name not in BESIDE:
                called = what.fr if language() == FRENCH else what.en
                yield f"{called}{f' ({at})' if at else ''}", "; ".join(values)


def _unsaid(term: Term) -> tuple[str, ...]:
    from jobforge_es.commands.glossary.show import unsaid

    return unsaid(term)
