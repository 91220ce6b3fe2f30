"""What the codes of the ledger, the vault and the files that JobForge writes mean."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
F-001  A derived file is missing.
       Layer files can be deleted and are built again from the ledger and the kept source bytes: jobforge
       replay.
F-010  The disk is full.
       Free some space and run the command again. A half-written file is never used and is swept later.
F-011  A file or folder may not be used.
       Reading needs the right to read the lake; whatever records something needs the right to write it.
F-012  The database of read models cannot be used.
       It is derived and can be deleted: jobforge replay builds it again. It may also be that the folder of
       the lake may not be written.
F-013  A path does not lead to what has to be there.
       A folder is a file, a file is a folder, links lead in a circle, a name is too long, or nothing can be made
       there. The error names the path; `lake`, `ledger` and `inbox` stand in jobforge.toml.
F-014  The disk refused to read or write.
       Check it, then run jobforge verify. What was recorded before is kept.
F-031  The bytes of a file could not be kept.
       Before anything is read, the bytes go to the vault; most often the disk is full.
F-040  The folder for an export holds something else.
       An export takes the place of what is in its folder, so it goes only where nothing is or an export was.
I-001  The ledger is not what was recorded.
       An event, or the file that holds the events, differs from its hash. Keep the file as evidence, restore
       a backup, and compare with a checkpoint that was kept elsewhere.
I-002  Kept bytes are missing from the vault.
       An event names source bytes or a definition that are not there. Restore the file from a backup of the
       vault.
I-003  Kept bytes are not what was kept.
       A file of the vault does not have the hash that is its name. Restore it from a backup of the vault.
I-010  Replay gave other bytes than recorded.
       With the libraries that the events name, every file has to come out the same. Run jobforge verify, and
       report it: this is a fault in JobForge or in a library.
I-011  The ledger is gone or has lost all events while vault or layers still hold what it recorded.
       Restore ledger.db from a backup. Nothing is made in its place: a new ledger would begin another history.
L-000  The ledger refused.
       The error tells why; nothing was recorded.
L-001  Another writer got there first.
       Two commands decided about the same thing at once. Run the command again: it decides anew.
L-002  The same request came back with other content.
       What was asked for under this name before is recorded and stays; ask under another name.
L-003  The ledger is busy.
       Another program holds its write lock. Wait and try again, or give --wait SECONDS.
L-004  An entry is too large for the ledger.
       Large content belongs into the vault: this is a bug.
L-005  A value may not stand in an event.
       This is a bug in JobForge, not in your data.
L-006  An event is of a kind that this version does not know.
       A newer version of JobForge wrote it: upgrade JobForge. Nothing is lost.
L-007  The ledger cannot be used.
       The file is not a ledger, comes from a newer version of JobForge, lies where it cannot be kept safely,
       or the SQLite library can lose events. The error says which; jobforge doctor looks at the library.
L-008  The disk has no room for another event.
       Free some space and run the command again.
L-009  The ledger may not be written.
       Its file or folder is read-only for you. Reading commands work all the same.
L-010  The disk failed while the ledger was in use.
       After a failed write it is not known what lies on the disk. Check it, then run the command again: a repetition
       does no harm, and tells what was recorded.
L-011  Another command is writing.
       One command at a time writes the layers. Wait for it, or give --wait SECONDS; jobforge doctor names it.
"""
"""Code and title on a line, then what it means and what helps."""
