"""What a contract says of its table, of the bronze table below it, of their columns and of people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ledger.definitions import Column, Contract, Statement
from ledger.definitions.statements import Key
from projections.catalog.vocabulary.people import ROLES, assignment_key

OF_TABLE = {
    "description.purpose": ("purpose", "en"),
    "description.usage": ("usage", "en"),
    "description.limitations": ("limits", "en"),
}
"""Keys of the standard to a property and the language that the standard writes in."""

OF_COLUMN = {
    "classification": "security",
    "criticalDataElement": "critical",
    "jobforge.personal": "personal",
    "jobforge.codeList": "code_list",
    "jobforge.codeListEdition": "code_list_edition",
}
GLOSSARY = "glossary"
TERM = "urn:term:"


def said_by_contract(contract: Contract) -> Iterator[Statement]:
    """Give what a contract says; of a table that a source feeds, bronze has the same columns."""
    tables = [contract.table]
    if contract.source is not None:
        tables.insert(0, f"bronze.{contract.table.partition('.')[2]}")
    for table in tables:
        yield from _of_table(table, contract)
        for column in contract.columns:
            yield from _of_column(f"{table}.{column.name}", column, contract.about)
    yield from _people(contract)


def _of_table(table: str, contract: Contract) -> Iterator[Statement]:
    yield from texts("table", table, "title", contract.titles)
    yield from texts("table", table, "description", contract.descriptions)
    about = contract.about
    for key, (name, language) in OF_TABLE.items():
        if key in about:
            yield Statement("table", table, name, language, (about[key],))
    for each in _list(about, "slaProperties"):
        if each.get("property") == "retention":
            yield Statement("table", table, "retention", None, (f"{each.get('value')} {each.get('unit', '')}".strip(),))
    yield from _terms("table", table, about, "table.")


def _of_column(subject: str, column: Column, about: Mapping[str, str]) -> Iterator[Statement]:
    yield from texts("column", subject, "title", column.titles)
    yield from texts("column", subject, "description", column.descriptions)
    if column.key is not None:
        yield Statement("column", subject, "role", None, ("key",))
    prefix = f"column.{column.name}."
    for key, name in OF_COLUMN.items():
        if prefix + key in about:
            yield Statement("column", subject, name, None, (about[prefix + key],))
    yield from _terms("column", subject, about, prefix)


def _terms(kind: str, subject: str, about: Mapping[str, str], prefix: str) -> Iterator[Statement]:
    """Give the links to the glossary: authoritative definitions of the type ``glossary``, ``urn:term:<id>``."""
    links = [each for each in _list(about, f"{prefix}authoritativeDefinitions") if each.get("type") == GLOSSARY]
    terms = sorted({str(each.get("url", "")).removeprefix(TERM) for each in links})
    if terms:
        yield Statement(kind, subject, "terms", None, tuple(terms))


def _people(contract: Contract) -> Iterator[Statement]:
    said: dict[Key, Statement] = {}
    for member in (*_list(contract.about, "team.members"), *_list(contract.about, "team")):
        role, party = _role(str(member.get("role", ""))), str(member.get("username") or member.get("name") or "")
        if party and role:
            if member.get("name"):
                for language in ("en", "fr"):  # a name of a person is the same in both
                    name = Statement("party", party, "name", language, (str(member["name"]),))
                    said.setdefault(name.key, name)
            days = (_day(member.get("dateIn")), _day(member.get("dateOut")))
            for each in assignment(role, f"table:{contract.table}", party, *days):
                said.setdefault(each.key, each)
    yield from said.values()


def assignment(
    role: str, subject: str, party: str, since: str | None = None, until: str | None = None
) -> Iterator[Statement]:
    """Give the statements of one assignment; its key is made of what it says."""
    key = assignment_key(role, subject, party, since)
    values = {"role": role, "for": subject, "party": party, "from": since, "until": until}
    for name, value in values.items():
        if value:
            yield Statement("assignment", key, name, None, (value,))


def _role(said: str) -> str:
    """Give the role that a member of a team has, however it is written; empty where it is none of ours."""
    words = " ".join(said.lower().replace("_", " ").replace("-", " ").split()).removeprefix("data ")
    return words if words in ROLES else ""


def _day(said: object) -> str | None:
    """Give the day of a date or of a moment; None where there is none."""
    return str(said)[:10] if said else None


def texts(kind: str, subject: str, name: str, by_language: Mapping[str, str]) -> Iterator[Statement]:
    """Give one statement a language."""
    for language, text in by_language.items():
        if text:
            yield Statement(kind, subject, name, language, (text,))


def _list(about: Mapping[str, str], key: str) -> list[dict[str, Any]]:
    found = json.loads(about[key]) if about.get(key, "").startswith("[") else []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
