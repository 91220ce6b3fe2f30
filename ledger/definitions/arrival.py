"""How files of a source arrive: what is known of each, which of them belong together, and where they are fetched."""

from __future__ import annotations

from typing import Literal

import attrs

Fact = Literal["published", "edition", "period"]
"""What can be known of a file beside its content."""


@attrs.frozen
class Drift:
    """What is done with a file whose columns are not those of the files before it. Whatever it is, it is reported.

    Attributes:
        new: a column more. ``keep`` lands it with this file, ``evolve`` from now on expects it too.
        missing: a column less. ``null`` lands it without a value.
        renamed: a column that holds the values of a missing one under another header. ``map`` takes it for that one.
        reordered: the same columns in another order. ``accept`` lands them by name.
        changed_type: values that look otherwise than before; they are landed as text all the same.
    """

    new: Literal["keep", "evolve", "refuse"] = "refuse"
    missing: Literal["refuse", "null"] = "refuse"
    renamed: Literal["refuse", "map"] = "refuse"
    reordered: Literal["accept", "refuse"] = "accept"
    changed_type: Literal["report", "ignore"] = "report"


@attrs.frozen
class DeliveryRule:
    """Which files form one delivery, and when it is complete.

    Attributes:
        by: what the files of a delivery share; ``name_pattern`` means everything that their names say.
        expects: patterns of names; a delivery is complete when a file has landed for each.
        count: of files that a complete delivery has, or None.
        manifest: pattern of the names of lists of files, with the same placeholders as ``name_pattern``, or None.
        complete_by: ``10d`` or ``2w`` after the last day of the period, or ``day 15`` for the next 15th; None: no date.
    """

    by: Literal["published", "edition", "period", "name_pattern"] = "period"
    expects: tuple[str, ...] = ()
    count: int | None = None
    manifest: str | None = None
    complete_by: str | None = None


@attrs.frozen
class Remote:
    """Where files are fetched from, only ever on demand.

    Attributes:
        urls: http or https; the last part of the path is the name of the file.
        every: seconds before an address is asked again unless a person names the source; 0 asks each time.
        checksum: SHA-256 of the file, or None.
        max_bytes: of one file; a larger one is refused.
        timeout: seconds without an answer or a byte.
    """

    urls: tuple[str, ...]
    every: int = 86_400
    checksum: str | None = None
    max_bytes: int = 10_737_418_240
    timeout: int = 30


@attrs.frozen
class Retries:
    """How often a step is tried where another try may help, and how long is waited in between.

    What is None is as the project has it.

    Attributes:
        attempts: at most; 1 tries once.
        first: seconds before the second, about; doubled before each that follows.
        most: seconds before any, about and at most, but where a server asks for more; up to ``first`` more by chance.
        within: seconds after the first try, after which no other begins.
    """

    attempts: int | None = None
    first: int | None = None
    most: int | None = None
    within: int | None = None
