"""What every code means, in plain words; a test finds codes without text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

FAMILIES: Final = {
    "B": "books that do not balance",
    "C": "settings and definition files",
    "D": "characters and encodings",
    "F": "files and folders that JobForge writes",
    "I": "integrity: something is not what was recorded",
    "K": "checks: too many rows broke their rules",
    "L": "the ledger and its lock",
    "M": "models and queries",
    "P": "reading records from a file",
    "S": "columns, types and contracts",
    "U": "how a command was used",
    "X": "JobForge itself",
}

TEXTS: Final = """
C-001  There is no project here.
       Commands look for jobforge.toml in this folder and those above it. Go into a project, name one with
       --project DIR, or make one with jobforge init.
C-002  A setting is unknown or has a value that it cannot have.
       Settings stand in jobforge.toml, in variables that begin with JOBFORGE_, or are given with the command.
       The error names the place; nothing is taken for granted in its stead.
C-003  A definition file cannot be read.
       Sources and contracts are YAML, models are SQL; all are regular files in UTF-8.
C-004  A definition file has a key that has no meaning there.
       A key that nobody reads is most often a slip of the pen, so it is refused; the error names the nearest
       one.
C-005  A definition file says something that cannot be adopted.
       The error shows the line. While one file is wrong, nothing of any file is recorded.
C-006  Two definition files define the same name.
       Which of them holds would be a guess. Rename one of them, or remove it.
C-007  A definition file is a link that leads out of the project.
       A project is complete in its folder, so that what was adopted can be read again elsewhere.
C-010  Two sources match one file of the inbox.
       Which of them reads it would be a guess, so nothing was landed. Narrow `files:` in one of them.
C-011  A definition speaks of something that nothing declares.
       A contract names a source, a table or a model for which there is no file.
C-012  A table has two makers.
       A table is either filled from a source or made by a model: else nobody could say where a row came from.
B-001  The books do not balance.
       Rows were lost or came twice between what was read and what was put out. This is a fault in JobForge or in a
       library, not in your data: the step recorded nothing but its failure.
B-002  Rows came in another order than that of the source.
       This is a fault in JobForge or in a library, not in your data: the step recorded nothing but its failure.
D-001  The byte-order mark of the file names another encoding than its source.
       Read as declared, every text could be wrong. If the file is right, set `encoding` in the source.
D-002  A record holds bytes that are not of the declared encoding.
       The record is set aside with its raw bytes. If many are, `encoding` in the source is wrong: files from
       older French or Windows programs are often cp1252.
D-003  A record holds a NUL character.
       No text has one: the file is damaged, or is UTF-16 and its source does not say so. The record is set
       aside.
D-004  A UTF-16 file ends in the middle of a character.
       It has an odd number of bytes: an interrupted copy, or another encoding.
D-005  A UTF-16 file does not tell its byte order.
       Without a byte-order mark the order would be a guess: set `encoding: utf-16-le` or `utf-16-be` in the
       source.
D-010  A file changed while it was read.
       Wait until whoever writes it is done, then run the command again.
D-010  The file changed while it was read.
       Wait until whoever writes it is done, then run the command again.
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
F-031  The bytes of a file could not be kept.
       Before anything is read, the bytes go to the vault; most often the disk is full.
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
I-011  The ledger is gone while the vault still holds what it recorded.
       Restore ledger.db from a backup. Nothing is made in its place: a new ledger would begin another history.
K-001  Too many rows broke their rules.
       The source or the contract says which share may be set aside. The batch was refused whole, its rows are
       kept with their reasons (jobforge quarantine list), and nothing above changed.
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
M-000  A model was refused.
       The error tells why. A model is one SELECT that gives the same answer on every run.
M-001  A model is not one SELECT.
       A file under models/ holds exactly one SELECT, in DuckDB SQL.
M-002  A model uses something that is not on the list.
       Only functions and syntax whose answer depends on the rows alone are allowed. The list stands below.
M-003  The answer of a model could differ from run to run.
       It would read a clock or chance, or take some row of several. The error shows the word and what to write instead.
M-004  A model reads a table that does not exist.
       Tables are written with their layer, such as silver.noc.
M-005  The engine does not understand the SQL of a model.
       Most often a column is misspelt or a type does not fit; its own words stand in the error.
M-006  The origin of rows cannot be followed through a model.
       Every row of gold must be able to name the source rows it came from. The error shows what cannot be followed yet.
M-007  A column of a model cannot be a column of a table.
       It has no name, a name that is none, or a type that tables do not hold: give it a name with AS, or cast it.
M-008  A model reads a layer that is too low.
       Gold reads silver. To read bronze or staged all the same, say so at the head of the file: -- reads: bronze.
M-009  A sum over binary fractions is not exact.
       Its last digits depend on the order of the rows. Cast to a decimal such as DECIMAL(18, 2) first.
M-010  A query ran for too long and was stopped.
       The limit is `time_limit` in jobforge.toml, in seconds.
M-011  A query needed more memory than it may have.
       The limit is `memory_limit` in jobforge.toml. What does not fit is put on disk first, so room there
       helps too.
M-012  The engine could not answer a query.
       The SQL is wrong, or a value could not be worked with. Run the SELECT with jobforge query to see more.
M-013  A name in a model begins with an underscore.
       Such names are ours: provenance columns are added to every row, and the SQL of a model never mentions them.
M-020  The output of a model breaks its contract.
       A model's output is kept whole or not at all: the table is as it was. Mend the SQL or the contract.
M-021  Models read each other in a circle.
       Let one of them read another table.
M-022  Rows tie in an order that the result depends on.
       Rows that tie can change places from run to run. Add columns to the ORDER BY until no two rows are
       equal.
P-000  A file was refused whole.
       No row of it was landed; its bytes are kept.
P-001  The file is empty.
       Not even a header: an interrupted copy looks like this. Fetch the file again.
P-002  A record has fewer fields than the header.
       It is set aside with its raw bytes, for it is not known which field is missing.
P-003  A record has more fields than the header.
       Often a delimiter stands in an unquoted text. It is set aside with its raw bytes.
P-004  Text follows a closing quote.
       Often a quote inside a quoted text is not doubled. The record is set aside with its raw bytes.
P-005  A quote stands inside a field that does not begin with one.
       The record is set aside with its raw bytes. If quotes have no meaning in the file, set `quote: none`.
P-006  A quote is never closed.
       What follows up to the end of the file would belong to one field. It is set aside with its raw bytes.
P-007  A record is longer than its source allows.
       The limit is `max_record_bytes` in the source. A quote that is never closed looks like this too.
P-008  The file has no header.
       Check `skip_lines` and `skip_footer` of the source.
P-009  The file is shorter than its preamble and footer.
       Check `skip_lines` and `skip_footer` of the source.
P-010  The header of a file cannot be read.
       Check `encoding`, `delimiter`, `quote` and `skip_lines` of the source.
P-011  The file became shorter while it was read.
       Wait until whoever writes it is done, then try again.
S-020  The header is not the one that the source expects.
       Nothing was loaded into wrong columns. If the publisher changed the file, revise `columns` in the
       source.
S-021  A contract promises a column that no file of its source has.
       Say with `jobforge.header` under which header it stands in the file, or take it out of the contract.
S-022  Two headers would get one column name.
       Column names are small letters without accents, so headers that differ in these only clash. Declare distinct
       `columns` in the source, with `header: false` and `skip_lines` past the header.
S-023  A table holds batches whose column types differ.
       A batch that a stricter contract refused stands in the table as it was promoted before, with the types of
       then. Mend the contract so that it passes, or put a corrected file in its place.
S-029  The settings of a source contradict each other.
       The error says which of them.
S-031  A format of dates or times would be a guess.
       Declare it with yyyy MM dd HH mm ss SSS and XXX, every part once.
S-032  A column is declared in a way that no text could be read by.
       Mend the contract as the error says.
S-033  A rule can never be checked.
       Its pattern, bound, value or column is wrong: mend the contract.
S-034  The last row cannot win in a table that only grows.
       `jobforge.onConflict: last` would change rows of earlier batches: use mode replace, or first, or
       quarantine.
U-000  The command line was not understood.
       jobforge COMMAND --help tells what a command takes.
U-001  There is nothing of that name.
       The error names what is near, or what there is.
U-002  That is no moment of this ledger.
       A moment is a position (41), a day (2026-03-31, meaning its end) or a time (2026-03-31T12:00).
U-003  A project cannot be made there.
       jobforge init makes a new folder, or fills an empty one.
U-020  A query cannot be answered.
       The engine's own words stand in the error. Tables are layer.table.
U-031  There is no such file.
       Check the path; nothing was recorded.
U-032  That is not a file.
       Folders, pipes and devices cannot be kept: name a regular file.
U-033  A file cannot be read.
       Check who may read it; nothing was recorded.
U-041  The audit cannot answer that.
       It answers named questions, and SELECTs over the views of the ledger.
X-000  Something went wrong.
       The error tells more.
X-001  A mistake in JobForge itself.
       Run the command again with --debug and report what it prints. What was recorded before is safe.
X-130  The command was interrupted.
       It is safe to run it again: what was finished is kept.
"""
"""Code and title on a line, then what it means and what helps."""


def _read(texts: str) -> Iterator[tuple[str, tuple[str, str]]]:
    code, title, said = "", "", ""
    for line in texts.strip().splitlines():
        if line.startswith(" "):
            said += f" {line.strip()}"
            continue
        if code:
            yield code, (title, said.strip())
        code, _, title = line.partition("  ")
        said = ""
    yield code, (title, said.strip())


CODES: Final = dict(_read(TEXTS))
"""Code to title and text."""


def title_of(code: str) -> str:
    """Give the title of a code; an unknown one gets that of its family."""
    known = CODES.get(code)
    return known[0] if known else FAMILIES.get(code[:1], "")
