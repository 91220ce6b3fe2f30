"""People, and what they answer for."""

from __future__ import annotations

from projections.catalog.vocabulary.kinds import Property, bilingual, kind, link, word

ROLES = ("owner", "steward", "technical steward", "approver", "expert")

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
