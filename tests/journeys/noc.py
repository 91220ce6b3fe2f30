"""A project over five open data files of the National Occupational Classification, which lie outside the checkout.

The files are not shipped; `JOBFORGE_NOC` names the folder that holds them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

SOURCES = {
    "structure": ("noc_structure_en.csv", ""),
    "titles": ("example-titles_oasis_2023_v1.0.csv", ""),
    "abilities": ("abilities_oasis_2023_v1.0.csv", ""),
    "skills": ("skills_oasis_2023_v1.0.csv", ""),
    "employment": ("employment_emploi_2024_2033_noc2021.csv", "null_words: ['N/A']\n"),
}

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {name}
version: 1.0.0
status: active
customProperties:
  - {{property: jobforge.source, value: {name}}}
  - {{property: jobforge.mode, value: replace}}
  - {{property: jobforge.quarantineLimit, value: 1%}}
schema:
  - name: {name}
    physicalName: silver.{name}
    properties:
{columns}
"""

COLUMNS = {
    "structure": """\
      - {name: level, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1,
         logicalTypeOptions: {minimum: 1, maximum: 5}, customProperties: [{property: jobforge.header, value: Level}]}
      - {name: code, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 2,
         logicalTypeOptions: {pattern: '[0-9]{1,5}([-,][0-9 ,-]*)?'},
         customProperties: [{property: jobforge.header, value: Code - NOC 2021 V1.0}]}
      - {name: title, logicalType: string, required: true,
         customProperties: [{property: jobforge.header, value: Class title}]}
      - {name: definition, logicalType: string, customProperties: [{property: jobforge.header, value: Class definition}]}""",
    "titles": """\
      - {name: profile, logicalType: string, required: true, logicalTypeOptions: {pattern: '[0-9]{5}[.][0-9]{2}'},
         customProperties: [{property: jobforge.header, value: OaSIS profile code}]}
      - {name: number, logicalType: integer, customProperties: [{property: jobforge.header, value: Concordance number}]}
      - {name: kind, logicalType: string, customProperties: [{property: jobforge.header, value: Job title type}]}
      - {name: title, logicalType: string, required: true,
         customProperties: [{property: jobforge.header, value: Job title text}]}""",
    "abilities": """\
      - {name: profile, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1,
         customProperties: [{property: jobforge.header, value: OaSIS Code - Final}]}
      - {name: label, logicalType: string, customProperties: [{property: jobforge.header, value: OaSIS Label - Final}]}
      - {name: memorizing, logicalType: integer, logicalTypeOptions: {minimum: 0, maximum: 5},
         customProperties: [{property: jobforge.header, value: Memorizing}]}""",
    "skills": """\
      - {name: profile, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1,
         customProperties: [{property: jobforge.header, value: OaSIS Code - Final}]}
      - {name: reading, logicalType: integer, logicalTypeOptions: {minimum: 0, maximum: 5},
         customProperties: [{property: jobforge.header, value: Reading Comprehension}]}""",
    "employment": """\
      - {name: code, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1,
         customProperties: [{property: jobforge.header, value: Code}]}
      - {name: name_en, logicalType: string, customProperties: [{property: jobforge.header, value: Occupation Name}]}
      - {name: name_fr, logicalType: string, customProperties: [{property: jobforge.header, value: Nom de la profession}]}
      - {name: jobs_2023, logicalType: integer, customProperties: [{property: jobforge.header, value: '2023'}]}
      - {name: jobs_2033, logicalType: integer, customProperties: [{property: jobforge.header, value: '2033'}]}""",
}

MODELS = {
    "gold/dim_unit_group.sql": "SELECT code, title, definition FROM silver.structure WHERE level = 5\n",
    "gold/agg_titles.sql": """\
-- question: How many job titles does each unit group have, and how does employment there change until 2033?
SELECT u.code, u.title, count(t.title) AS titles, max(e.jobs_2033 - e.jobs_2023) AS change
FROM gold.dim_unit_group u
LEFT JOIN silver.titles t ON left(t.profile, 5) = u.code
LEFT JOIN silver.employment e ON e.code = u.code
GROUP BY u.code, u.title
""",
    "gold/agg_ratings.sql": """\
SELECT a.memorizing, s.reading, count(*) AS profiles
FROM silver.abilities a JOIN silver.skills s USING (profile) GROUP BY a.memorizing, s.reading
""",
}


def make(root: Path, data: Path) -> Path:
    """Write the project over the files in ``data``."""
    for folder in ("sources", "contracts", "models/gold", "inbox"):
        (root / folder).mkdir(parents=True)
    (root / "jobforge.toml").write_text('name = "noc"\n')
    for name, (file, more) in SOURCES.items():
        shutil.copy(data / file, root / "inbox")
        text = f"name: {name}\nfiles: ['{file}']\nformat: csv\nencoding: utf-8\n{more}"
        (root / f"sources/{name}.yaml").write_text(text)
        columns = CONTRACT.format(name=name, columns=COLUMNS[name])
        (root / f"contracts/{name}.yaml").write_text(columns)
    for path, sql in MODELS.items():
        (root / "models" / path).write_text(sql)
    return root
