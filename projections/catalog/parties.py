"""Who is who: parties, the names that one goes by, the teams that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.catalog import statements

if TYPE_CHECKING:
    from sqlite3 import Connection

PARTY = "party"


class Directory:
    """Knows all parties at the position of the read models; names are compared without regard to case.

    Args:
        db: the read models.
    """

    def __init__(self, db: Connection) -> None:
        self._called: dict[str, set[str]] = {}
        self._ever: dict[str, set[str]] = {}
        self._teams: dict[str, str] = {}
        for key in statements.subjects(db, PARTY):
            called = self._called.setdefault(key.casefold(), {key.casefold()})
            for row in statements.about(db, PARTY, key):
                if row.name in ("name", "email"):
                    called |= {text.casefold() for text in row.values}
                elif row.name == "member_of":
                    self._teams[key.casefold()] = row.values[0].casefold()

            former = (row for row in statements.history(db, PARTY, key) if row.name in ("name", "email"))
            self._ever.setdefault(key.casefold(), set()).update(v.casefold() for row in former for v in row.values)

    def keys(self, name: str) -> frozenset[str]:
        """Give the keys, in lower case, of all parties that go by a name: as key, name or e-mail address.

        What is recorded of who acted is a name; it is among them as it is, since nobody may have said who that is.
        """
        wanted = name.casefold()
        return frozenset({wanted, *(key for key, called in self._called.items() if wanted in called)})

    def knows(self, name: str) -> bool:
        """Tell whether a party goes by a name."""
        return any(name.casefold() in called for called in self._called.values())

    def is_one(self, name: str, other: str) -> bool:
        """Tell whether two names may be of one party, today or ever: who has another address is nobody else."""
        return bool(self._ever_keys(name) & self._ever_keys(other))

    def _ever_keys(self, name: str) -> frozenset[str]:
        wanted = name.casefold()
        return self.keys(name) | {key for key, called in self._ever.items() if wanted in called}

    def with_teams(self, name: str) -> frozenset[str]:
        """Give the keys of all parties that go by a name, and of the teams that they belong to, in lower case."""
        found = set(self.keys(name))
        open_ = list(found)
        while open_:
            team = self._teams.get(open_.pop())
            if team is not None and team not in found:
                found.add(team)
                open_.append(team)
        return frozenset(found)
