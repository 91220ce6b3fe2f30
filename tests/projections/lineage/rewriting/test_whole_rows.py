from __future__ import annotations

import pytest

from ledger.definitions import ModelColumn
from projections.engines.refused import NotFollowed
from projections.lineage.compiling import compile_model
from projections.lineage.schema import TableSchema

SCHEMAS = {"silver.s": TableSchema((ModelColumn("id", "BIGINT"), ModelColumn("t", "VARCHAR")), counted=False)}


@pytest.mark.parametrize(
    "sql",
    [
        "WITH c AS (SELECT id FROM silver.s) SELECT count(DISTINCT c) AS n FROM c",
        "SELECT count(DISTINCT d) AS n FROM (SELECT id FROM silver.s) AS d",
        "SELECT CAST(s AS VARCHAR) AS x FROM silver.s",
    ],
)
def test_a_whole_row_is_no_value(sql):
    with pytest.raises(NotFollowed, match="whole row"):
        compile_model("gold.agg_x", sql, {}, SCHEMAS)


def test_a_column_may_have_the_name_of_a_table():
    made = compile_model("gold.agg_x", "SELECT t.t, count(*) AS n FROM silver.s AS t GROUP BY t.t", {}, SCHEMAS)
    assert [c.name for c in made.columns] == ["t", "n"]
