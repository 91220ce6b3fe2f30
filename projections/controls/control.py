"""What a control is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

import attrs

if TYPE_CHECKING:
    from projections.controls.evidence import Evidence
    from projections.controls.items import Item

Look: TypeAlias = "Callable[[Evidence], Iterable[Item]]"


@attrs.frozen
class Control:
    """A statement that is checked of every member of a population.

    Attributes:
        id: a letter and two digits.
        en, fr: the statement.
        look: gives every member of the population, with what was found.
        version: rises when it looks at something else, so that a trend compares like with like.
    """

    id: str
    en: str
    fr: str
    look: Look
    version: int = 1

    def statement(self, language: str) -> str:
        """Give the statement in a language."""
        return self.fr if language == "fr" else self.en
