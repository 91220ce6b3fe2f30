"""``jobforge people``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.language import headings, language, named, spoken
from jobforge_es.cli.names import PARTY, TABLE
from jobforge_es.cli.outcomes import Report
from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.plain import plain
from projections.catalog.vocabulary.people import ROLES

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.people.show import Assigned, Party, People

ROLE_WORDS = tuple(role.replace(" ", "-") for role in ROLES)
effective = click.option(
    "--effective", metavar="DAY", help="The day on which they answer for it; default: that of the moment."
)
role_option = click.option("--role", type=click.Choice(ROLE_WORDS), required=True, help="In which role.")


@click.group()
def people() -> None:
    """Say who there is, and who answers for what from when until when."""


@people.command("list")
@effective
@as_of
@common
@pass_asked
def list_people(asked: Asked, effective: str | None, as_of: str | None) -> None:
    """List everybody, and all roles: those that are held, and those that ended without anybody following."""
    found = asked.workspace().people(None, as_of, effective=effective)
    _tell(asked.screen, "people-list", found)
    asked.screen.table(headings("party", "name", "type"), [_party(each) for each in found.parties])
    if found.assigned:
        asked.screen.line()
        _assigned(asked.screen, found.assigned)
    asked.screen.line(_when(found))
    expired = next((each for each in found.assigned if each.stands in ("expired", "vacant")), None)
    asked.screen.hint("jobforge inbox" if expired else 'jobforge people add KEY --name ... --reason "..."')


@people.command()
@click.argument("wanted", metavar="PARTY|SUBJECT", shell_complete=PARTY)
@effective
@as_of
@common
@pass_asked
def show(asked: Asked, wanted: str, effective: str | None, as_of: str | None) -> None:
    """Show a party with its roles, or who answers for a table, a column (gold.t.c) or another subject (term:KEY)."""
    found = asked.workspace().people(wanted, as_of, effective=effective)
    _tell(asked.screen, "people-show", found)
    for party in found.parties:
        asked.screen.line(plain(party.key))
        for line in _said(party):
            asked.screen.line(f"  {line}")
    if found.assigned:
        _assigned(asked.screen, found.assigned)
    else:
        asked.screen.line(spoken("nobody is named"))
    asked.screen.line(_when(found))
    mine = any(each.key == wanted for each in found.parties)
    asked.screen.hint(pasted("jobforge", *(("inbox", "--for", wanted) if mine else ("people", "list"))))


@people.command()
@click.argument("key")
@click.option("--name", metavar="TEXT", help="What they are called, in English.")
@click.option("--name-fr", metavar="TEXT", help="What they are called, in French.")
@click.option("--type", "type_", type=click.Choice(("person", "team", "organisation")), help="What they are.")
@click.option("--email", metavar="TEXT", help="Their e-mail address.")
@click.option("--entra-id", metavar="TEXT", help="Their object id in Microsoft Entra.")
@click.option("--member-of", metavar="PARTY", shell_complete=PARTY, help="The team that they belong to.")
@dry_run
@writing
@pass_asked
def add(asked: Asked, /, key: str, type_: str | None, dry_run: bool, **given: str | None) -> int:
    """Add a person, a team or an organisation, such as a.roy@example.org. --reason has to say why."""
    paths = {"name": "name.en", "name_fr": "name.fr"}
    said = {paths.get(name, name): [text] for name, text in {**given, "type": type_}.items() if text is not None}
    if not said:
        raise click.UsageError("say something of it, such as --name")
    report = Report(asked, "people add", dry=dry_run)
    return report.end(asked.workspace().add_party(key, said, report.tell, dry=dry_run))


@people.command()
@click.argument("subject", shell_complete=TABLE)
@role_option
@click.option("--party", metavar="PARTY", shell_complete=PARTY, help="Who.")
@click.option("--vacant", is_flag=True, help="Say that nobody holds the role.")
@click.option("--from", "since", metavar="DAY", help="The first day; default: today.")
@click.option("--until", metavar="DAY", help="The last day.")
@click.option("--acting-for", metavar="PARTY", shell_complete=PARTY, help="In whose place.")
@dry_run
@writing
@pass_asked
def assign(
    asked: Asked,
    subject: str,
    role: str,
    party: str | None,
    vacant: bool,
    since: str | None,
    until: str | None,
    acting_for: str | None,
    dry_run: bool,
) -> int:
    """Let somebody answer for a table, a column, source:KEY, term:KEY, question:KEY or consumer:KEY.

    --reason has to say why.
    """
    if vacant == (party is not None):
        raise click.UsageError("say who: --party PARTY, or --vacant")
    report = Report(asked, "people assign", dry=dry_run)
    days = {"since": since, "until": until, "acting_for": acting_for}
    return report.end(
        asked.workspace().assign(role.replace("-", " "), subject, party, report.tell, **days, dry=dry_run)
    )


@people.command()
@click.argument("subject", shell_complete=TABLE)
@role_option
@click.option("--party", metavar="PARTY", shell_complete=PARTY, help="Who, where several do; vacant: nobody.")
@click.option("--until", metavar="DAY", help="The last day; default: today.")
@dry_run
@writing
@pass_asked
def end(asked: Asked, subject: str, role: str, party: str | None, until: str | None, dry_run: bool) -> int:
    """Say until when somebody answers for something. --reason has to say why."""
    report = Report(asked, "people end", dry=dry_run)
    ended = asked.workspace().end_assignment(
        role.replace("-", " "), subject, party, report.tell, until=until, dry=dry_run
    )
    return report.end(ended)


def _tell(screen: Screen, name: str, found: People) -> None:
    from jobforge_es.commands.people.show import fields_of

    parties, assigned = ([fields_of(each) for each in some] for some in (found.parties, found.assigned))
    screen.object(
        name, {"position": found.position, "effective": found.day, "parties": parties, "assignments": assigned}
    )


def _when(found: People) -> str:
    return spoken("on {day}, as of position {position}", day=found.day, position=found.position)


def _party(party: Party) -> tuple[str, ...]:
    called = dict.fromkeys(party.name(at) for at in ("en", "fr"))
    return plain(party.key), plain(" / ".join(called)), named(party.said.get(("type", None), ("",))[0] or "unknown")


def _said(party: Party) -> Iterator[str]:
    from projections.catalog.vocabulary import KINDS

    for (name, at), values in party.said.items():
        what = KINDS["party"].properties.get(name)
        called = name if what is None else (what.fr if language() == "fr" else what.en)
        yield f"{called}{f' ({at})' if at else ''}: {plain('; '.join(values))}"


def _assigned(screen: Screen, found: Iterable[Assigned]) -> None:
    header = headings("role", "for", "party", "from", "until", "acting for", "stands")
    rows = [
        (
            named(each.holder.role),
            each.holder.subject,
            plain(each.holder.name(language())),
            each.holder.since or "",
            each.holder.until or "",
            plain(each.holder.acting_for or ""),
            named(each.stands),
        )
        for each in found
    ]
    screen.table(header, rows)
