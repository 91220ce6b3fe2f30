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
        self._teams: dict[str, str] = {}
        for key in statements.subjects(db, PARTY):
            called = self._called.setdefault(key.casefold(), {key.casefold()})
            for row in statements.about(db, PARTY, key):
                if row.name in ("name", "email"):
                    called |= {text.casefold() for text in row.values}
                elif row.name == "member_of":
                    self._teams[key.casefold()] = row.values[0].casefold()

    def aliases(self, name: str) -> frozenset[str]:
        """Give all that somebody goes by who goes by this name, in lower case: keys, e-mail addresses, names.

        What is recorded of who acted is a name; where nobody said who that is, it stands for itself alone.
        """
        wanted = name.casefold()
        return frozenset({wanted}.union(*(called for called in self._called.values() if wanted in called)))

    def is_one(self, name: str, other: str) -> bool:
        """Tell whether two names are of one party."""
        return bool(self.aliases(name) & self.aliases(other))

    def with_teams(self, name: str) -> frozenset[str]:
        """Give all that somebody goes by, and the keys of the teams that they belong to, in lower case."""
        found = set(self.aliases(name))
        open_ = [key for key in self._called if key in found]
        while open_:
            team = self._teams.get(open_.pop())
            if team is not None and team not in found:
                found.add(team)
                open_.append(team)
        return frozenset(found)
