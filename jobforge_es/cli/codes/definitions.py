"""What the codes of settings, definitions, models and queries mean."""

from __future__ import annotations

from typing import Final

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
C-013  Two files say different things of the same.
       Which of them counts would be a guess, so nothing was recorded. Say it in one place.
C-014  A file and a command have both changed the same words.
       The error shows both, side by side. jobforge pull writes what the catalog says into the files; nothing of the
       file was recorded.
C-015  A property has a value that it cannot have.
       The error says which values there are. Nothing was recorded.
C-016  A file changed while it was about to be written.
       Somebody else wrote it after it was read, and what they wrote is not overwritten. Pull again.
C-017  A file is no workbook of this project, or was changed where it must not be.
       Its sheets, headers and keys stay as jobforge catalog export wrote them, or nobody could say what a cell is
       about. The error names the sheet and the cell. Nothing was recorded.
C-018  Cells of a workbook hold what the catalog cannot say.
       The error names each of them, with what may stand there. Paste its value in place of a formula. Nothing was
       recorded.
C-019  Cells of a workbook were changed elsewhere since it was exported.
       The error shows, side by side, what was exported, what the workbook says and what the catalog says now. Nothing
       was recorded.
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
M-014  The disk refused to read or write while a model or a query ran.
       It may work again in a moment: the step is tried again, as `retries` says.
M-020  The output of a model breaks its contract.
       A model's output is kept whole or not at all: the table is as it was. Mend the SQL or the contract.
M-021  Models read each other in a circle.
       Let one of them read another table.
M-022  Rows tie in an order that the result depends on.
       Rows that tie can change places from run to run. Add columns to the ORDER BY until no two rows are
       equal.
M-023  A model gave other rows when it was run again.
       Before a model counts it is run twice over the same rows: at several threads, and at one with the rows
       in another order. The error names the columns that differed. Nothing was adopted or built.
"""
"""Code and title on a line, then what it means and what helps."""
