"""People of an asset or a term, by their ids in the directory of the organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from projections.catalog.people import Holder
from projections.exports.changed import Changed

OF_ASSETS: Final = {"owner": "Owner"}
OF_TERMS: Final = {"owner": "Steward", "steward": "Steward"}
"""Role to the kind of contact; every other role is an expert."""
EXPERT: Final = "Expert"
MOST: Final = 20
"""Contacts of one kind."""

Contacts = dict[str, list[dict[str, str]]]


def contacts(
    subject: str,
    holders: Iterable[Holder],
    kinds: Mapping[str, str],
    directory: Mapping[str, str],
    changed: list[Changed],
) -> Contacts:
    """Give who answers, by kind of contact; who is not known to the directory is told in ``changed``."""
    found: Contacts = {}
    for each in holders:
        if each.is_vacant:
            continue
        kind, person = kinds.get(each.role, EXPERT), f"{each.role}: {each.name()}"
        known = found.get(kind, [])
        if each.party not in directory:
            changed.append(Changed(subject, person, "", "nobody said the Entra object id of this party"))
        elif len(known) == MOST:
            changed.append(Changed(subject, person, "", f"an asset has at most {MOST} contacts of a kind"))
        else:
            found[kind] = [*known, {"id": directory[each.party], "info": person}]
    return found
