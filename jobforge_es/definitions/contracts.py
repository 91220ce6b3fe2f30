"""Read ``contracts/NAME.yaml``: what a table promises, in the Open Data Contract Standard."""

from __future__ import annotations

from typing import Literal

from jobforge_es.definitions.about import as_written, keep_rest
from jobforge_es.definitions.columns import read_column
from jobforge_es.definitions.contract_table import domain, table_name, table_node
from jobforge_es.definitions.custom import TABLE_KEYS, own_properties, translations
from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields, Findings
from jobforge_es.definitions.keys import read_key
from jobforge_es.definitions.marked import Document, read
from jobforge_es.definitions.modes import check_mode
from jobforge_es.definitions.named import check_name
from jobforge_es.definitions.nodes import Many, Map, Pair
from jobforge_es.definitions.odcs import check_standard
from jobforge_es.definitions.quality import read_quality
from jobforge_es.definitions.relationships import table_references
from jobforge_es.definitions.repairs import is_repair_time
from jobforge_es.definitions.sources import limit_of
from jobforge_es.definitions.types import check_logical_type
from ledger.definitions import Contract

SCOPE = "jobforge.scope"
"""Key in ``about`` of the scope that the file sets for its revision; absent where the default holds."""

MODES: dict[str, Literal["append", "replace", "upsert", "history"]] = {
    "append": "append",
    "replace": "replace",
    "upsert": "upsert",
    "history": "history",
}
CONFLICTS: dict[str, Literal["quarantine", "first", "last"]] = {
    "quarantine": "quarantine",
    "first": "first",
    "last": "last",
}
SCOPES: dict[str, Literal["from_now", "rebuild"]] = {"from_now": "from_now", "rebuild": "rebuild"}
NEEDS_SOURCE = ("jobforge.mode", "jobforge.onConflict", "jobforge.orderBy")
USED_OF_CONTRACT = ("apiVersion", "kind", "version", "schema", "customProperties")
USED_OF_TABLE = (
    "physicalName",
    "businessName",
    "description",
    "properties",
    "quality",
    "relationships",
    "customProperties",
)


def read_contract(path: str, raw: bytes) -> Contract:
    """Compile a contract.

    What it promises and nothing here checks is listed in ``about["not_checked"]``, one promise a line.

    Args:
        path: of the file below the project.
        raw: its bytes.

    Raises:
        DefinitionBroken: the file is unreadable, departs from the standard in one place, or has one mistake.
        DefinitionsBroken: it has several. Mistakes against the standard come first, and alone.
    """
    document = read(path, raw)
    findings = Findings(document)
    _check_types(document, findings)
    findings.finish()
    check_standard(document, findings)
    findings.finish()
    contract = _compile(document.root, findings)
    findings.finish()
    return contract


def _check_types(document: Document, findings: Findings) -> None:
    """Note columns without a type, or of one that no column holds, before the standard is asked.

    Every rule of the standard on types would fail for the former, and take exponential time for the latter.
    """
    schema = document.root.pairs.get("schema")
    objects = schema.node.items if schema and isinstance(schema.node, Many) else ()
    for table in objects:
        properties = table.pairs.get("properties") if isinstance(table, Map) else None
        for column in properties.node.items if properties and isinstance(properties.node, Many) else ():
            if isinstance(column, Map):
                check_logical_type(Fields.of(column, findings))


def _compile(root: Map, findings: Findings) -> Contract:
    fields = Fields.of(root, findings)
    _check_version(fields)
    node = table_node(fields)
    table_fields = Fields.of(node, findings)
    about: dict[str, str] = {}
    own = _own(fields, table_fields, about)
    source = own.text("jobforge.source")
    draft = Draft(findings, table_name(table_fields), fed=source is not None, about=about)
    if source is not None:
        _check_source(draft, own, source)
    _compile_columns(draft, table_fields)
    mode = own.choice("jobforge.mode", MODES, "append")
    _check_table_keys(draft, own)
    check_mode(draft, own, mode)
    keep_rest(about, "", root, USED_OF_CONTRACT)
    keep_rest(about, "table.", node, USED_OF_TABLE)
    _note_promises(draft, fields)
    if SCOPE in own:
        about[SCOPE] = own.choice(SCOPE, SCOPES, "rebuild")
    return Contract(
        table=draft.table,
        version=fields.text("version") or "",
        columns=tuple(draft.columns.values()),
        rules=tuple(draft.rules.values()),
        source=source,
        mode=mode,
        on_conflict=own.choice("jobforge.onConflict", CONFLICTS, "quarantine"),
        quarantine_limit=limit_of(own, "jobforge.quarantineLimit"),
        domain=domain(fields, own),
        order_by=own.text("jobforge.orderBy"),
        titles=translations(table_fields, own, "businessName", "title"),
        descriptions=translations(table_fields, own, "description", "description"),
        about=draft.told(),
    )


def _check_version(fields: Fields) -> None:
    version = fields.text("apiVersion") or ""
    if version.startswith("v2."):
        fields.wrong("apiVersion", f"contracts of the standard {version} are not read", "apiVersion: v3.1.0")


def _own(fields: Fields, table_fields: Fields, about: dict[str, str]) -> Fields:
    """Gather our properties from the contract and its table; one that stands in both is a mistake."""
    own: dict[str, Pair] = own_properties(fields, TABLE_KEYS, about, "")
    for key, pair in own_properties(table_fields, TABLE_KEYS, about, "table.").items():
        if key in own:
            fields.findings.add(
                pair.key,
                f"{quoted(key)} stands in the contract and in its table",
                why=f"it stands first in line {own[key].key.line}",
                mend="keep one of them",
            )
        own[key] = pair
    return Fields(own, fields.mark, fields.findings)


def _check_source(draft: Draft, own: Fields, source: str) -> None:
    check_name(source, "source", draft.findings, own.mark_of("jobforge.source"))
    if draft.table.startswith("gold."):
        own.wrong(
            "jobforge.source",
            "a gold table is fed by a source",
            ("remove jobforge.source, and write the model in models/gold/", "or let the contract be of a silver table"),
            why="gold is made by models from what silver holds",
        )


def _compile_columns(draft: Draft, table_fields: Fields) -> None:
    node = table_fields.node("properties")
    properties = [item for item in node.items if isinstance(item, Map)] if isinstance(node, Many) else []
    if not properties:
        table_fields.wrong("properties", "the table has no columns", "list them under `properties`")
        return
    for item in properties:
        read_column(draft, item)
    read_key(draft, properties)
    for item in properties:
        fields = Fields.of(item, draft.findings)
        read_quality(draft, fields, draft.columns.get(fields.text("name") or ""))
    table_references(draft, table_fields, table_fields.text("name") or "")
    read_quality(draft, table_fields, None)


def _check_table_keys(draft: Draft, own: Fields) -> None:
    for key in NEEDS_SOURCE:
        if key in own and not draft.fed:
            own.wrong(key, f"{quoted(key)} has no meaning in a table that a model makes", "remove it")
    if "jobforge.onConflict" in own and draft.fed and "key" not in draft.rules:
        own.wrong(
            "jobforge.onConflict",
            "rows cannot be in conflict without a primary key",
            "add primaryKey: true to the columns of the key, or remove jobforge.onConflict",
        )


def _note_promises(draft: Draft, fields: Fields) -> None:
    """Record the agreements of the contract that no step of the pipeline can keep or break."""
    for key, name, what in (("slaProperties", "property", "service level"), ("roles", "role", "access role")):
        node = fields.node(key)
        for item in node.items if isinstance(node, Many) else ():
            if isinstance(item, Map) and not is_repair_time(as_written(item)):
                draft.leave_unchecked(f"{what} {Fields.of(item, draft.findings).text(name)}: it is recorded only")
