"""What is known of a file beside its content: when it was published, as which edition, about which period.

Told by the command, else by the file beside it, else by its name; where two of them differ, nothing is landed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import attrs

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.name_patterns import FACTS, NamePattern, NameUnfit, name_pattern
from jobforge_es.definitions.periods import day_of, period_of
from jobforge_es.settings import LONGEST_PERIOD, SettingWrong, check_words
from ledger.definitions import DeliveryRule, Fact, Source
from ledger.errors import JobForgeError

SIDECAR = ".meta.yaml"
"""What the name of a file beside another ends with, after the whole name of that one."""


class FactsDiffer(JobForgeError):
    """Two places tell something else of one file."""

    code = "A-002"
    exit_code = 2


class FactMissing(JobForgeError):
    """Something is not known of a file that its source requires."""

    code = "A-004"
    exit_code = 2

    def __init__(self, name: str, missing: tuple[Fact, ...], source: str) -> None:
        facts = " and ".join(missing)
        flags = " ".join(f"--{fact} ..." for fact in missing)
        super().__init__(
            f"{facts} of {quoted(name)} {'is' if len(missing) == 1 else 'are'} not known",
            where=name,
            why=f"source {source} requires it, or tells by it which files belong together",
            written="nothing: the file was not landed",
            mend=(
                f"say it in {name}{SIDECAR}, such as {missing[0]}: ...",
                f"jobforge ingest {name} --source {source} {flags}",
                "or let the name of the file tell it: `name_pattern` in the source",
            ),
        )


@attrs.frozen
class Facts:
    """What is known of a file; None where it is not known.

    Attributes:
        published: a day (ISO 8601).
        edition: in the publisher's words.
        period: see ``definitions.periods``.
    """

    published: str | None = None
    edition: str | None = None
    period: str | None = None

    def of(self, fact: Fact) -> str | None:
        """Give one of them."""
        found: str | None = getattr(self, fact)
        return found


NOTHING = Facts()
"""Nothing is known."""


def checked(facts: Facts) -> Facts:
    """Give facts that a person typed as they are recorded.

    Raises:
        NotAPeriod: the period or the day is none.
        SettingWrong: the edition cannot be recorded.
    """
    words = {
        fact: check_words(text, f"--{fact}", LONGEST_PERIOD) for fact in FACTS if (text := facts.of(fact)) is not None
    }
    if "published" in words:
        day_of(words["published"])
    if "period" in words:
        period_of(words["period"])
    return Facts(**words)


def facts_of(name: str, source: Source, typed: Facts, beside: Facts) -> Facts:
    """Decide what is known of a file.

    Args:
        name: of the file.
        source: whose ``name_pattern``, ``requires`` and ``delivery`` hold.
        typed: with the command.
        beside: in the file beside it.

    Raises:
        NameUnfit: the name does not tell what it should, and nothing else does.
        FactsDiffer: two of them tell something else.
        FactMissing: what the source requires is told nowhere.
    """
    told = {"the command": typed, f"{name}{SIDECAR}": beside, "its name": _named(name, source, typed, beside)}
    found = Facts(**{fact: _agreed(name, fact, {w: f.of(fact) for w, f in told.items()}) for fact in FACTS})
    missing = tuple(fact for fact in _required(source) if found.of(fact) is None)
    if missing:
        raise FactMissing(name, missing, source.name)
    return found


def delivery_of(facts: Facts, source: Source) -> str | None:
    """Name the delivery that a file belongs to; None where each file is one by itself."""
    if source.delivery is None:
        return None
    return " ".join(facts.of(fact) or "" for fact in _by(source))


def effective_at(facts: Facts, source: Source, zone: str, ingested_at: datetime) -> datetime:
    """Tell from when a file counts, in UTC.

    The day on which it was published, else the first of its period, as that day begins in the time zone of the
    project; else when it was ingested.
    """
    if facts.published is not None:
        day = day_of(facts.published)
    elif facts.period is not None:
        day = period_of(facts.period, source.fiscal_year_begins).first
    else:
        return ingested_at
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _named(name: str, source: Source, typed: Facts, beside: Facts) -> Facts:
    if source.name_pattern is None:
        return Facts()
    pattern = name_pattern(source.name_pattern)
    try:
        return named(name, pattern, source.fiscal_year_begins)
    except NameUnfit:
        if all(typed.of(fact) or beside.of(fact) for fact in pattern.facts):
            return Facts()
        raise


def named(name: str, pattern: NamePattern, fiscal_year: str) -> Facts:
    """Give what a name tells by a pattern.

    Raises:
        NameUnfit: it does not fit, or tells what there is not.
    """
    found = pattern.tell(name, fiscal_year)
    try:
        return Facts(**{fact: check_words(text, fact, LONGEST_PERIOD) for fact, text in found.items()})
    except SettingWrong as error:
        raise NameUnfit(name, pattern.text, error.why or error.what) from error


def _agreed(name: str, fact: Fact, told: Mapping[str, str | None]) -> str | None:
    said = {where: text for where, text in told.items() if text is not None}
    if len(set(said.values())) > 1:
        raise FactsDiffer(
            f"the {fact} of {quoted(name)} is told in {len(said)} places, and not the same",
            where=name,
            why="; ".join(f"{where} says {quoted(text)}" for where, text in said.items()),
            written="nothing: the file was not landed",
            mend=("correct the one that is wrong, then run the command again",),
        )
    return next(iter(said.values()), None)


def _required(source: Source) -> tuple[Fact, ...]:
    by = () if source.delivery is None else _by(source)
    return tuple(fact for fact in FACTS if fact in (*source.requires, *by))


def _by(source: Source) -> tuple[Fact, ...]:
    """Tell which facts the files of one delivery share."""
    match source.delivery:
        case None:
            return ()
        case DeliveryRule(by="name_pattern"):
            return name_pattern(source.name_pattern or "").facts
        case DeliveryRule(by=fact):
            return (fact,)  # type: ignore[return-value] # the fourth word stands above
