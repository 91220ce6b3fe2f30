"""What stands in a new project."""

from __future__ import annotations

from typing import Final

FOLDERS: Final = (
    "sources",
    "contracts",
    "models/silver",
    "models/gold",
    "glossary",
    "questions",
    "catalog",
    "inbox",
)

SETTINGS: Final = """\
# The settings of this project. What is commented out shows its default; unknown settings are refused.
# A variable such as JOBFORGE_TIME_ZONE goes before this file, and an option of the command before both.

[project]
name = "PROJECT"
# time_zone = "UTC"          # a day ends by it, such as "America/Toronto"
# actor = "..."              # who acts, unless a command says --actor; default: the login
# lake = "lake"              # where everything that JobForge writes lies
# inbox = "inbox"            # where `jobforge run` looks for files

[limits]
# memory_limit = "2GB"       # of the engine; default: four fifths of the machine's
# threads = 4                # default: one per core; the result is the same at any number
# time_limit = 600           # seconds that one model may run
# wait = 10                  # seconds that a command waits for another that writes

[retries]                    # of a step whose failure may pass by itself; `retries:` of a source goes before it
# attempts = 5
# wait_first = "1s"          # before the second try, doubled before each that follows
# wait_most = "30s"
# retry_within = "10min"     # after that no other try begins
"""

IGNORED: Final = """\
# The ledger and the vault in lake/ are the truth of this project: back them up. They do not belong into git.
lake/
# Delivered files are kept in the vault, byte for byte.
inbox/*
!inbox/.gitkeep
"""

README: Final = """\
# A JobForge project

| folder | what goes there |
|---|---|
| `inbox/` | delivered files; `jobforge run` takes them in and never moves or changes them |
| `sources/` | one YAML per source: how its files are read, who publishes them |
| `contracts/` | one Open Data Contract Standard file per table: columns, types, keys, rules, people |
| `models/silver/`, `models/gold/` | one SELECT per file, named after its table |
| `glossary/`, `questions/`, `catalog/` | words and questions of the business |
| `lake/` | written by JobForge; `lake/ledger.db` and `lake/vault/` are the truth: back them up |

A first file:

1. Put it into `inbox/`, for example `inbox/offices.csv`.
2. `jobforge source propose inbox/offices.csv` looks at it and writes how it is read, with reasons, to
   `sources/offices.yaml`.
3. `jobforge run` lands it; `jobforge query "SELECT * FROM staged.offices LIMIT 10"` shows it.
4. `jobforge contract propose offices` drafts its types, keys and rules in `contracts/offices.yaml`.
5. `jobforge plan` tells what would happen; `jobforge run` takes it to silver.

`jobforge status` tells what is due and what needs a person; `jobforge --help` lists all commands.
"""

FILES: Final = {
    "jobforge.toml": SETTINGS,
    ".gitignore": IGNORED,
    "README.md": README,
    **{f"{folder}/.gitkeep": "" for folder in FOLDERS},
}
