"""Read which table a contract is about, and where it belongs."""

from __future__ import annotations

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.named import check_name
from jobforge_es.definitions.nodes import Many, Map
from ledger.names import GOLD_PREFIXES


def table_node(fields: Fields) -> Map:
    """Read the one table that a contract describes."""
    node = fields.node("schema")
    tables = [item for item in node.items if isinstance(item, Map)] if isinstance(node, Many) else []
    if len(tables) != 1:
        fields.wrong(
            "schema",
            f"the contract describes {len(tables)} tables",
            "describe one table under `schema`; give each other its own file",
            why="one contract is one table's: so each has a version and a history of its own",
        )
    if not tables:
        fields.findings.finish()
    return tables[0]


def table_name(fields: Fields) -> str:
    """Read the table's name, ``silver.t`` or ``gold.t``."""
    text = fields.text("physicalName")
    name = fields.text("name") or "name"
    if text is None:
        fields.findings.add(
            fields.mark, "the table is not named: `physicalName` is missing", mend=f"physicalName: silver.{name}"
        )
        return ""
    layer, dot, table = text.partition(".")
    if layer not in ("silver", "gold") or not dot:
        fields.wrong(
            "physicalName",
            f"{quoted(text)} is no table that can promise something",
            f"physicalName: silver.{table or text}, or gold.dim_{table or text}",
            why="contracts are for tables of silver and gold; bronze follows from the silver contract",
        )
    elif not check_name(table, "table", fields.findings, fields.mark_of("physicalName")):
        pass  # told already
    elif layer == "gold" and not table.startswith(GOLD_PREFIXES):
        fields.wrong(
            "physicalName",
            f"the gold table {quoted(table)} does not say of which kind it is",
            f"physicalName: gold.dim_{table}",
            why=f"names of gold tables begin with {', '.join(GOLD_PREFIXES)}",
        )
    return text


def domain(fields: Fields, own: Fields) -> str | None:
    """Read the folder of the table: ours goes before the standard's."""
    where, key = (own, "jobforge.domain") if "jobforge.domain" in own else (fields, "domain")
    text = where.text(key)
    if text is not None:
        mend = "or give the folder apart: {property: jobforge.domain, value: ...}"
        check_name(text, "domain", fields.findings, where.mark_of(key), f"a domain is a folder in the lake; {mend}")
    return text
