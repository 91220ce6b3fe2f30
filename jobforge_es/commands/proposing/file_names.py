"""From the name of a file to the name of its source, and to the pattern of the files to come."""

from __future__ import annotations

import re

from jobforge_es.definitions.named import suggested
from projections.proposing.asking import Finding

ENDINGS = re.compile(
    r"(?:\.(?:csv|tsv|txt|tab|dat|xlsx|xlsm|xls|ods|json|ndjson|jsonl|xml|parquet|gz|zip|zst))+$", re.IGNORECASE
)
VARYING = re.compile(
    r"[-_ .]+(?:v[0-9]+(?:[._][0-9]+)*"
    r"|(?:19|20)[0-9]{2}(?:[-_.]?[0-9]{2})?(?:[-_.]?[0-9]{2})?(?:[-_](?:19|20)[0-9]{2})?"
    r"|[0-9]+)$|(?:19|20)[0-9]{4}(?:[0-9]{2})?$",
    re.IGNORECASE,
)
"""A date, a range of years, a version or a number at the end."""


def source_name(file: str) -> str:
    """Name the source after what does not vary from file to file."""
    return suggested(_stem(file)[0] or "files")


def patterns(file: str) -> Finding:
    """Give the pattern of this file and of those that differ in date, version or number only."""
    stem, varying, ending = _stem(file)
    if not varying:
        return Finding("files", (_literal(file),), "this file; write * for what varies in the names of others")
    digit = next(place for place, character in enumerate(varying) if character.isdigit())
    pattern = f"{_literal(stem + varying[:digit])}[0-9]*{_literal(ending)}"
    return Finding("files", (pattern,), "its name ends with a date, version or number")


def _stem(file: str) -> tuple[str, str, str]:
    """Part a name into what stays, what varies, and the ending."""
    match = ENDINGS.search(file)
    bare, ending = (file[: match.start()], match.group()) if match else (file, "")
    stem, varying = bare, ""
    while (found := VARYING.search(stem)) and found.start() > 0:
        stem, varying = stem[: found.start()], found.group() + varying
    return stem, varying, ending


def _literal(text: str) -> str:
    """Escape what has a meaning in a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", text)
