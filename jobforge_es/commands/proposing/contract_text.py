"""The text of a drafted contract: what every value keeps is promised, what most keep stands beside it as a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

import attrs

from jobforge_es.commands.proposing import yaml_text
from ledger.definitions import Column, Source
from projections.proposing.keys import Keys
from projections.proposing.measuring import Measured

LOGICAL = {
    "string": "string",
    "integer": "integer",
    "decimal": "number",
    "double": "number",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}


@attrs.frozen
class DraftOf:
    """What a draft is made from.

    Attributes:
        source: whose table it is.
        columns: each with the one reading that was chosen.
        keys: which columns tell rows apart.
        batches: how many files were measured.
    """

    source: Source
    columns: Sequence[Measured]
    keys: Keys
    batches: int

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key that is proposed."""
        return self.keys.whole[0] if self.keys.whole else ()


def contract_text(draft: DraftOf) -> str:
    """Write the contract."""
    name, rows = draft.source.name, draft.columns[0].rows if draft.columns else 0
    files = "1 file" if draft.batches == 1 else f"{draft.batches} files"
    lines = [
        f"# Drafted by `jobforge contract propose` from all {rows:,} rows of staged.{name} ({files}).",
        "# Every promise holds for these rows. Whether they are meant is for people to say; then status: active.",
        "apiVersion: v3.1.0",
        "kind: DataContract",
        f"id: silver-{name.replace('_', '-')}",
        "version: 0.1.0",
        "status: draft",
        f"name: {yaml_text.scalar(draft.source.about.get('title', name))}",
        *([] if draft.source.domain == "main" else [f"domain: {draft.source.domain}"]),
        "customProperties:",
        f"  - {{property: jobforge.source, value: {name}}}",
        "  # append: every file adds its rows; replace: the newest file is the whole table",
        "  - {property: jobforge.mode, value: append}",
        "schema:",
        f"  - name: {name}",
        f"    physicalName: silver.{name}",
        '    # businessName: ""',
        '    # description: ""',
        "    # customProperties:",
        '    #   - {property: jobforge.title.fr, value: ""}',
        '    #   - {property: jobforge.description.fr, value: ""}',
        *(f"    {line}" for line in _about_keys(draft)),
        "    properties:",
    ]
    for column in draft.columns:
        lines += [f"      {line}" for line in _column(column, draft)]
    return yaml_text.joined(lines)


def _about_keys(draft: DraftOf) -> list[str]:
    whole = draft.keys.whole
    if not whole:
        none = "no primary key: no few columns tell all rows apart, so that equal rows are all kept"
        return yaml_text.folded("; ".join(filter(None, (none, draft.keys.nearly))))
    told = [yaml_text.comment(f"primary key: {', '.join(draft.key)} tells all rows apart")]
    if len(whole) > 1:
        others = "; ".join(", ".join(key) for key in whole[1:6])
        told.append(yaml_text.comment(f"so do: {others}{' and more' if len(whole) > 6 else ''}"))
    return told


def _column(measured: Measured, draft: DraftOf) -> list[str]:
    column = measured.shapes[0].column
    lines = [*yaml_text.folded(_seen(measured)), f"- name: {column.name}", '  # description: ""']
    lines.append(f"  logicalType: {LOGICAL[column.type]}")
    lines += [f"  physicalType: {physical}" for physical in _physical(column)]
    if not measured.missing and measured.rows:
        lines.append("  required: true")
    if column.name in draft.key:
        lines += ["  primaryKey: true", f"  primaryKeyPosition: {draft.key.index(column.name) + 1}"]
    options = _options(measured)
    if options:
        lines.append(f"  logicalTypeOptions: {{{options}}}")
    if measured.allowed:
        listed = ", ".join(yaml_text.scalar(word) for word in measured.allowed)
        lines += [f"  {yaml_text.comment(f'if there can be no others: enum: [{listed}]')}"]
    own = _own(measured)
    if own:
        lines += ["  customProperties:", *(f"    - {{property: jobforge.{key}, value: {value}}}" for key, value in own)]
    return lines


def _seen(measured: Measured) -> str:
    share = f"{measured.missing / measured.rows:.1%} missing" if measured.missing else "none missing"
    different = "all different" if measured.is_unique else f"{measured.distinct:,} different"
    said = f"{measured.shapes[0].why}; {different}, {share}" if measured.rows else "no row"
    nearly = f"; {measured.nearly}: to declare that sets the others aside" if measured.nearly else ""
    trimmed = "; spaces around values are cut" if measured.shapes[0].column.trim else ""
    return said + trimmed + nearly


def _physical(column: Column) -> list[str]:
    if column.type == "decimal":
        return [f"decimal({column.precision},{column.scale})"]
    return ["double"] if column.type == "double" else []


def _options(measured: Measured) -> str:
    column = measured.shapes[0].column
    if column.format is not None:
        return f"format: {yaml_text.scalar(column.format)}"
    if column.type == "string" and measured.shape is not None:
        return f"pattern: {yaml_text.scalar(pattern_of(measured.shape))}"
    return ""


def pattern_of(shape: str) -> str:
    """Give the regular expression of a shape such as ``A99``."""
    classes = {"9": "[0-9]", "A": "[A-Z]", "a": "[a-z]"}
    pattern = ""
    for sign, run in groupby(shape):
        length = len(list(run))
        pattern += classes.get(sign) or re.escape(sign)
        pattern += f"{{{length}}}" if length > 1 else ""
    return f"^{pattern}$"


def _own(measured: Measured) -> list[tuple[str, str]]:
    column = measured.shapes[0].column
    own: list[tuple[str, str]] = []
    if measured.header and measured.header != column.name:
        own.append(("header", yaml_text.scalar(measured.header)))
    if column.trim:
        own.append(("trim", "true"))
    if column.type in ("decimal", "double") and column.decimal_mark != ".":
        own.append(("decimalMark", yaml_text.scalar(column.decimal_mark)))
    if column.thousands:
        own.append(("thousands", yaml_text.scalar(column.thousands)))
    words = (("nullWords", column.null_words), ("trueWords", column.true_words), ("falseWords", column.false_words))
    return own + [(key, yaml_text.value(said)) for key, said in words if said]
