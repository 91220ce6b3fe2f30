"""Look at a file: its format, then what the format needs to be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs

from jobforge_es.definitions.forms import FORMATS
from projections.proposing.asking import Ask, Finding
from projections.proposing.content import Kind, kind_of
from projections.proposing.observing import Seen
from projections.proposing.unrecognised import NotReadYet

Progress = Callable[[int], None]


@attrs.frozen
class Look:
    """What a file seems to be.

    Attributes:
        findings: keys of its source, ``format`` first.
        seen: in its columns.
    """

    findings: tuple[Finding, ...]
    seen: tuple[Seen, ...] = ()


def look_at(path: Path, ask: Ask, progress: Progress | None = None) -> Look:
    """Tell how a file can be read.

    Args:
        path: of a regular file.
        ask: where a guess could change what is meant.
        progress: is told how many bytes were looked at.

    Raises:
        NotRecognised, EmptyFile: it is nothing that can be read.
    """
    kind = kind_of(path)
    looks: dict[Kind, Callable[[Path, Ask, Progress | None], Look]] = {"text": _csv, "json": _json, "xml": _xml}
    if kind not in looks:
        raise NotReadYet(
            f"{path.name} is {kind}, for which nothing can be proposed yet",
            why=f"proposed are sources for {', '.join(looks)}; formats that can be read: {', '.join(FORMATS)}",
            mend=("write sources/NAME.yaml yourself", "save the table as CSV"),
        )
    return looks[kind](path, ask, progress)


def _csv(path: Path, ask: Ask, progress: Progress | None) -> Look:
    from projections.proposing.dialect import find_dialect  # noqa: PLC0415 - each format loads what it needs
    from projections.proposing.encoding import find_encoding  # noqa: PLC0415
    from projections.proposing.layout import find_layout  # noqa: PLC0415
    from projections.proposing.observing import observe  # noqa: PLC0415
    from projections.proposing.sample import take_sample  # noqa: PLC0415

    encoding = find_encoding(path, ask, progress)
    sample = take_sample(path, encoding.value)  # type: ignore[arg-type] # one of the known words
    settings, parted = find_dialect(sample, ask)
    layout = find_layout(sample, settings, ask)
    seen, nulls = observe(layout.header, layout.rows)
    by_key = {f.key: f for f in (encoding, *parted, *layout.findings)}  # a later finding of a key is the better one
    found = [Finding("format", "csv", "its bytes are text"), *by_key.values(), *([nulls] if nulls else [])]
    return Look(tuple(found), seen)


def _json(path: Path, ask: Ask, progress: Progress | None) -> Look:
    from projections.proposing.encoding import find_encoding  # noqa: PLC0415 - each format loads what it needs
    from projections.proposing.keyed import find_json, see  # noqa: PLC0415

    encoding = find_encoding(path, ask, progress)
    form, findings = find_json(path, encoding.value, ask)  # type: ignore[arg-type] # one of the known words
    seen, nulls = see(path, form)
    return Look((findings[0], encoding, *findings[1:], *nulls), seen)


def _xml(path: Path, ask: Ask, _: Progress | None) -> Look:
    from projections.proposing.keyed import find_xml, see  # noqa: PLC0415 - each format loads what it needs

    form, findings = find_xml(path, ask)
    seen, nulls = see(path, form)
    return Look((*findings, *nulls), seen)
