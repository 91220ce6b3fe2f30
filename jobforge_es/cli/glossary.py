"""``jobforge glossary``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.glossary_shown import rows_of, terms_told
from jobforge_es.cli.language import headings, spoken
from jobforge_es.cli.names import TERM
from jobforge_es.cli.outcomes import Report
from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.question import said_by

if TYPE_CHECKING:
    from projections.catalog.glossary import Stage

WORDS = {
    "label": ("label.en", "What the term is called, in English."),
    "label_fr": ("label.fr", "What the term is called, in French."),
    "definition": ("definition.en", "What it means, in English."),
    "definition_fr": ("definition.fr", "What it means, in French."),
    "abbreviation": ("abbreviation.en", "Its short form, in English."),
    "abbreviation_fr": ("abbreviation.fr", "Its short form, in French."),
    "scope_note": ("scope_note.en", "How it is used here, in English."),
    "scope_note_fr": ("scope_note.fr", "How it is used here, in French."),
    "example": ("example.en", "An example, in English."),
    "example_fr": ("example.fr", "An example, in French."),
    "steward": ("steward", "Key of the party that looks after it."),
    "citation": ("citation", "Where the definition is from."),
    "review_by": ("review_by", "The day by which it is to be looked at again (2027-03-31)."),
}
LISTS = {
    "synonym": ("synonyms.en", "Another word for it, in English; several times for several."),
    "synonym_fr": ("synonyms.fr", "Another word for it, in French; several times for several."),
}
RELATIONS = {
    "broader": "A wider term; several times for several.",
    "related": "A term that belongs to it.",
    "is_a": "The term of which it is a kind.",
    "see_also": "A term to look at as well.",
    "replaced_by": "The term to use in its place.",
    "exact_match": "The address of the same term elsewhere.",
}
STAGES = ("draft", "in-review", "approved", "rejected", "deprecated")


@click.group()
def glossary() -> None:
    """Write down what words mean, and let a second person agree."""


@glossary.command()
@click.argument("key")
@dry_run
@writing
@pass_asked
@said_by(WORDS, LISTS, revising=False)
def add(asked: Asked, key: str, said: dict[str, list[str]], dry_run: bool) -> int:
    """Add a term, such as unit-group, as a draft. --reason has to say why."""
    report = Report(asked, "glossary add", dry=dry_run)
    return report.end(asked.workspace().add_term(key, said, report.tell, dry=dry_run))


@glossary.command()
@click.argument("key", shell_complete=TERM)
@dry_run
@writing
@pass_asked
@said_by(WORDS, LISTS, revising=True)
def revise(asked: Asked, key: str, said: dict[str, list[str]], dry_run: bool) -> int:
    """Change a term; what is not named stays. It is a draft again. --reason has to say why."""
    report = Report(asked, "glossary revise", dry=dry_run)
    return report.end(asked.workspace().revise_term(key, said, report.tell, dry=dry_run))


@glossary.command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY...", shell_complete=TERM)
@dry_run
@writing
@pass_asked
def submit(asked: Asked, keys: tuple[str, ...], dry_run: bool) -> int:
    """Put terms forward, so that a second person can agree to what they say now: jobforge review approve."""
    report = Report(asked, "glossary submit", dry=dry_run, again=keys)
    return report.end(asked.workspace().submit_terms(keys, report.tell, dry=dry_run))


@glossary.command()
@click.argument("key", shell_complete=TERM)
@click.option("--broader", multiple=True, metavar="KEY", help=RELATIONS["broader"])
@click.option("--related", multiple=True, metavar="KEY", help=RELATIONS["related"])
@click.option("--is-a", multiple=True, metavar="KEY", help=RELATIONS["is_a"])
@click.option("--see-also", multiple=True, metavar="KEY", help=RELATIONS["see_also"])
@click.option("--replaced-by", multiple=True, metavar="KEY", help=RELATIONS["replaced_by"])
@click.option("--exact-match", multiple=True, metavar="URL", help=RELATIONS["exact_match"])
@click.option("--remove", is_flag=True, help="Take the links away.")
@dry_run
@writing
@pass_asked
def relate(asked: Asked, /, key: str, remove: bool, dry_run: bool, **to: tuple[str, ...]) -> int:
    """Relate a term to others, or take that away. It is a draft again. --reason has to say why."""
    said = {name: list(values) for name, values in to.items() if values}
    if not said:
        raise click.UsageError("say to what, such as --broader KEY")
    report = Report(asked, "glossary relate", dry=dry_run)
    return report.end(asked.workspace().relate_term(key, said, report.tell, remove=remove, dry=dry_run))


@glossary.command()
@click.argument("key", shell_complete=TERM)
@click.option("--replaced-by", multiple=True, metavar="KEY", help=RELATIONS["replaced_by"])
@dry_run
@writing
@pass_asked
def deprecate(asked: Asked, key: str, replaced_by: tuple[str, ...], dry_run: bool) -> int:
    """Say that a term is no longer used; it stays, and what was said of it. --reason has to say why."""
    report = Report(asked, "glossary deprecate", dry=dry_run)
    return report.end(asked.workspace().deprecate_term(key, replaced_by, report.tell, dry=dry_run))


@glossary.command()
@click.argument("key", shell_complete=TERM)
@as_of
@common
@pass_asked
def show(asked: Asked, key: str, as_of: str | None) -> None:
    """Show a term: what it means, how far it is, who agreed, what uses it."""
    from jobforge_es.commands.glossary.show import fields_of

    workspace = asked.workspace()
    found = workspace.glossary((key,), as_of)
    (term,) = found.terms
    asked.screen.object("glossary-show", {"position": found.position, "term": fields_of(term)})
    for line in terms_told(found, term, workspace.config.time_zone):
        asked.screen.line(line)
    asked.screen.line(spoken("as of position {position}", position=found.position))
    following = {"draft": ("glossary", "submit", key), "in review": ("review", "approve", f"term:{key}")}
    asked.screen.hint(pasted("jobforge", *following.get(term.stage, ("catalog", "history", f"term:{key}"))))


@glossary.command("list")
@click.option("--stage", type=click.Choice(STAGES), help="Only terms that are this far.")
@as_of
@common
@pass_asked
def list_terms(asked: Asked, stage: str | None, as_of: str | None) -> None:
    """List all terms, how far they are, and by when they are to be looked at again."""
    from jobforge_es.commands.glossary.show import fields_of

    found = asked.workspace().glossary((), as_of, stage=_stage(stage))
    fields = {"position": found.position, "terms": [fields_of(each) for each in found.terms]}
    asked.screen.object("glossary-list", fields)
    asked.screen.table(headings("term", "label", "stands", "steward", "review by"), list(rows_of(found)))
    where = spoken("as of position {position}", position=found.position)
    asked.screen.line(f"{spoken('{n:,} terms', n=len(found.terms))}, {where}")
    first = next((each.key for each in found.terms), None)
    asked.screen.hint(
        pasted("jobforge", "glossary", "show", first) if first else "jobforge glossary add KEY --label ..."
    )


@glossary.command()
@click.option("--stage", type=click.Choice(STAGES), help="Only terms that are this far.")
@as_of
@common
@pass_asked
def skos(asked: Asked, stage: str | None, as_of: str | None) -> None:
    """Print the glossary as SKOS in Turtle, for other catalogs; the same terms give the same bytes."""
    text = asked.workspace().skos(as_of, stage=_stage(stage))
    asked.screen.object("glossary-skos", {"turtle": text})
    asked.screen.line(text.rstrip("\n"))


def _stage(word: str | None) -> Stage | None:
    """Give a stage as it is stored; on the command line it has no blank."""
    return None if word is None else word.replace("-", " ")  # type: ignore[return-value] # click checked the word
