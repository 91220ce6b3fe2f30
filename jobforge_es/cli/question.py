"""``jobforge question``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.language import counted, headings, named, spoken
from jobforge_es.cli.names import QUESTION
from jobforge_es.cli.outcomes import Report
from jobforge_es.cli.plain import plain
from jobforge_es.cli.properties_named import property_named
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.commands.questions.show import Consumer, Question

F = TypeVar("F", bound=Callable[..., Any])

WORDS = {
    "text": ("text.en", "The question, in English."),
    "text_fr": ("text.fr", "The question, in French."),
    "audience": ("audience.en", "Who asks it, in English."),
    "audience_fr": ("audience.fr", "Who asks it, in French."),
    "owner": ("owner", "Who answers for it."),
    "priority": ("priority", "high, medium or low."),
    "sql": ("sql", "One SELECT over gold that answers it."),
    "expect": ("expectation", "What is expected of the answer, such as 'rows > 0 and no nulls in code'."),
}
"""Options of one value, and the properties that they set."""
LISTS = {
    "requires": ("requires", "A column that it needs, layer.table.column; several times for several."),
    "terms": ("terms", "A glossary term that it speaks of; several times for several."),
    "reads": ("reads", "A layer besides gold that its SQL reads."),
}
OF_CONSUMER = {
    "title": ("title.en", "What it is called, in English."),
    "title_fr": ("title.fr", "What it is called, in French."),
    "type": ("type", "dashboard, report, application, export or model."),
    "url": ("url", "Where it is."),
    "owner": ("owner", "Who answers for it."),
}
LISTS_OF_CONSUMER = {
    "requires": ("requires", "A column that it shows; several times for several."),
    "questions": ("questions", "A question whose answer it shows; several times for several."),
}


@click.group()
def question() -> None:
    """Ask what the data are for: questions, the SQL that answers them, and who uses the answers."""


def said_by(ones: dict[str, tuple[str, str]], lists: dict[str, tuple[str, str]], *, revising: bool) -> Callable[[F], F]:
    """Give a command an option for each property; ``said`` is what the caller says."""

    def decorate(command: F) -> F:
        names = {**ones, **lists}

        def gathered(asked: Asked, *args: Any, unset: tuple[str, ...] = (), **options: Any) -> Any:
            said = {names[option][0]: _values(options.pop(option)) for option in names}
            said = {path: values for path, values in said.items() if values} | {path: [] for path in unset}
            if not said:
                first, second = (f"--{name.replace('_', '-')}" for name in list(ones)[:2])
                raise click.UsageError(f"say something of it, such as {first} or {second}")
            return command(asked, *args, said=said, **options)

        gathered.__name__, gathered.__doc__ = command.__name__, command.__doc__
        found: Any = gathered
        if revising:
            found = click.option("--unset", metavar="PROPERTY", multiple=True, help="Take it away.")(found)
        for option, (_, text) in reversed(names.items()):
            name = f"--{option.replace('_', '-')}"
            found = click.option(name, option, multiple=option in lists, metavar="TEXT", help=text)(found)
        return found  # type: ignore[no-any-return] # the same command with more options

    return decorate


def _values(given: str | tuple[str, ...] | None) -> list[str]:
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(given)


@question.command()
@click.argument("key")
@dry_run
@writing
@pass_asked
@said_by(WORDS, LISTS, revising=False)
def add(asked: Asked, key: str, said: dict[str, list[str]], dry_run: bool) -> int:
    """Add a business question, such as openings-by-region. --reason has to say why."""
    report = Report(asked, "question add", dry=dry_run)
    return report.end(asked.workspace().add_question(key, said, report.tell, dry=dry_run))


@question.command()
@click.argument("key", shell_complete=QUESTION)
@dry_run
@writing
@pass_asked
@said_by(WORDS, LISTS, revising=True)
def revise(asked: Asked, key: str, said: dict[str, list[str]], dry_run: bool) -> int:
    """Change a business question; what is not named stays. --reason has to say why."""
    report = Report(asked, "question revise", dry=dry_run)
    return report.end(asked.workspace().revise_question(key, said, report.tell, dry=dry_run))


@question.command()
@click.argument("key")
@dry_run
@writing
@pass_asked
@said_by(OF_CONSUMER, LISTS_OF_CONSUMER, revising=True)
def consumer(asked: Asked, key: str, said: dict[str, list[str]], dry_run: bool) -> int:
    """Register a dashboard or a report with the columns and the questions that it needs, or change it.

    --reason has to say why.
    """
    workspace = asked.workspace()
    known = any(each.key == key for each in workspace.questions().consumers)
    report = Report(asked, "question consumer", dry=dry_run)
    change = workspace.revise_question if known else workspace.add_question
    return report.end(change(key, said, report.tell, kind="consumer", dry=dry_run))


@question.command()
@click.argument("key", metavar="KEY|consumer:KEY", shell_complete=QUESTION)
@click.argument("to", nargs=-1, required=True, metavar="TO...")
@click.option("--remove", is_flag=True, help="Take the links away.")
@dry_run
@writing
@pass_asked
def link(asked: Asked, key: str, to: tuple[str, ...], remove: bool, dry_run: bool) -> int:
    """Link a question to columns it needs (gold.t.c) or terms (term:KEY); a consumer to columns or question:KEY.

    --reason has to say why.
    """
    before, colon, after = key.partition(":")
    report = Report(asked, "question link", dry=dry_run)
    link_question = asked.workspace().link_question
    if colon and before == "consumer":
        return report.end(link_question(after, to, report.tell, kind="consumer", remove=remove, dry=dry_run))
    return report.end(link_question(key, to, report.tell, remove=remove, dry=dry_run))


@question.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...", shell_complete=QUESTION)
@dry_run
@as_of
@writing
@pass_asked
def verify(asked: Asked, keys: tuple[str, ...], as_of: str | None, dry_run: bool) -> int:
    """Answer all questions, or those named, and record whether the answers are as expected.

    Exit code 1 when one is not. With --as-of they are answered as the tables were then, and nothing is recorded.
    """
    report = Report(asked, "question verify", dry=dry_run)
    return report.end(asked.workspace().verify_questions(keys, report.tell, as_of=as_of, dry=dry_run))


@question.command()
@click.argument("key", required=False, shell_complete=QUESTION)
@as_of
@common
@pass_asked
def show(asked: Asked, key: str | None, as_of: str | None) -> None:
    """List all questions and consumers, or show one question."""
    from jobforge_es.commands.questions.show import fields_of

    workspace = asked.workspace()
    found = workspace.questions(() if key is None else (key,), as_of)
    fields = {
        "position": found.position,
        "questions": [fields_of(each) for each in found.questions],
        "consumers": [fields_of(each) for each in found.consumers],
    }
    asked.screen.object("question-show", fields)
    zone = workspace.config.time_zone
    if key is None:
        rows = [(q.key, _in_both(q, "text"), q.text("owner"), _stands(q, zone)) for q in found.questions]
        asked.screen.table(headings("question", "text", "owner", "stands"), rows)
        if found.consumers:
            asked.screen.line()
            header = headings("consumer", "title", "type", "needs")
            asked.screen.table(header, [_consumer(c) for c in found.consumers])
        count = counted(len(found.questions), "{n:,} question", "{n:,} questions")
        asked.screen.line(f"{count}, {spoken('as of position {position}', position=found.position)}")
        asked.screen.hint("jobforge question verify" if found.questions else "jobforge question add KEY --text ...")
        return
    for line in _lines(found.questions[0], zone):
        asked.screen.line(line)
    asked.screen.line(spoken("as of position {position}", position=found.position))
    asked.screen.hint(f"jobforge question verify {key}")


def _in_both(found: Question | Consumer, name: str) -> str:
    said = found.said
    return plain(" / ".join(said[name, at][0] for at in ("en", "fr") if (name, at) in said))


def _consumer(found: Consumer) -> tuple[str, ...]:
    said = found.said
    needs = [*said.get(("requires", None), ()), *(f"question:{q}" for q in said.get(("questions", None), ()))]
    return found.key, _in_both(found, "title"), "".join(said.get(("type", None), ())), plain(", ".join(needs))


def _stands(found: Question, zone: str) -> str:
    row = found.verified
    if found.missing:
        return spoken("needs {names}, which is not there", names=", ".join(found.missing))
    if row is None:
        return spoken("never verified")
    if found.stale:
        return spoken("revised since it was verified")
    return f"{named(row.outcome)}, {shown_time(row.recorded_at, zone)}"


def _lines(found: Question, zone: str) -> Iterator[str]:
    yield found.key
    facts = [
        (f"{property_named('question', name)}{f' ({at})' if at else ''}", "; ".join(values))
        for (name, at), values in found.said.items()
    ]
    facts += [(spoken("used by"), ", ".join(found.consumers)), (spoken("not there"), ", ".join(found.missing))]
    facts += [(spoken("not said yet"), ", ".join(found.unsaid)), (spoken("stands"), _stands(found, zone))]
    row = found.verified
    if row is not None:
        rows = spoken("no answer") if row.rows is None else counted(row.rows, "{n:,} row", "{n:,} rows")
        told = {"outcome": named(row.outcome), "rows": rows, "who": row.actor, "position": row.position}
        facts += [(spoken("last verified"), spoken("{outcome}, {rows}, by {who} at position {position}", **told))]
        facts += [(spoken("not as expected"), "; ".join(row.unmet_parts)), (spoken("error"), row.error or "")]
    for name, text in facts:
        if text:
            yield f"  {name:<16} {plain(text)}"
