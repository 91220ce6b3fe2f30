"""What properties of the catalog are called on screens."""

from __future__ import annotations

from jobforge_es.cli.language import FRENCH, language


def property_named(kind: str, name: str) -> str:
    """Give what a property is called in the language that is spoken; its own name where nobody knows it."""
    from projections.catalog.vocabulary import KINDS

    what = KINDS[kind].properties.get(name)
    if what is None:
        return name
    return what.fr if language() == FRENCH else what.en
