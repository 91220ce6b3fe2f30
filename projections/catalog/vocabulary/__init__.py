"""The vocabulary: what can be said about the subjects of the catalog.

One table for readers of files, commands, searches, completeness, exports and controls: a property that is added here
can be written, told, exported and asked for everywhere.
"""

from __future__ import annotations

from projections.catalog.vocabulary.kinds import LANGUAGES, Kind, Property
from projections.catalog.vocabulary.people import ASSIGNMENT, PARTY
from projections.catalog.vocabulary.questions import CONSUMER, QUESTION
from projections.catalog.vocabulary.sources import SOURCE
from projections.catalog.vocabulary.tables import COLUMN, TABLE
from projections.catalog.vocabulary.terms import TERM

KINDS: dict[str, Kind] = {
    each.name: each for each in (TERM, TABLE, COLUMN, SOURCE, QUESTION, CONSUMER, PARTY, ASSIGNMENT)
}

__all__ = ["KINDS", "LANGUAGES", "Kind", "Property"]
