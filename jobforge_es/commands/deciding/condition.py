"""A condition that a person gives, made sure to be one and nothing else."""

from __future__ import annotations

from jobforge_es.commands.deciding.errors import UNCHANGED, CorrectionRefused


def checked_condition(text: str) -> str:
    """Give a condition in parentheses, written anew from what was understood.

    Raises:
        CorrectionRefused: it is no condition, or has a query inside.
    """
    import sqlglot  # heavy, and only conditions need it
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        found = sqlglot.parse(f"SELECT 1 WHERE {text}\n", read="duckdb")
    except SqlglotError as error:
        raise _refused(text, "it cannot be read as SQL") from error
    select = found[0] if len(found) == 1 else None
    where = select.args.get("where") if isinstance(select, exp.Select) else None
    parts = select.args.items() if select is not None else ()
    others = [name for name, part in parts if part and name not in ("expressions", "where")]
    if where is None or others or where.this.find(exp.Query):
        raise _refused(text, "it is more than a condition over the columns of one row")
    return f"({where.this.sql(dialect='duckdb')})"


def _refused(text: str, why: str) -> CorrectionRefused:
    return CorrectionRefused(
        "--where is no condition",
        where=text,
        why=why,
        written=UNCHANGED,
        mend=("""write it as SQL, such as --where "title_id = 'J-0042'\"""",),
    )
