"""Read the columns that files are expected to have."""

from __future__ import annotations

from jobforge_es.definitions.fields import Fields


def expected_columns(fields: Fields) -> tuple[str, ...]:
    """Read ``columns``; note two headers that would get one name."""
    from projections.readers.naming import name_columns  # only where columns are listed
    from projections.readers.refusals import HeaderClash

    columns = fields.words("columns")
    try:
        name_columns(columns)
    except HeaderClash as error:
        fields.wrong("columns", error.what, error.mend, why=error.why)
    return columns
