"""What every code means, in plain words; a test finds codes without text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jobforge_es.cli.codes import arrivals, decisions, definitions, files, kept, questions, usage, withdrawals

FAMILIES: Final = {
    "A": "what is said about a file: dates, periods, deliveries",
    "B": "books that do not balance",
    "C": "settings and definition files",
    "D": "characters and encodings",
    "F": "files and folders that JobForge writes",
    "I": "integrity: something is not what was recorded",
    "K": "checks: too many rows broke their rules",
    "L": "the ledger and its lock",
    "M": "models and queries",
    "N": "fetching files from addresses",
    "P": "reading records from a file",
    "Q": "decisions about rows that were set aside, and their reviews",
    "S": "columns, types and contracts",
    "U": "how a command was used",
    "W": "what was withdrawn, and bytes that were disposed of",
    "X": "JobForge itself",
}


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


CODES: Final = {
    code: told
    for family in FAMILIES
    for module in (arrivals, decisions, definitions, files, kept, questions, usage, withdrawals)
    for code, told in _read(module.TEXTS)
    if code.startswith(family)
}
"""Code to title and text, by family."""


def title_of(code: str) -> str:
    """Give the title of a code; an unknown one gets that of its family."""
    known = CODES.get(code)
    return known[0] if known else FAMILIES.get(code[:1], "")
