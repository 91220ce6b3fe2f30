"""Sources of files."""

from __future__ import annotations

from projections.catalog.vocabulary.kinds import Property, bilingual, kind, word

SOURCE = kind(
    "source",
    "sources",
    "source",
    "source",
    bilingual("title", "title", "titre", expected="always"),
    bilingual("description", "description", "description"),
    bilingual("publisher", "publisher", "éditeur", expected="always"),
    bilingual("program", "program", "programme"),
    bilingual("licence", "licence", "licence", expected="always"),
    bilingual("attribution", "attribution", "mention de la source"),
    bilingual("jurisdiction", "jurisdiction", "ressort", expected="always"),
    bilingual("steward", "steward", "intendant", expected="always"),
    bilingual("owner", "owner", "propriétaire"),
    Property("contact", "contact", "contact", expected="always"),
    Property("url", "address", "adresse", expected="always"),
    Property("frequency", "frequency", "fréquence", expected="always"),
    Property("edition", "edition", "édition"),
    word("role", "role", "rôle", "data", "reference"),
    derived=True,
)
