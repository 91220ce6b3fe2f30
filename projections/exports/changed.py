"""What an export could not carry over as the catalog says it."""

from __future__ import annotations

import attrs


@attrs.frozen
class Changed:
    """What could not be carried over as the catalog says it.

    Attributes:
        subject: a table or a column.
        said: by the catalog.
        written: in the export; empty where it is left out.
        why: one sentence.
    """

    subject: str
    said: str
    written: str
    why: str
