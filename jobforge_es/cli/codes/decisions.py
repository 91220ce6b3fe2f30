"""What the codes of decisions about rows, and of their reviews, mean."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
Q-002  A record that could not be read lacks values.
       It comes in only when a person says what stands in each of its columns; --set COLUMN= says that nothing does.
Q-003  Nothing can be decided about the row as it stands.
       It is refused for good, its file was refused whole, or there is nothing to take back. The error tells which.
Q-004  A row cannot be accepted as it is.
       A value that does not fit its type has no place in the table, and a key stands once. Correct the row, or refuse
       it for good. The day until which a release holds is today or later.
Q-005  A list of corrections, or a value in it, cannot be used.
       A list is a CSV file in UTF-8 with the columns id, column and value. A value is written as in the source file.
Q-006  Nobody agrees to what they proposed themselves.
       What needs a second person takes effect when somebody else approves it: jobforge review list.
Q-007  Rows cannot be tried again without changing others.
       The contract now reads values differently, so all rows of the file would change. Let it apply to all that was
       promoted before: jobforge.scope: rebuild in the contract, then jobforge run.
Q-008  What waits for a second person has changed since it was put forward.
       Who agrees, agrees to what was put forward and to nothing else. Put it forward again: of a glossary term with
       jobforge glossary submit.
"""
"""Code and title on a line, then what it means and what helps."""
