"""Who answers for what: assignments, and the one answer to who holds a role for a subject on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal

import attrs

from projections.catalog import definitions, statements
from projections.catalog.vocabulary import KINDS, LANGUAGES
from projections.catalog.vocabulary.people import ROLES

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ledger.names import Position

Standing = Literal["in force", "ended", "to come"]


@attrs.frozen
class Holder:
    """Somebody, or nobody, in a role.

    Attributes:
        role: steward, owner and so on.
        subject: with its kind, as in ``table:gold.dim_noc``; what was asked about may be made of it.
        party: key of who holds it; empty where it is vacant.
        names: of the party by language, where somebody said them.
        since, until: first and last day (ISO 8601); None where nothing is said.
        acting_for: key of whom the party stands in for.
        key: of the assignment; empty where a property of the subject says who it is.
        origin: the definition that says so, such as ``contract:silver.t``; empty where a command did.
        actor, position: who said it last, and where that stands.
    """

    role: str
    subject: str
    party: str
    names: dict[str, str]
    since: str | None = None
    until: str | None = None
    acting_for: str | None = None
    key: str = ""
    origin: str = ""
    actor: str = ""
    position: Position | None = None

    @property
    def is_vacant(self) -> bool:
        """Whether the role is there and nobody holds it."""
        return not self.party

    def name(self, language: str = "en") -> str:
        """Give what the party is called in a language, its key where nobody said it; empty where it is vacant."""
        return self.names.get(language, self.party)

    def standing(self, day: date) -> Standing:
        """Tell how it stands on a day; the last day counts."""
        if self.since is not None and self.since > day.isoformat():
            return "to come"
        return "ended" if self.until is not None and self.until < day.isoformat() else "in force"


def holders(db: Connection, role: str, kind: str, subject: str, day: date) -> list[Holder]:
    """Tell who holds a role for a subject on a day.

    What is said of the subject itself counts, else what is said of that which answers for it: of a column its table, of
    a bronze table the silver one that its contract promises, of a staged table its source, then what that feeds.

    Args:
        db: the read models, at the position that is asked about.
        role: steward, owner, technical steward, approver or expert.
        kind: of the subject, such as ``table``.
        subject: its key, such as ``gold.dim_noc``.
        day: on which they hold it; it is told apart from the position at which it was known.

    Returns:
        By party; one without a party where the role is vacant; nothing where nobody was ever named.
    """
    for other in answering_for(db, kind, subject):
        mine = (each for each in in_force(db, ":".join(other), day) if each.role == role)
        found = [*mine] or _by_property(db, role, *other)
        if found:
            return [each for each in found if not each.is_vacant] or found[:1]
    return []


def answering(db: Connection, kind: str, subject: str, day: date) -> list[Holder]:
    """Give who holds each role for a subject on a day, in the order of the roles; see ``holders``."""
    return [each for role in ROLES for each in holders(db, role, kind, subject, day)]


def in_force(db: Connection, subject: str, day: date) -> list[Holder]:
    """Give who holds any role for just this subject on a day, by role and party.

    Args:
        db: the read models, at the position that is asked about.
        subject: with its kind, as in ``table:gold.dim_noc``.
        day: on which.
    """
    found = (_assigned(db, key) for key in statements.saying(db, "assignment", "for", subject))
    held = (each for each in found if each is not None and each.standing(day) == "in force")
    return sorted(held, key=lambda each: (each.role, each.party))


def called(found: Iterable[Holder], language: str = "en") -> str:
    """Give the names of holders in one text; empty where the role is vacant or nobody is known."""
    return ", ".join(dict.fromkeys(each.name(language) for each in found if not each.is_vacant))


def assignments(db: Connection) -> list[Holder]:
    """Give all assignments that are said at the position of the read models, whatever their days, by role."""
    found = (_assigned(db, key) for key in statements.subjects(db, "assignment"))
    told = (each for each in found if each is not None)
    return sorted(told, key=lambda each: (each.role, each.subject, each.since or "", each.party))


def answering_for(db: Connection, kind: str, subject: str) -> Iterator[tuple[str, str]]:
    """Give what a subject's people may be told by: itself first."""
    yield kind, subject
    table = subject.rpartition(".")[0] if kind == "column" else subject
    if kind == "column":
        yield "table", table
    layer, _, name = table.partition(".")
    if kind not in ("table", "column"):
        return
    if layer == "bronze":
        yield "table", f"silver.{name}"
    if layer == "staged":
        yield "source", name
        yield from (("table", row.table_name) for row in definitions.contracts(db) if row.source == name)


def _assigned(db: Connection, key: str) -> Holder | None:
    """Read an assignment; None where it does not say which role for what."""
    rows = statements.about(db, "assignment", key)
    texts = {row.name: row.values[0] for row in rows}
    if not {"role", "for"} <= texts.keys():
        return None
    party = "" if texts.get("vacant") == "true" else texts.get("party", "")
    newest = max(rows, key=lambda row: row.position)
    days = (texts.get("from"), texts.get("until"))
    facts = (*days, texts.get("acting_for"), key, newest.origin, newest.actor, newest.position)
    return Holder(texts["role"], texts["for"], party, names_of(db, party), *facts)


def _by_property(db: Connection, role: str, kind: str, subject: str) -> list[Holder]:
    """Give who a property of the subject names: the steward of a term, the owner of a question, those of a source."""
    what = KINDS[kind].properties.get(role)
    if what is None:
        return []
    rows = [row for row in statements.about(db, kind, subject) if row.name == role]
    if not rows:
        return []
    newest = max(rows, key=lambda row: row.position)
    who = {"origin": newest.origin, "actor": newest.actor, "position": newest.position}
    if what.shape == "link":
        party = newest.values[0]
        return [Holder(role, f"{kind}:{subject}", party, names_of(db, party), **who)]  # type: ignore[arg-type] # as the fields
    texts = {row.language: row.values[0] for row in rows}
    party = next(texts[language] for language in LANGUAGES if language in texts)
    return [Holder(role, f"{kind}:{subject}", party, texts, **who)]  # type: ignore[arg-type] # as above


def names_of(db: Connection, party: str) -> dict[str, str]:
    """Give what a party is called, by language."""
    rows = statements.about(db, "party", party) if party else ()
    return {row.language: row.values[0] for row in rows if row.name == "name"}
