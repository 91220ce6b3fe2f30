"""Looks for values in what could not be read: records and files that were refused. What stands nowhere never came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlglot import exp

from ledger.definitions import Contract
from ledger.names import Sha256
from projections.catalog import batches
from projections.layers.quarantine import Quarantined, read_quarantine
from projections.layers.workshop import Workshop
from projections.tracing.findings import Finding, Seen

BLOCK: Final = 1_048_576
SHOWN: Final = 5


def unread(
    workshop: Workshop, contract: Contract | None, table: str, conditions: Sequence[exp.Expr]
) -> Iterator[Finding]:
    """Give the refused records and files of a source in which all values stand that are looked for.

    Args:
        workshop: with the files.
        contract: that the source feeds; None where nothing feeds the table.
        table: that was asked about.
        conditions: of which the values are taken.
    """
    texts = [str(value.this) for c in conditions for value in c.find_all(exp.Literal)]
    found: list[Finding] = []
    if texts and contract is not None and contract.source is not None:
        found = [*_records(workshop, contract.source, texts), *_files(workshop, contract.source, texts)]
    yield from found
    if not found:
        source = f"no file of {contract.source}" if contract is not None and contract.source else "no file"
        yield Finding("never_received", table, f"{source} that was received holds such a record")


def _records(workshop: Workshop, source: str, texts: Sequence[str]) -> Iterator[Finding]:
    table = f"staged.{source}"
    for file in workshop.manifest.in_effect(table, "quarantine"):
        hits = [row for row in read_quarantine(workshop.path(file.file)) if _holds(row, texts)]
        for row in hits[:SHOWN]:
            text = (row.raw or b"").decode("utf-8", "backslashreplace")
            rule = "; ".join(f"{broken.rule}: {broken.reason}" for broken in row.broken)
            said = f"a record of {row.source_file} that holds these values could not be read"
            evidence = (Seen(row.quarantine_id, table, {"raw": text}),)
            yield Finding("refused", table, said, rule, file.position, evidence)


def _holds(row: Quarantined, texts: Sequence[str]) -> bool:
    raw = row.raw or b""
    return all(text.encode() in raw or text.encode("utf-16-le") in raw for text in texts)


def _files(workshop: Workshop, source: str, texts: Sequence[str]) -> Iterator[Finding]:
    for batch in batches.batches(workshop.db, source):
        sha256 = Sha256(batch.file_sha256)
        is_kept = batch.status == "rejected" and workshop.vault.has(sha256)
        if is_kept and _in_file(workshop.vault.path(sha256), texts):
            said = f"the file {batch.source_file}, which holds these values, was refused whole: {batch.reason}"
            yield Finding("refused", f"staged.{source}", said, batch.code, batch.position)


def _in_file(path: Path, texts: Sequence[str]) -> bool:
    """Tell whether all texts stand in a file as they are; a packed file is not looked into."""
    left = {text: (text.encode(), text.encode("utf-16-le")) for text in texts}
    most = max(len(wide) for _, wide in left.values())
    rest = b""
    with path.open("rb") as file:
        while left and (block := file.read(BLOCK)):
            data = rest + block
            left = {text: ways for text, ways in left.items() if not any(way in data for way in ways)}
            rest = data[-most:]
    return not left
