"""People, and what they answer for."""

from __future__ import annotations

from projections.catalog.vocabulary.kinds import Property, bilingual, kind, link, word

ROLES = ("owner", "steward", "technical steward", "approver", "expert")
VACANT = "vacant"
"""Stands in a key where nobody holds the role."""


def assignment_key(role: str, subject: str, party: str, since: str | None) -> str:
    """Name an assignment by what it says: who is appointed again at a later day has another.

    Args:
        role: one of the roles.
        subject: with its kind, as in ``table:gold.dim_noc``.
        party: who; empty where nobody is.
        since: the first day, or None.
    """
    return f"{role} of {subject}: {party or VACANT}{f' from {since}' if since else ''}"


PARTY = kind(
    "party",
    "people",
    "party",
    "partie",
    bilingual("name", "name", "nom", expected="always"),
    word("type", "type", "type", "person", "team", "organisation"),
    Property("email", "e-mail", "courriel"),
    Property("entra_id", "Entra object id", "identifiant d'objet Entra"),
    link("member_of", "member of", "membre de", "party"),
)

ASSIGNMENT = kind(
    "assignment",
    "assignments",
    "assignment",
    "affectation",
    word("role", "role", "rôle", *ROLES, expected="always"),
    link("for", "for", "pour", "table", "column", "source", "term", "question", "consumer", expected="always"),
    link("party", "party", "partie", "party"),
    Property("from", "from", "du", "date"),
    Property("until", "until", "au", "date"),
    link("acting_for", "acting for", "par intérim pour", "party"),
    Property("vacant", "vacant", "vacant", "flag"),
)
