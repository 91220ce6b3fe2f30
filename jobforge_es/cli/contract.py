"""``jobforge contract``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, common, dry_run, pass_asked
from jobforge_es.cli.asking import proposing
from jobforge_es.cli.names import SOURCE


@click.group()
def contract() -> None:
    """Draft what a table promises."""


@contract.command()
@click.argument("table", metavar="TABLE|SOURCE", shell_complete=SOURCE)
@proposing
@dry_run
@common
@pass_asked
def propose(asked: Asked, table: str, yes: bool, given: dict[str, str], dry_run: bool) -> None:
    """Draft contracts/NAME.yaml from all landed files of a source: types, keys, patterns, what is never missing.

    No landed row would be set aside by it, which is tried out first. It is a draft: what it promises is for people to
    agree to. Where a value can be read in two ways, it asks.
    """
    from jobforge_es.cli import drafted

    found = drafted.contract_of(asked, asked.workspace(progress=True), table, given, yes=yes, dry=dry_run)
    following = "jobforge plan" if not dry_run else f"jobforge contract propose {table}"
    asked.screen.object("contract-propose", drafted.fields(found) | {"dry_run": dry_run, "next": following})
    asked.screen.line(f"{'would write' if dry_run else 'wrote'} {found.path}")
    asked.screen.hint(following)
