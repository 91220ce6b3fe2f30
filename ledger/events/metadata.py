"""Events of the catalog. Streams ``catalog-<path>`` and ``<kind>-<subject>``."""

from __future__ import annotations

import attrs

from ledger.names import Sha256


@attrs.frozen
class CatalogFileAdopted:
    """A file of the catalog, the glossary or the questions was recorded.

    Attributes:
        path: below the project.
        file_sha256: of the file as its author wrote it (vault).
        definition: hash of its statements (vault); what differs from those of the file before counts from here.
    """

    path: str
    file_sha256: Sha256
    definition: Sha256


@attrs.frozen
class PropertySet:
    """One property of one subject of the catalog was set, or taken away where there is no value.

    Attributes:
        kind, subject, name, language: as of a statement.
        values: of the property; empty when it was taken away.
    """

    kind: str
    subject: str
    name: str
    language: str | None
    values: tuple[str, ...]
