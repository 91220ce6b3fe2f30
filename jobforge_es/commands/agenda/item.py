"""One thing that asks for a person."""

from __future__ import annotations

from typing import Literal

import attrs

Kind = Literal[
    "set aside",
    "refused whole",
    "to review",
    "changed",
    "refused",
    "review date",
    "expired",
    "vacant",
    "question",
    "delivery",
]
KINDS: tuple[Kind, ...] = (
    "set aside", "refused whole", "to review", "changed", "refused", "review date", "expired", "vacant", "question",
    "delivery",
)  # fmt: skip


@attrs.frozen
class Item:
    """A thing that asks for a person.

    Attributes:
        kind: what it is: rows ``set aside``; a file ``refused whole``; something ``to review`` by a second person,
            which ``changed`` since it was put forward, or was ``refused``; a term whose ``review date`` has passed; a
            role whose holder ``expired`` or that is ``vacant``; a ``question`` that was not answered as expected; a
            ``delivery`` that did not come.
        subject: the table, the term, the source and so on.
        what: the facts of it, in words that are the same in both languages: names of rules, files, columns.
        count: rows, or None.
        due: the day by which it was or is to be done (ISO 8601), or None.
        overdue: whether that day has passed.
        who: keys of those whose it is; empty where nobody is named.
        command: what deals with it, as words.
        but: of a review: names of its authors, who cannot conclude it; it is everybody else's where ``who`` is empty.
    """

    kind: Kind
    subject: str
    what: str
    command: tuple[str, ...]
    count: int | None = None
    due: str | None = None
    overdue: bool = False
    who: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
