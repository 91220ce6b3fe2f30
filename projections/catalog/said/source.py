"""What a source says of itself and of the staged table that it lands in."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.definitions import Source, Statement
from projections.catalog.vocabulary import LANGUAGES
from projections.catalog.vocabulary.sources import SOURCE


def said_by_source(source: Source) -> Iterator[Statement]:
    """Give what a source says; a text without a language is English, as in contracts."""
    for key, text in source.about.items():
        name, _, language = key.partition(".")
        known = SOURCE.properties.get(name)
        if known is None or not text or (language and language not in LANGUAGES):
            continue
        yield Statement("source", source.name, name, (language or "en") if known.bilingual else None, (text,))
        if name in ("title", "description"):
            yield Statement("table", f"staged.{source.name}", name, language or "en", (text,))
