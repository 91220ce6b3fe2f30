"""Look at a file: its format, then what the format needs to be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from ledger.definitions import Form, ParquetFile
from projections.proposing.asking import Ask, Finding
from projections.proposing.content import Kind, kind_of
from projections.proposing.observing import Seen
from projections.proposing.unrecognised import NotRecognised

if TYPE_CHECKING:
    from projections.proposing.sample import Sample

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
        FileRefused: it is of a format that can be read, and broken.
    """
    kind = kind_of(path)
    looks: dict[Kind, Callable[[Path, Ask, Progress | None], Look]] = {
        "text": _text,
        "json": _json,
        "xml": _xml,
        "xlsx": _workbook("xlsx"),
        "xls": _workbook("xls"),
        "ods": _workbook("ods"),
        "parquet": _parquet,
    }
    return looks[kind](path, ask, progress) if kind in looks else _packed(path, PACKED[kind], ask)


PACKED: dict[str, Literal["gzip", "zip", "zstd"]] = {"gzip": "gzip", "zip": "zip", "zstd": "zstd"}


def _text(path: Path, ask: Ask, progress: Progress | None) -> Look:
    from projections.proposing.encoding import find_encoding  # each format loads what it needs
    from projections.proposing.ruled import choose_fields, find_ruled
    from projections.proposing.sample import take_sample

    encoding = find_encoding(path, ask, progress)
    sample = take_sample(path, encoding.value)  # type: ignore[arg-type] # one of the known words
    ruled = find_ruled(sample)
    cut = None if ruled is None else choose_fields(ruled, encoding.value, ask)  # type: ignore[arg-type] # as above
    return _csv(sample, encoding, ask) if cut is None else _seen(path, cut[0], (cut[1][0], encoding, *cut[1][1:]))


def _csv(sample: Sample, encoding: Finding, ask: Ask) -> Look:
    from projections.proposing.dialect import find_dialect  # each format loads what it needs
    from projections.proposing.layout import find_layout
    from projections.proposing.observing import observe

    settings, parted = find_dialect(sample, ask)
    layout = find_layout(sample, settings, ask)
    seen, nulls = observe(layout.header, layout.rows)
    by_key = {f.key: f for f in (encoding, *parted, *layout.findings)}  # a later finding of a key is the better one
    found = [Finding("format", "csv", "its bytes are text"), *by_key.values(), *([nulls] if nulls else [])]
    return Look(tuple(found), seen)


def _workbook(kind: Literal["xlsx", "xls", "ods"]) -> Callable[[Path, Ask, Progress | None], Look]:
    def look(path: Path, ask: Ask, _: Progress | None) -> Look:
        from projections.proposing.workbook import find_workbook  # each format loads what it needs

        return _seen(path, *find_workbook(path, kind, ask))

    return look


def _parquet(path: Path, _: Ask, __: Progress | None) -> Look:
    return _seen(path, ParquetFile(), (Finding("format", "parquet", "it begins like one, and names its columns"),))


def _packed(path: Path, kind: Literal["gzip", "zip", "zstd"], ask: Ask) -> Look:
    from jobforge_es.commands.proposing.packed import packed  # each format loads what it needs

    with packed(path, kind, ask) as (inner, findings):
        if kind_of(inner) in PACKED:
            raise NotRecognised(f"what is packed in {path.name} is packed again", "unpack it once")
        look = look_at(inner, ask)
    return attrs.evolve(look, findings=(look.findings[0], *findings, *look.findings[1:]))


def _seen(path: Path, form: Form, findings: tuple[Finding, ...]) -> Look:
    from projections.proposing.keyed import see  # each format loads what it needs

    seen, nulls = see(path, form)
    return Look((*findings, *nulls), seen)


def _json(path: Path, ask: Ask, progress: Progress | None) -> Look:
    from projections.proposing.encoding import find_encoding  # each format loads what it needs
    from projections.proposing.keyed import find_json

    encoding = find_encoding(path, ask, progress)
    form, findings = find_json(path, encoding.value, ask)  # type: ignore[arg-type] # one of the known words
    return _seen(path, form, (findings[0], encoding, *findings[1:]))


def _xml(path: Path, ask: Ask, _: Progress | None) -> Look:
    from projections.proposing.keyed import find_xml  # each format loads what it needs

    return _seen(path, *find_xml(path, ask))
