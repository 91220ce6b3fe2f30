"""Read how the lines of a source of fixed width are cut."""

from __future__ import annotations

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.forms import csv
from jobforge_es.definitions.nodes import Many, Map, Node
from ledger.definitions import FixedField, FixedWidth

KEYS = ("fields", "encoding", "comment", "skip_lines", "skip_footer", "max_record_bytes")
FIELD_KEYS = ("name", "start", "width")
EXAMPLE = "fields: [{name: code, start: 1, width: 5}, {name: title, start: 6, width: 40}]"
WIDEST = 1_000_000


def read(fields: Fields) -> FixedWidth:
    """Compile the keys that say where each field of a line stands."""
    made = FixedWidth(
        fields=_places(fields),
        encoding=csv.read_encoding(fields),
        comment=csv.read_comment(fields),
        skip_lines=fields.whole("skip_lines", 0, 0, csv.MOST_LINES),
        skip_footer=fields.whole("skip_footer", 0, 0, csv.MOST_LINES),
        max_record_bytes=csv.read_record_bytes(fields),
    )
    if made.fields:
        _check(fields, made)
    return made


def _places(fields: Fields) -> tuple[FixedField, ...]:
    node = fields.node("fields")
    if not isinstance(node, Many) or not node.items:
        fields.wrong("fields", "`fields` does not list where each field stands", EXAMPLE)
        return ()
    return tuple(_place(item, fields) for item in node.items)


def _place(item: Node, fields: Fields) -> FixedField:
    if not isinstance(item, Map):
        fields.findings.add(item.mark, "a field is not a mapping", mend=EXAMPLE)
        return FixedField("field", 1, 1)
    place = Fields.of(item, fields.findings)
    place.refuse_unknown(FIELD_KEYS, where=" of a field")
    for key in FIELD_KEYS:
        if key not in place:
            fields.findings.add(item.mark, f"a field has no {quoted(key)}", mend=EXAMPLE)
    name = place.text("name") or "field"
    return FixedField(name, place.whole("start", 1, 1, WIDEST), place.whole("width", 1, 1, WIDEST))


def _check(fields: Fields, made: FixedWidth) -> None:
    """Refuse fields that overlap or would share a column name."""
    from projections.readers.fixed_width.ruler import check_settings  # only this format needs it
    from projections.readers.naming import name_columns
    from projections.readers.refusals import HeaderClash, UnusableDialect

    try:
        check_settings(made)
        name_columns(made.columns)
    except (HeaderClash, UnusableDialect) as error:
        fields.wrong("fields", error.what, error.mend, why=error.why)
