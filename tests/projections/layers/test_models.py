from __future__ import annotations

import pytest

from projections.layers.models import ContractBroken
from tests.laws.project import jobs, make, workspace

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: pay
version: 1.0.0
status: active
schema:
  - name: fact_pay
    physicalName: gold.fact_pay
    properties:
      - {name: job_id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
      - {name: wage, logicalType: number, physicalType: "decimal(9,1)"}
      - {name: half, logicalType: number, physicalType: "decimal(9,2)"}
"""


@pytest.fixture
def root(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;1,50", "2;ON;2,25", "3;ON;2,75"))
    (root / "contracts/pay.yaml").write_text(CONTRACT)
    return root


def test_a_contract_that_is_narrower_than_its_model_names_the_columns_and_counts(root):
    (root / "models/gold/fact_pay.sql").write_text("SELECT job_id, wage, wage / 2 AS half FROM silver.jobs\n")
    failed = [o for o in workspace(root).run() if o.status == "failed"]
    assert [(o.subject, type(o.error)) for o in failed] == [("gold.fact_pay", ContractBroken)]
    what = failed[0].error.what
    assert "of 3 rows" in what
    assert "2 would change in `wage`, which is DECIMAL(9,2) and promised as DECIMAL(9,1)" in what
    assert "2 would change in `half`" in what
    with workspace(root).reading() as session:
        assert session.manifest.in_effect("gold.fact_pay") == []
    assert not list((root / "lake/work").iterdir())


def test_what_is_rounded_in_the_sql_is_stored(root):
    (root / "models/gold/fact_pay.sql").write_text(
        "SELECT job_id, CAST(round(wage, 1) AS DECIMAL(9,1)) AS wage, CAST(wage / 2 AS DECIMAL(9,2)) AS half FROM silver.jobs\n"
    )
    assert not [o for o in workspace(root).run() if o.status == "failed"]
    rows = workspace(root).query("SELECT wage FROM gold.fact_pay ORDER BY job_id").to_pylist()
    assert [str(row["wage"]) for row in rows] == ["1.5", "2.3", "2.8"]


def test_a_text_that_is_promised_as_a_double_has_one_zero(root):
    contract = CONTRACT.replace('"decimal(9,2)"', "double").replace('"decimal(9,1)"', '"decimal(9,2)"')
    (root / "contracts/pay.yaml").write_text(contract)
    (root / "models/gold/fact_pay.sql").write_text(
        "SELECT job_id, wage, CASE WHEN job_id = 1 THEN '-0.0' ELSE '0.0' END AS half FROM silver.jobs\n"
    )
    assert not [o for o in workspace(root).run() if o.status == "failed"]
    rows = workspace(root).query("SELECT CAST(half AS VARCHAR) AS half FROM gold.fact_pay").to_pylist()
    assert {row["half"] for row in rows} == {"0.0"}
