"""``jobforge inbox``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import counted, named, spoken
from jobforge_es.cli.names import PARTY
from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.plain import plain


@click.command()
@click.option("--for", "party", metavar="PARTY", shell_complete=PARTY, help="Only what is theirs, or their team's.")
@as_of
@common
@pass_asked
def inbox(asked: Asked, party: str | None, as_of: str | None) -> None:
    """List what asks for somebody, each with the command that deals with it.

    Rows set aside, files refused or not come, what waits for a second person, terms whose review date has passed,
    roles without a holder, questions without the expected answer.
    """
    found = asked.workspace().agenda(party, as_of)
    items = [
        {
            "kind": each.kind,
            "subject": each.subject,
            "what": each.what,
            "rows": each.count,
            "due": each.due,
            "overdue": each.overdue,
            "who": each.who,
            "not": each.but,
            "command": pasted("jobforge", *each.command),
        }
        for each in found.items
    ]
    fields = {
        "position": found.position,
        "day": found.day,
        "for": found.party,
        "items": items,
        "nobodys": found.nobodys,
        "known": found.is_known,
    }
    asked.screen.object("inbox", fields)
    for each in found.items:
        rows = f", {counted(each.count, '{n:,} row', '{n:,} rows')}" if each.count is not None else ""
        due = spoken(", by {day}", day=each.due) if each.due else ""
        late = f" ({named('overdue')})" if each.overdue else ""
        what = f": {named(each.what) if each.kind in ('expired', 'vacant') else plain(each.what)}" if each.what else ""
        who = f"  [{plain(', '.join(each.who))}]" if each.who and party is None else ""
        asked.screen.line(f"{named(each.kind)}  {plain(each.subject)}{what}{rows}{due}{late}{who}")
        asked.screen.line(f"    {pasted('jobforge', *each.command)}")
    when = spoken("on {day}, as of position {position}", day=found.day, position=found.position)
    asked.screen.line(f"{counted(len(found.items), '{n:,} thing to do', '{n:,} things to do')}, {when}")
    if party is not None and not found.is_known:
        asked.screen.line(spoken("no party goes by the name {name}: jobforge people list", name=plain(party)))
    if found.nobodys:
        asked.screen.line(spoken("{n:,} more have nobody who answers for them", n=found.nobodys))
    asked.screen.hint("jobforge inbox" if found.nobodys else "jobforge status")
