"""How the data map calls what the catalog says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from projections.catalog.vocabulary import LANGUAGES
from projections.exports.tables import Said, text

TABLE: Final = "jobforge_table"
COLUMN: Final = "jobforge_column"
SOURCE: Final = "jobforge_source"
PROCESS: Final = "jobforge_process"
TEMPLATE: Final = "JobForge"
"""The term template, with what the data map has no field of its own for."""

TEXTS: Final = {
    TABLE: ("title", "description", "purpose", "grain", "usage", "limits", "totals", "personal_purpose"),
    COLUMN: ("title", "description", "personal_purpose"),
    SOURCE: ("title", "description", "publisher", "program", "licence", "attribution", "jurisdiction"),
    TEMPLATE: ("label", "definition", "abbreviation", "synonyms", "scope_note", "example"),
}
"""What both languages say."""
FACTS: Final = {
    TABLE: ("retention", "legal_authority"),
    COLUMN: ("role", "unit", "code_list", "legal_authority"),
    SOURCE: ("contact", "url", "frequency", "edition", "role"),
    TEMPLATE: ("citation", "exact_match", "review_by"),
}
"""What has no language."""
OF_ASSETS: Final[dict[tuple[str, str | None], str]] = {
    ("title", "en"): "displayName",
    ("description", "en"): "description",
}
"""What every asset has a field for."""
PERSONAL: Final = "JOBFORGE_PERSONAL_INFORMATION"


def attribute(name: str, language: str | None = None) -> str:
    """Name the attribute for a property: ``personal_purpose`` in French is ``personalPurposeFr``."""
    first, *more = name.split("_")
    own = first + "".join(word.capitalize() for word in (*more, language or ""))
    return OF_ASSETS.get((name, language), own)


def asked(kind: str) -> Iterable[tuple[str, str | None]]:
    """Give property and language of all that is carried over of a kind, in the order of their attributes."""
    yield from ((name, language) for name in TEXTS[kind] for language in LANGUAGES)
    yield from ((name, None) for name in FACTS[kind])


def attributes(kind: str, said: Said) -> dict[str, str]:
    """Give the attributes with a value; what nobody said is left out."""
    return {attribute(*each): found for each in asked(kind) if (found := text(said, *each))}


def security(category: str) -> str:
    """Name the classification of a security category: ``Protected A`` is ``JOBFORGE_SECURITY_PROTECTED_A``."""
    return "JOBFORGE_SECURITY_" + re.sub(r"\W+", "_", category).upper()
