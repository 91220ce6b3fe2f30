"""``jobforge quarantine``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked, showing_rows
from jobforge_es.cli.deciding import correct, reject, release, retry
from jobforge_es.cli.language import counted, headings, named, spoken
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.plain import plain, plain_bytes, width

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.deciding.as_it_came import AsItCame
    from jobforge_es.commands.deciding.showing import Shown, ShownRow
    from jobforge_es.commands.quarantine import Aside, Group, RowAside
    from projections.layers.quarantine import Broken

SHOWN = 20
LONGEST_RAW = 2000


@click.group()
def quarantine() -> None:
    """Look at the rows that were set aside, and mend them."""


for _command in (correct, retry, release, reject):
    quarantine.add_command(_command)


@quarantine.command("list")
@click.option("--table", metavar="T", shell_complete=TABLE, help="Only rows on the way into this table.")
@click.option("--batch", metavar="B", help="Only rows of this batch; the beginning of its id is enough.")
@click.option(
    "--status",
    type=click.Choice(["open", "waiting", "decided", "rejected", "mended", "all"]),
    help="Only rows that stand like this; default: those about which something is to be done.",
)
@as_of
@common
@pass_asked
def list_rows(asked: Asked, table: str | None, batch: str | None, status: Any, as_of: str | None) -> None:
    """Count the rows that were set aside, by table, rule and batch, with their age, due day and steward."""
    from jobforge_es.commands.deciding.states import OPEN, STATES

    shown = STATES if status == "all" else (status,) if status else OPEN
    found = asked.workspace().quarantine(table=table, batch=batch, shown=shown, as_of=as_of)
    fields: dict[str, Any] = {"position": found.position, "today": found.today, "rows": found.rows}
    fields |= {"groups": found.groups, "refused": found.refused}
    asked.screen.object("quarantine-list", fields)
    _list(asked.screen, found)
    if found.groups:
        asked.screen.hint(f"jobforge quarantine show {found.groups[0].example}")
    else:
        asked.screen.hint("jobforge status")


def _list(screen: Screen, found: Aside) -> None:
    if found.groups:
        header = headings(
            "on the way into", "rule", "rows", "stands", "days", "due", "steward", "why", "file", "first of them"
        )
        screen.table(header, [_group(g, found.today) for g in found.groups], right=(header[2], header[4]))
    for batch in found.refused:
        why = f"{batch.code} {spoken('{reason}', reason=plain(batch.reason))}"
        screen.line(f"{spoken('refused whole')}: {plain(batch.source_file)} ({batch.batch_id}): {why}")
    where = spoken("as of position {position}", position=found.position)
    screen.line(f"{counted(found.rows, '{n:,} row set aside', '{n:,} rows set aside')}, {where}")


def _group(g: Group, today: str) -> tuple[object, ...]:
    late = g.due is not None and g.due < today and g.state != "rejected"
    due = spoken("{day} late", day=g.due) if late else g.due
    return (
        g.table,
        g.rule,
        g.rows,
        named(g.state),
        g.days,
        due,
        g.steward,
        spoken("{reason}", reason=g.reason),
        g.source_file,
        g.example,
    )


@quarantine.command()
@click.argument("wanted", metavar="ID|BATCH")
@click.option(
    "--limit", type=click.IntRange(min=0), default=SHOWN, show_default=True, help="Rows that are shown; 0 for all."
)
@as_of
@showing_rows
@pass_asked
def show(asked: Asked, wanted: str, limit: int, as_of: str | None, *, reveal: bool) -> None:
    """Show rows that were set aside, as they came, with every rule that they broke.

    ID names one row, as 'quarantine list' shows it; BATCH all rows of a batch, the beginning of its id is enough.
    """
    from jobforge_es.cli.histories import tell_history
    from jobforge_es.cli.masked import tell_masked

    workspace = asked.workspace()
    shown = workspace.quarantine_shown(wanted, limit, as_of, reveal=reveal)
    fields: dict[str, Any] = {"position": shown.position, "rows": [fields_of(each) for each in shown.rows]}
    asked.screen.object(
        "quarantine-show", fields | {"left_out": shown.left_out, "history": shown.history, "masked": workspace.masked}
    )
    for each in shown.rows:
        _show(asked.screen, each)
    tell_history(asked.screen, shown.history, workspace.config.time_zone)
    if shown.left_out:
        asked.screen.line(spoken("{n:,} more; --limit 0 shows all", n=shown.left_out))
    asked.screen.line(spoken("as of position {position}", position=shown.position))
    tell_masked(asked.screen, workspace.masked)
    asked.screen.hint(_next(shown))


def _next(shown: Shown) -> str:
    code = codes([each.found for each in shown.rows])
    if code:
        return f"jobforge explain {code}"
    if not shown.rows:
        return "jobforge quarantine list"
    first = shown.rows[0].found.row.quarantine_id
    return f'jobforge quarantine correct {first} --set COLUMN=VALUE --reason "..." --dry-run'


def codes(found: list[RowAside]) -> str:
    """Give the first rule that is a code that can be explained, or nothing."""
    rules = (broken.rule for each in found for broken in each.row.broken)
    return next((rule for rule in rules if rule[1:2] == "-"), "")


def _show(screen: Screen, shown: ShownRow) -> None:
    found, row = shown.found, shown.found.row
    screen.line(row.quarantine_id)
    where = spoken("record {record}, on the way into {table}", record=row.source_row, table=found.table)
    screen.line(f"  {spoken('from'):<10} {plain(row.source_file)}, {where}")
    screen.line(f"  {spoken('stands'):<10} {named(found.state)}")
    for broken in row.broken:
        screen.line(f"  {spoken('broke'):<10} {_reason(broken)}")
    if shown.came is not None:
        _show_came(screen, shown.came)
    elif row.raw is not None:
        screen.line(
            f"  {spoken('raw'):<10} {plain_bytes(row.raw[:LONGEST_RAW])}{' ...' if len(row.raw) > LONGEST_RAW else ''}"
        )
        place = spoken("at byte {at:,} of the file, {n:,} bytes", at=row.byte_offset, n=len(row.raw))
        screen.line(f"             {place}")
    for number, (name, value) in enumerate((row.row or {}).items()):
        screen.line(f"  {'' if number else spoken('row'):<10} {plain(name)}: {_value(value)}")
    screen.line()


def _show_came(screen: Screen, came: AsItCame) -> None:
    """Print a record as it stands in the file, carets under what offends."""
    text = came.text[:LONGEST_RAW]
    screen.line(f"  {spoken('raw'):<10} {plain(text)}{' ...' if len(came.text) > LONGEST_RAW else ''}")
    under, at = "", 0
    for start, stop in came.marks:
        if start <= len(text):
            under += " " * width(plain(text[at:start])) + "^" * max(1, width(plain(text[start:stop])))
            at = stop
    if under:
        screen.line(f"             {under}")
    place = spoken("line {line:,}, at byte {at:,} of the file", line=came.line, at=came.byte_offset)
    screen.line(f"             {place}")


def _reason(broken: Broken) -> str:
    value = spoken(" (found {value})", value=_value(broken.value)) if broken.column else ""
    column = spoken(" in {column}", column=plain(broken.column)) if broken.column else ""
    version = spoken(", version {version}", version=broken.version) if broken.version else ""
    why = spoken("{reason}", reason=plain(broken.reason))
    return f"{plain(broken.rule)}{version}{column}: {why}{value}"


def _value(value: str | None) -> str:
    return spoken("nothing") if value is None else f"'{plain(value)}'"


def fields_of(shown: ShownRow) -> dict[str, Any]:
    """Give a row as a program reads it; raw bytes as text, where they are UTF-8, and in hexadecimal."""
    found, row = shown.found, shown.found.row
    text = None if row.raw is None else row.raw.decode("utf-8", "backslashreplace")
    return {
        "id": row.quarantine_id,
        "table": found.table,
        "state": found.state,
        "batch_id": row.batch_id,
        "source_file": row.source_file,
        "source_row": row.source_row,
        "byte_offset": row.byte_offset,
        "raw": text,
        "raw_hex": None if row.raw is None else row.raw.hex(),
        "row": row.row,
        "came": shown.came,
        "broken": row.broken,
    }
