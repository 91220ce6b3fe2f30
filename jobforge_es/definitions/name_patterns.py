"""What the name of a file tells: ``jobs_{period:yyyy-MM}_{edition}.csv``.

A name fits exactly or not at all, and what stands in a place has to be a day, a period or an edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args

import attrs

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.periods import FISCAL_YEAR, NotAPeriod, day_of, period_of
from ledger.definitions.arrival import Fact
from ledger.errors import JobForgeError

FACTS: Final[tuple[Fact, ...]] = get_args(Fact)

PLACE = re.compile(r"\{([^{}]*)\}")
PARTS = re.compile(r"yyyy|MM|dd|q|[-_. QT]")
"""Of a format: year, month, day, number of a quarter, and what may stand between them."""

DIGITS = {"yyyy": "[0-9]{4}", "MM": "[0-9]{2}", "dd": "[0-9]{2}", "q": "[1-4]"}
DATES = {
    ("yyyy",): "{}",
    ("MM", "yyyy"): "{1}-{0}",
    ("q", "yyyy"): "{1}-Q{0}",
    ("MM", "dd", "yyyy"): "{2}-{0}-{1}",
    ("yyyy", "yyyy"): "{0}/{1}",
}
"""Parts of a format, sorted, and how they make a period."""

DAY = ("MM", "dd", "yyyy")
EXAMPLE = 'name_pattern: "jobs_{period:yyyy-MM}_{edition}.csv"'


class PatternWrong(ValueError):
    """A pattern cannot tell what a name says; its text says why."""


class NameUnfit(JobForgeError):
    """The name of a file is not as its source says."""

    code = "A-003"
    exit_code = 2

    def __init__(self, name: str, pattern: str, why: str) -> None:
        super().__init__(
            f"the name {quoted(name)} does not tell what {quoted(pattern)} says it does",
            why=why,
            mend=(
                "rename the file",
                "or say it with --period, --published and --edition, or in a file beside it (NAME.meta.yaml)",
            ),
        )


@attrs.frozen
class NamePattern:
    """A pattern that is in order.

    Attributes:
        text: as it is written.
        regex: that a name has to fit as a whole; its groups are numbered after the places.
        places: what each place tells, and the parts of its format.
    """

    text: str
    regex: re.Pattern[str]
    places: tuple[tuple[Fact, tuple[str, ...]], ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What a name tells, in the order in which it tells it."""
        return tuple(fact for fact, _ in self.places)

    def tell(self, name: str, fiscal_year: str = FISCAL_YEAR) -> dict[Fact, str]:
        """Give what a name tells.

        Raises:
            NameUnfit: it does not fit, or tells a day that there is not.
        """
        match = self.regex.fullmatch(name)
        if match is None:
            raise NameUnfit(name, self.text, "the name has another form")
        found: dict[Fact, str] = {}
        for number, (fact, parts) in enumerate(self.places):
            found[fact] = value = match[f"f{number}"] if not parts else _date(match, number, parts)
            try:
                if fact != "edition":
                    day_of(value) if fact == "published" else period_of(value, fiscal_year)
            except NotAPeriod as error:
                raise NameUnfit(name, self.text, error.what) from error
        return found


def name_pattern(text: str) -> NamePattern:
    """Compile a pattern.

    Raises:
        PatternWrong: it has no place, an unknown one, one twice, two editions' worth of doubt, or a format that makes
            no day or period.
    """
    regex, at = "", 0
    places: list[tuple[str, tuple[str, ...]]] = []
    for match in PLACE.finditer(text):
        between = text[at : match.start()]
        fact, _, form = match[1].partition(":")
        parts = tuple(_parts(fact, form))
        if fact in (known for known, _ in places):
            raise PatternWrong(f"{{{fact}}} stands twice")
        if places and not between and "edition" in (fact, places[-1][0]):
            raise PatternWrong("where an edition ends must be told by a character beside it")
        regex += re.escape(between) + _group(len(places), form, parts)
        places.append((fact, tuple(p for p in parts if p in DIGITS)))
        at = match.end()
    rest = PLACE.sub("", text)
    if not places or set(rest) & set("{}*?/\\\0"):
        raise PatternWrong("it needs places such as {period:yyyy-MM}, and no other braces, slashes, * or ?")
    return NamePattern(text, re.compile(regex + re.escape(text[at:]), re.DOTALL), tuple(places))  # type: ignore[arg-type] # checked in _parts


def _parts(fact: str, form: str) -> Iterator[str]:
    """Give the parts of a format, and refuse one that makes nothing."""
    if fact not in FACTS:
        raise PatternWrong(f"there is {', '.join(f'{{{known}}}' for known in FACTS)}, not {{{fact}}}")
    if fact == "edition":
        if form:
            raise PatternWrong("{edition} has no format")
        return
    parts = PARTS.findall(form)
    dated = tuple(sorted((p for p in parts if p in DIGITS), key=str))
    if "".join(parts) != form or dated not in DATES or (fact == "published" and dated != DAY):
        wanted = "yyyy, MM and dd" if fact == "published" else "yyyy, yyyy-MM, yyyy-Qq, yyyy-MM-dd or yyyy-yyyy"
        raise PatternWrong(f"{{{fact}:...}} is written with {wanted}, in any order")
    yield from parts


def _group(number: int, form: str, parts: tuple[str, ...]) -> str:
    if not form:
        return f"(?P<f{number}>.+)"
    found = (f"(?P<f{number}_{i}>{DIGITS[p]})" if p in DIGITS else re.escape(p) for i, p in enumerate(parts))
    return "".join(found)


def _date(match: re.Match[str], number: int, parts: tuple[str, ...]) -> str:
    """Put the digits of a place into the order of a period."""
    digits = [value for key, value in match.groupdict().items() if key.startswith(f"f{number}_")]
    paired = sorted(zip(parts, digits, strict=True), key=lambda pair: pair[0])
    return DATES[tuple(part for part, _ in paired)].format(*(value for _, value in paired))
