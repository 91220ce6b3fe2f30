"""Describe: set and take away properties of subjects of the catalog, one event a property, all or none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import attrs

from jobforge_es.commands.agreeing import put_terms_forward
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.saying import named
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Statement
from ledger.errors import JobForgeError
from ledger.events import PropertySet
from ledger.names import Position
from projections.catalog import datasets, definitions, statements
from projections.catalog.glossary import leads_back
from projections.catalog.reviewed import TERM
from projections.catalog.vocabulary import KINDS, LANGUAGES, Kind, Property
from projections.catalog.vocabulary.values import (
    split_link,
    split_relationship,
    subject_named,
    wrong_subject,
    wrong_value,
)


class ValueRefused(JobForgeError):
    """A property has a value that it cannot have."""

    code = "C-015"
    exit_code = 2


@attrs.frozen
class Change:
    """What a command says.

    Attributes:
        path: of the property, ``name`` or ``name.language``.
        values: of the property; empty to take it away.
    """

    path: str
    values: tuple[str, ...]


def describe(session: Session, subject: str, changes: Sequence[Change]) -> Iterator[Outcome]:
    """Set properties of a subject; what is as it was records nothing.

    Args:
        session: of the command.
        subject: ``gold.t``, ``gold.t.c`` or ``kind:key``; a table, a column or a source has to be there.
        changes: each property once; a property that is bilingual is named with its language.

    Raises:
        UnknownName: there is no such kind, subject or property.
        ValueRefused: a value is none that the property can have, or the key is none.
        ModelRefused: the SQL of a question cannot be asked.
    """
    kind, key = subject_of(subject)
    check_subject(session, kind, key)
    said = [_statement(kind, key, change) for change in changes]
    for each in said:
        _check_way(session, each)
        _check_links(session, kind.properties[each.name], each)
    if kind.name == "question":
        from jobforge_es.commands.questions.asking import check_asked  # loads the SQL parser

        check_asked(session, key, {each.name: each.values for each in said})
    yield from say(session, said)
    if kind.name == TERM:
        yield from put_terms_forward(session, [key])


def _check_way(session: Session, said: Statement) -> None:
    """Refuse a relation of a term that leads back to it.

    Raises:
        ValueRefused: it does.
    """
    if said.kind == TERM and leads_back(session.db, said.subject, said.name, said.values):
        raise ValueRefused(
            f"{said.name} of {said.subject} would lead back to {said.subject}",
            why="a term is not above itself",
            mend=(f"jobforge glossary show {said.subject}",),
        )


def _check_links(session: Session, what: Property, said: Statement) -> None:
    """Refuse a new link to a column that its table does not have; a table may be spoken of before it is made.

    Raises:
        UnknownName: it has none of that name.
    """
    held = statements.values_of(session.db, said.key)
    for value in (value for value in said.values if value not in held):
        for column in _columns_named(what, said.subject, value):
            if datasets.dataset(session.db, column.rpartition(".")[0]) is not None:
                check_subject(session, KINDS["column"], column)


def _columns_named(what: Property, subject: str, value: str) -> tuple[str, ...]:
    if what.shape == "relationship" and (ends := split_relationship(value)):
        return f"{subject}.{ends[0]}", ends[1]
    kind, column = split_link(what, value) if "column" in what.to else ("", "")
    return (column,) if kind == "column" else ()


def say(session: Session, said: Iterable[Statement]) -> Iterator[Outcome]:
    """Record statements that were checked, those that change something, all those of a subject at once."""
    for (kind, subject), some in groupby(said, key=lambda each: each.key[:2]):
        told = list(some)
        changed = [each for each in told if statements.values_of(session.db, each.key) != each.values]
        events = [PropertySet(*each.key, each.values) for each in changed]
        first = session.record(f"{kind}-{subject}", events).first if events else 0
        for each in told:
            if each in changed:
                note = "; ".join(each.values) if each.values else "taken away"
                yield Outcome("describe", named(each.key), "done", Position(first + changed.index(each)), note=note)
            else:
                yield Outcome("describe", named(each.key), "unchanged", note="it says so already")


def subject_of(text: str) -> tuple[Kind, str]:
    """Give kind and key of what a person names.

    Raises:
        ValueRefused: it is neither a table nor a column, and its kind is not told.
    """
    name, key = subject_named(text)
    if not name:
        raise ValueRefused(
            f"{text!r} is neither a table nor a column",
            why=f"other subjects are named with their kind: {', '.join(f'{kind}:...' for kind in KINDS)}",
            mend=("jobforge catalog show",),
        )
    return KINDS[name], key


def check_subject(session: Session, kind: Kind, subject: str) -> None:
    """Refuse a key that names nothing of its kind.

    Raises:
        ValueRefused: it is no key of the kind.
        UnknownName: subjects of the kind come from elsewhere, and there is none of that name.
    """
    wrong = wrong_subject(kind, subject)
    if wrong:
        raise ValueRefused(f"{subject!r} names no {kind.en}", why=wrong, mend=("jobforge catalog show",))
    if kind.derived and not _is_known(session, kind, subject):
        raise UnknownName(kind.en, subject, subjects(session, kind), ("jobforge catalog show",))


def check_there(session: Session, kind: Kind, subject: str) -> None:
    """Refuse a subject that is not there, and of those that are made by what is said, one of which nothing is said.

    Raises:
        ValueRefused, UnknownName: as of ``check_subject``.
    """
    check_subject(session, kind, subject)
    if not kind.derived and subject not in (known := statements.subjects(session.db, kind.name)):
        raise UnknownName(kind.en, subject, known, (f"jobforge catalog search {subject} --kind {kind.name}",))


def _is_known(session: Session, kind: Kind, subject: str) -> bool:
    """Tell whether there is such a subject, without naming all others."""
    if kind.name != "column":
        return subject in subjects(session, kind)
    table, _, column = subject.rpartition(".")
    return any(each.name == column for each in datasets.columns(session.db, table))


def subjects(session: Session, kind: Kind) -> list[str]:
    """Name all subjects of a kind."""
    match kind.name:
        case "table":
            return [row.table_name for row in datasets.datasets(session.db)]
        case "column":
            return [f"{c.table_name}.{c.name}" for row in datasets.datasets(session.db)
                    for c in datasets.columns(session.db, row.table_name)]  # fmt: skip
        case "source":
            return [row.name for row in definitions.sources(session.db)]
        case _:
            return statements.subjects(session.db, kind.name)


def _statement(kind: Kind, subject: str, change: Change) -> Statement:
    what, language = property_of(kind, change.path)
    if len(change.values) > 1 and not what.many:
        raise ValueRefused(f"{what.name} of a {kind.en} has one value", why=f"{len(change.values)} were given")
    for value in change.values:
        wrong = wrong_value(what, value)
        if wrong:
            raise ValueRefused(f"{change.path} cannot be {value[:80]!r}", why=wrong)
    return Statement(kind.name, subject, what.name, language, change.values)


def property_of(kind: Kind, path: str) -> tuple[Property, str | None]:
    """Give the property and the language that a path such as ``title.fr`` names.

    Raises:
        UnknownName: the kind has no such property.
        ValueRefused: its language is missing.
    """
    if path in kind.properties:
        if kind.properties[path].bilingual:
            ways = " or ".join(f"{path}.{language}" for language in LANGUAGES)
            raise ValueRefused(f"{path} of a {kind.en} has a value in each language", why=f"write {ways}")
        return kind.properties[path], None
    name, _, language = path.rpartition(".")
    if name in kind.properties and kind.properties[name].bilingual and language in LANGUAGES:
        return kind.properties[name], language
    raise UnknownName(f"property of a {kind.en}", path, _paths(kind), (f"jobforge catalog words {kind.name}",))


def _paths(kind: Kind) -> Iterator[str]:
    for what in kind.properties.values():
        if what.bilingual:
            yield from (f"{what.name}.{language}" for language in LANGUAGES)
        else:
            yield what.name
