"""What every code means, in plain words, in English and French; a test finds codes without text in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from jobforge_es.cli.codes import arrivals, decisions, definitions, files, kept, questions, usage, withdrawals
from jobforge_es.cli.language import ENGLISH, typeset

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


MODULES: Final = (arrivals, decisions, definitions, files, kept, questions, usage, withdrawals)

CODES: Final = {
    code: told
    for family in FAMILIES
    for module in MODULES
    for code, told in _read(module.TEXTS)
    if code.startswith(family)
}
"""Code to title and text in English, by family."""


ENGLISH_ONLY: Final = "(en anglais)"
"""What is said before words that French has not yet."""


def codes(language: str) -> dict[str, tuple[str, str]]:
    """Give code to title and text in a language, in the same order; what has English words alone says so."""
    if language == ENGLISH:
        return CODES
    told = {code: each for texts in _french() for code, each in _read(typeset(texts))}
    return {code: told.get(code) or (f"{ENGLISH_ONLY} {title}", text) for code, (title, text) in CODES.items()}


def families(language: str) -> dict[str, str]:
    """Give what the codes with each first letter are about."""
    if language == ENGLISH:
        return FAMILIES
    from jobforge_es.cli.codes.french import families as french

    return {letter: typeset(text) for letter, text in french.FAMILIES.items()}


def _french() -> Iterator[str]:
    from importlib import import_module

    for module in MODULES:
        name = module.__name__.rpartition(".")[2]
        with suppress(ModuleNotFoundError):  # its codes are told in English, which says so
            yield import_module(f"jobforge_es.cli.codes.french.{name}").TEXTS


def title_of(code: str, language: str = ENGLISH) -> str:
    """Give the title of a code; an unknown one gets that of its family."""
    known = codes(language).get(code)
    return known[0] if known else families(language).get(code[:1], "")
