"""What the codes of commands, and of JobForge itself, mean."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
U-000  The command line was not understood.
       jobforge COMMAND --help tells what a command takes.
U-001  There is nothing of that name.
       The error names what is near, or what there is.
U-002  That is no moment of this ledger.
       A moment is a position (41), a day (2026-03-31, meaning its end) or a time (2026-03-31T12:00).
U-003  A project cannot be made there.
       jobforge init makes a new folder, or fills an empty one.
U-004  A replay cannot build its files there.
       A folder outside the project keeps what was built apart from what the project holds.
U-020  A query cannot be answered.
       The engine's own words stand in the error. Tables are layer.table.
U-021  A condition on rows cannot be used.
       --where takes what a WHERE of a model takes, of the columns of one row: comparisons, AND, OR, IN, functions.
U-022  A value cannot be explained as a figure.
       explain-value takes one row of a table that a model makes: name it with --where.
U-023  The later of two moments comes first.
       diff tells what changed from the earlier to the later.
U-031  There is no such file.
       Check the path; nothing was recorded.
U-032  That is not a file.
       Folders, pipes and devices cannot be kept: name a regular file.
U-033  A file cannot be read.
       Check who may read it; nothing was recorded.
U-041  The audit cannot answer that.
       It answers named questions, and SELECTs over the views of the ledger.
U-050  Nobody agreed to what was proposed.
       What is proposed is written when somebody at the terminal agrees, or with --yes. --set KEY=VALUE answers a
       question beforehand.
U-051  What is to be written is there already.
       A source or contract that somebody wrote is never overwritten by a proposal.
U-052  An answer fits no question.
       --set KEY=VALUE answers a question that looking at the file leaves open; the error names them.
U-053  No file of the source has been landed.
       A contract is drafted from what files hold: land one with jobforge ingest, then draft.
U-060  What is to be done needs a reason.
       --reason "..." says why; it is recorded with the event, for whoever reads it later.
X-000  Something went wrong.
       The error tells more.
X-001  A mistake in JobForge itself.
       Run the command again with --debug and report what it prints. What was recorded before is safe.
X-130  The command was interrupted.
       It is safe to run it again: what was finished is kept.
"""
"""Code and title on a line, then what it means and what helps."""
