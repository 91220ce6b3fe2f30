"""``jobforge review``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.language import headings, named, spoken
from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from projections.catalog.reviews import ReviewRow


@click.group()
def review() -> None:
    """Agree, as a second person, to what somebody else proposed."""


@review.command("list")
@click.option("--all", "every", is_flag=True, help="Also what was concluded.")
@as_of
@common
@pass_asked
def list_reviews(asked: Asked, every: bool, as_of: str | None) -> None:
    """List what waits for a second person."""
    workspace = asked.workspace()
    found = workspace.reviews(every=every, as_of=as_of)
    asked.screen.object("review-list", {"position": found.position, "reviews": found.reviews})
    zone = workspace.config.time_zone
    header = headings("what", "proposed by", "when", "why", "title", "stands")
    asked.screen.table(header, [(_name(r), *_row(r, zone)) for r in found.reviews])
    waiting = [row for row in found.reviews if row.outcome in ("waiting", "changed")]
    where = spoken("as of position {position}", position=found.position)
    asked.screen.line(f"{spoken('{n:,} waiting', n=len(waiting))}, {where}")
    first = next((row for row in waiting if row.outcome == "waiting"), None)
    asked.screen.hint(pasted("jobforge", "review", "show", _id(first)) if first else "jobforge status")


def _id(row: ReviewRow) -> str:
    """Give how a review is named: a decision by its id, which no other has, anything else with its kind."""
    return row.subject if row.kind in ("correction", "release", "rejection") else f"{row.kind}:{row.subject}"


def _name(row: ReviewRow) -> str:
    return f"{named(row.kind)} {row.subject}"


def _row(row: ReviewRow, zone: str) -> tuple[str, ...]:
    stands = spoken("withdrawn by its author") if row.outcome == "withdrawn" else named(row.outcome)
    if row.concluded is not None:
        stands = spoken("{outcome} by {who}", outcome=stands, who=plain(row.concluded_by))
    return row.author, shown_time(row.recorded_at, zone), row.reason, row.title, stands


@review.command()
@click.argument("subject")
@as_of
@common
@pass_asked
def show(asked: Asked, subject: str, as_of: str | None) -> None:
    """Show what somebody would agree to: how it differs from what held before."""
    workspace = asked.workspace()
    found = workspace.put_forward(subject, as_of)
    row = found.review
    fields = {"position": found.position, "review": row, "authors": found.authors, "lines": found.lines}
    asked.screen.object("review-show", fields)
    who, when, why, _, stands = _row(row, workspace.config.time_zone)
    asked.screen.line(f"{_name(row)}: {plain(row.title)}")
    asked.screen.line(spoken("{stands}; proposed by {who}, {when}", stands=stands, who=plain(who), when=when))
    asked.screen.line(spoken("written by {who}", who=plain(", ".join(found.authors))))
    if why:
        asked.screen.line(spoken("because {why}", why=plain(why)))
    for line in found.lines:
        asked.screen.line(f"  {plain(line)}")
    asked.screen.line(spoken("as of position {position}", position=found.position))
    asked.screen.hint(
        pasted("jobforge", "review", "approve", _id(row)) if row.concluded is None else "jobforge review list"
    )


@review.command()
@click.argument("subject")
@dry_run
@writing
@pass_asked
def approve(asked: Asked, subject: str, dry_run: bool) -> None:
    """Agree to what somebody else proposed; it takes effect."""
    _conclude(asked, subject, "approved", dry=dry_run)


@review.command()
@click.argument("subject")
@dry_run
@writing
@pass_asked
def reject(asked: Asked, subject: str, dry_run: bool) -> None:
    """Refuse what somebody else proposed, with --reason; it never takes effect."""
    _conclude(asked, subject, "rejected", dry=dry_run)


def _conclude(asked: Asked, subject: str, outcome: Literal["approved", "rejected"], *, dry: bool) -> None:
    row = asked.workspace().review(subject, outcome, dry=dry)
    asked.screen.object("review", {"dry_run": dry, "review": row})
    facts = {"what": _name(row), "outcome": named(outcome), "position": row.concluded}
    if dry:
        said = spoken("{what} would be {outcome}, at position {position}", **facts)
    else:
        said = spoken("{what} is {outcome}, at position {position}", **facts)
    asked.screen.line(f"{said}: {plain(row.title)}")
    asked.screen.hint(_next(row) if outcome == "approved" else "jobforge review list")


def _next(row: ReviewRow) -> str:
    """Suggest what comes after an approval: a term means what it means; what moves rows is to be run."""
    return pasted("jobforge", "glossary", "show", row.subject) if row.kind == "term" else "jobforge run"
