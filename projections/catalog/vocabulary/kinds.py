"""What a vocabulary is made of: kinds of subjects, and the properties that each kind has."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

Shape: TypeAlias = Literal["text", "word", "date", "flag", "number", "link", "sql", "expectation", "relationship"]
Expected: TypeAlias = Literal["always", "above_staged", "gold", "personal", "never"]


LANGUAGES = ("en", "fr")
"""Both official languages; neither stands in for the other."""


@attrs.frozen
class Property:
    """A property that subjects of a kind may have.

    Attributes:
        name: in files, commands and the ledger.
        en, fr: what it is called on screens.
        shape: of its values.
        bilingual: whether each language has a value of its own.
        many: whether it is a list.
        words: that a ``word`` may be; empty for any.
        to: kinds that a ``link`` may lead to.
        expected: of which subjects completeness asks for it.
    """

    name: str
    en: str
    fr: str
    shape: Shape = "text"
    bilingual: bool = False
    many: bool = False
    words: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    expected: Expected = "never"


@attrs.frozen
class Kind:
    """A kind of subjects.

    Attributes:
        name: in the ledger and on the command line.
        section: key of the YAML files under which its subjects stand.
        en, fr: what one is called on screens.
        properties: by name.
        derived: whether its subjects come from elsewhere (tables, columns, sources); else what is said makes them.
    """

    name: str
    section: str
    en: str
    fr: str
    properties: dict[str, Property]
    derived: bool = False

    @property
    def always(self) -> list[tuple[str, str | None]]:
        """Name what should be said of every subject; the language is None where it has no meaning."""
        wanted = [what for what in self.properties.values() if what.expected == "always"]
        return [(what.name, at) for what in wanted for at in (LANGUAGES if what.bilingual else (None,))]


def kind(name: str, section: str, en: str, fr: str, *properties: Property, derived: bool = False) -> Kind:
    """Make a kind of its properties."""
    return Kind(name, section, en, fr, {each.name: each for each in properties}, derived)


def bilingual(name: str, en: str, fr: str, *, many: bool = False, expected: Expected = "never") -> Property:
    """Make a property that each language words for itself."""
    return Property(name, en, fr, bilingual=True, many=many, expected=expected)


def link(name: str, en: str, fr: str, *to: str, many: bool = False, expected: Expected = "never") -> Property:
    """Make a property whose values are subjects."""
    return Property(name, en, fr, "link", many=many, to=to, expected=expected)


def word(name: str, en: str, fr: str, *words: str, expected: Expected = "never") -> Property:
    """Make a property that is one of these words, or any one where none is given."""
    return Property(name, en, fr, "word", words=words, expected=expected)
