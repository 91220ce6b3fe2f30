"""``jobforge audit``."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import counted, spoken


def _questions(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ledger.questions import QUESTIONS

    return [CompletionItem(name, help=q.titles["en"]) for name, q in QUESTIONS.items() if name.startswith(incomplete)]


@click.command()
@click.argument("question", required=False, shell_complete=_questions)
@click.option("--sql", metavar="SELECT", help="A SELECT of your own over the views of the ledger; read-only.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Narrow the question; may be repeated.")
@as_of
@common
@pass_asked
def audit(asked: Asked, question: str | None, sql: str | None, pairs: tuple[str, ...], as_of: str | None) -> None:
    """Put a named question to the ledger, or a SELECT; without either, list the questions.

    The ledger is one SQLite file: its views can also be opened with any other tool.
    """
    if question is None and sql is None:
        _list(asked)
        return
    if question is not None and sql is not None:
        raise click.UsageError("ask a named question or give --sql, not both")
    if sql is not None and pairs:
        raise click.UsageError("--set narrows a named question; in --sql, say it with WHERE")
    answer = asked.workspace().audit(question, sql=sql, parameters=_parameters(pairs), as_of=as_of)
    fields = {"question": question, "sql": sql, "columns": answer.columns, "rows": answer.rows}
    asked.screen.object("audit", {"position": answer.position, **fields, "truncated": answer.truncated})
    numbers = [n for i, n in enumerate(answer.columns) if all(isinstance(row[i], int | float) for row in answer.rows)]
    asked.screen.table(answer.columns, answer.rows, right=numbers, empty=True)
    more = spoken("; there are more") if answer.truncated else ""
    where = spoken("as of position {position}", position=answer.position)
    asked.screen.line(f"{counted(len(answer.rows), '{n:,} row', '{n:,} rows')}{more}, {where}")
    asked.screen.hint("jobforge verify")


def _parameters(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--set takes NAME=VALUE, not {pair!r}")
        found[name] = value
    return found


def _list(asked: Asked) -> None:
    from ledger.questions import QUESTIONS

    fields = [{"name": q.name, "titles": q.titles, "parameters": q.parameters} for q in QUESTIONS.values()]
    asked.screen.object("audit", {"questions": fields})
    rows = [(q.name, q.titles["en"], ", ".join(q.parameters)) for q in QUESTIONS.values()]
    asked.screen.table(("question", "what it asks", "--set"), rows)
    asked.screen.hint("jobforge audit who")
