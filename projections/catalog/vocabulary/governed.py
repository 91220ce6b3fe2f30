"""Properties that tables and columns share: how they are protected, and what they mean."""

from __future__ import annotations

from projections.catalog.vocabulary.kinds import Property, bilingual, link, word

SECURITY = ("Unclassified", "Protected A", "Protected B", "Protected C", "Confidential", "Secret", "Top Secret")
"""Security categories, from the lowest to the highest."""

GOVERNED = (
    bilingual("title", "title", "titre", expected="above_staged"),
    bilingual("description", "description", "description", expected="above_staged"),
    word("security", "security category", "catégorie de sécurité", *SECURITY, expected="above_staged"),
    Property("personal", "personal information", "renseignements personnels", "flag"),
    bilingual("personal_purpose", "purpose of collection", "but de la collecte", expected="personal"),
    Property("legal_authority", "legal authority", "autorisation légale", expected="personal"),
)

TERMS = link("terms", "glossary terms", "termes du glossaire", "term", many=True, expected="gold")
