"""How the values of a column are written in the source: header, formats, marks and words."""

from __future__ import annotations

from typing import Any

from jobforge_es.definitions.custom import COLUMN_KEYS
from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nodes import Many, Map
from ledger.definitions.contract import ColumnType
from ledger.errors import JobForgeError

NUMBERS = frozenset({"integer", "decimal", "double"})
BELONGS = {
    "jobforge.decimalMark": frozenset({"decimal", "double"}),
    "jobforge.thousands": NUMBERS,
    "jobforge.trueWords": frozenset({"boolean"}),
    "jobforge.falseWords": frozenset({"boolean"}),
}
"""Properties that have a meaning for some types only."""

EXAMPLE = {"date": "yyyy-MM-dd", "timestamp": "yyyy-MM-dd HH:mm:ss"}


def read_spelling(draft: Draft, kind: ColumnType, fields: Fields, own: Fields) -> dict[str, Any]:
    """Give the attributes of a column that say how its text is read; none where a model makes the table."""
    if not draft.fed:
        _refuse_spelling(draft, fields, own)
        return {}
    for key, kinds in BELONGS.items():
        if key in own and kind not in kinds:
            own.wrong(key, f"{quoted(key)} has no meaning for a column of type {kind}", "remove it")
    true_words, false_words = own.words("jobforge.trueWords"), own.words("jobforge.falseWords")
    null_words = own.words("jobforge.nullWords")
    if kind == "boolean":
        _check_words(fields, own, {"trueWords": true_words, "falseWords": false_words, "nullWords": null_words})
    decimal_mark, thousands = _marks(own, kind)
    return {
        "header": own.text("jobforge.header"),
        "format": _format(draft, kind, fields) if kind in EXAMPLE else None,
        "decimal_mark": decimal_mark,
        "thousands": thousands,
        "true_words": true_words,
        "false_words": false_words,
        "null_words": null_words,
        "trim": own.flag("jobforge.trim", default=False),
    }


def _refuse_spelling(draft: Draft, fields: Fields, own: Fields) -> None:
    for key in own.pairs:
        if key in COLUMN_KEYS:
            own.wrong(
                key,
                f"{quoted(key)} has no meaning in a table that a model makes",
                "remove it; or, where a source feeds the table, add the property jobforge.source to the contract",
                why="it says how text is read, and a model reads typed columns",
            )
    options = fields.node("logicalTypeOptions")
    if isinstance(options, Map) and "format" in options.pairs and fields.text("logicalType") in EXAMPLE:
        draft.leave_unchecked(f"format of column {fields.text('name')}: a model makes typed values, not text")


def _check_words(fields: Fields, own: Fields, words: dict[str, tuple[str, ...]]) -> None:
    for key in ("trueWords", "falseWords"):
        node = own.node(f"jobforge.{key}")
        if not words[key] and (node is None or isinstance(node, Many)):
            fields.wrong(
                "logicalType",
                f"a boolean needs its words: `jobforge.{key}` is missing",
                f"under customProperties: {{property: jobforge.{key}, value: [...]}}",
                why="which texts are true and which are false is never guessed",
            )
    meaning: dict[str, str] = {}
    for key, said in words.items():
        for word in said:
            if word in meaning:
                own.wrong(f"jobforge.{key}", f"{quoted(word)} is among {meaning[word]} and {key}", "keep it in one")
            meaning[word] = key


def _marks(own: Fields, kind: ColumnType) -> tuple[str, str]:
    from projections.layers.casting import MARKS, THOUSANDS  # loads the data libraries

    mark, gap = own.text("jobforge.decimalMark"), own.text("jobforge.thousands")
    if mark is not None and mark not in MARKS:
        own.wrong("jobforge.decimalMark", f"the decimal mark is {quoted(mark)}", 'write "." or ","')
    if gap is not None and gap not in THOUSANDS:
        own.wrong("jobforge.thousands", f"thousands are parted by {quoted(gap)}", """write " ", "'", "," or ".\"""")
    if gap and gap == (mark or ".") and kind in ("decimal", "double"):
        own.wrong(
            "jobforge.thousands", f"{quoted(gap)} is the decimal mark and parts thousands", "give one of them another"
        )
    return mark or ".", gap or ""


def _format(draft: Draft, kind: ColumnType, fields: Fields) -> str | None:
    from projections.layers.formats import OFFSET, compile_format  # only dates need it

    node = fields.node("logicalTypeOptions")
    options = Fields.of(node, draft.findings) if isinstance(node, Map) else Fields({}, fields.mark, draft.findings)
    written = options.text("format")
    if written is None:
        if "format" not in options:
            fields.wrong(
                "logicalType",
                f"a {kind} needs its format",
                f"logicalTypeOptions: {{format: {EXAMPLE[kind]}}}",
                why="whether 01/02 is in January or February is never guessed",
            )
        return None
    try:
        form = compile_format(written, "date" if kind == "date" else "timestamp")
    except JobForgeError as error:
        options.wrong("format", error.what, error.mend, why=error.why)
        return None
    if kind == "timestamp":
        _check_zone(options, has_offset=OFFSET in written and form.has_offset)
    return written


def _check_zone(options: Fields, *, has_offset: bool) -> None:
    if "timezone" in options and options.flag("timezone", default=has_offset) != has_offset:
        options.wrong(
            "timezone",
            "the format has an offset (XXX), and `timezone` is false"
            if has_offset
            else "`timezone` is true, and the format has no offset (XXX)",
            "let them agree",
        )
    zone = options.text("defaultTimezone")
    if zone is not None and zone not in ("UTC", "Etc/UTC"):
        options.wrong(
            "defaultTimezone",
            f"times without an offset are kept as they stand, not converted from {quoted(zone)}",
            "leave defaultTimezone out, or let the files carry an offset (XXX)",
        )
