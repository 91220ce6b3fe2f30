"""Builds a JobForge project for the generated file: one source, one contract, two gold models.

python -m tests.benchmarks.project employment.csv DIR
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from tests.benchmarks.generate import HEADER, REGIONS

COLUMNS = tuple(HEADER.strip().split(","))

TOML = """\
[project]
name = "benchmark"
"""

SOURCE = """\
title: {en: Generated employment, fr: Emplois générés}
files: ["employment*.csv"]
format: csv
encoding: utf-8
delimiter: ","
quote: '"'
quarantine_limit: 1%
publisher: nobody, the figures are random
"""

CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: silver-employment
version: 1.0.0
status: active
customProperties:
  - {property: jobforge.source, value: employment}
  - {property: jobforge.mode, value: append}
  - {property: jobforge.quarantineLimit, value: 1%}
schema:
  - name: employment
    physicalName: silver.employment
    properties:
      - {name: record_id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
      - {name: noc_code, logicalType: string, required: true, logicalTypeOptions: {pattern: "^[0-9]{5}$"}}
      - {name: region, logicalType: string, required: true, enum: [REGIONS]}
      - {name: year, logicalType: integer, required: true, logicalTypeOptions: {minimum: 1990, maximum: 2100}}
      - {name: quarter, logicalType: integer, required: true, logicalTypeOptions: {minimum: 1, maximum: 4}}
      - {name: employment, logicalType: integer, required: true, logicalTypeOptions: {minimum: 0}}
      - {name: median_wage, logicalType: number, physicalType: "decimal(8,2)"}
      - {name: title, logicalType: string, required: true}
"""

MODELS = {
    "agg_employment": """\
-- question: How many people work per region, occupation and quarter?
SELECT
  region,
  noc_code,
  year,
  quarter,
  count(*) AS records,
  CAST(sum(employment) AS DECIMAL(18, 0)) AS employment
FROM silver.employment
GROUP BY region, noc_code, year, quarter
""",
    "agg_wages": """\
-- question: What do all hours worked at the median wage come to per region and year, and how did that change?
WITH yearly AS (
  SELECT region, year, CAST(sum(employment * median_wage) AS DECIMAL(24, 2)) AS wages
  FROM silver.employment
  WHERE median_wage IS NOT NULL
  GROUP BY region, year
)
SELECT region, year, wages, wages - lag(wages) OVER (PARTITION BY region ORDER BY year) AS change
FROM yearly
""",
}
"""The gold models by table name; the yardstick runs the same SQL."""


def build(csv: Path, folder: Path) -> None:
    """Write the project into a new folder, with the file (a hard link where possible) in its inbox."""
    for name in ("sources", "contracts", "models/gold", "inbox"):
        (folder / name).mkdir(parents=True)
    regions = ", ".join(f'{{value: "{region}"}}' for region in REGIONS)
    _write(folder / "jobforge.toml", TOML)
    _write(folder / "sources/employment.yaml", SOURCE)
    _write(folder / "contracts/employment.yaml", CONTRACT.replace("REGIONS", regions))
    for table, sql in MODELS.items():
        _write(folder / f"models/gold/{table}.sql", sql)
    _place(csv, folder / "inbox/employment.csv")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _place(csv: Path, target: Path) -> None:
    try:
        os.link(csv, target)
    except OSError:  # another file system
        shutil.copyfile(csv, target)


def main() -> None:
    """Build one project, as the command line asks."""
    parser = argparse.ArgumentParser(description="build a JobForge project for a generated file")
    parser.add_argument("csv", type=Path)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    build(asked.csv, asked.folder)


if __name__ == "__main__":
    main()
