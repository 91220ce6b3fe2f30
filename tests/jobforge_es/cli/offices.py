"""A small project with one of each: a source, a contract, a gold model, rows that are set aside in every layer."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

from click.testing import CliRunner, Result

from jobforge_es.cli import main
from jobforge_es.workspace import Workspace

FILES = {
    "jobforge.toml": '[project]\nname = "offices"\ntime_zone = "America/Toronto"\n',
    "sources/offices.yaml": """\
title: {en: Offices, fr: Bureaux}
files: ["offices*.csv"]
format: csv
encoding: utf-8
delimiter: ","
null_words: ["n.d."]
quarantine_limit: 60%
publisher: Nobody
""",
    "contracts/offices.yaml": """\
apiVersion: v3.1.0
kind: DataContract
id: silver-offices
version: 1.2.0
status: active
customProperties:
  - {property: jobforge.source, value: offices}
  - {property: jobforge.quarantineLimit, value: 60%}
schema:
  - name: offices
    physicalName: silver.offices
    businessName: Offices
    description: One row per office.
    customProperties:
      - {property: jobforge.title.fr, value: Bureaux}
      - {property: jobforge.description.fr, value: Une ligne par bureau.}
    properties:
      - name: code
        logicalType: string
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        description: The code of the office.
        logicalTypeOptions: {pattern: "^[A-Z][0-9]{2}$"}
        customProperties:
          - {property: jobforge.header, value: Code}
          - {property: jobforge.description.fr, value: Le code du bureau.}
      - {name: name, logicalType: string, customProperties: [{property: jobforge.header, value: Name}]}
      - name: opened
        logicalType: date
        logicalTypeOptions: {format: yyyy-MM-dd}
        customProperties: [{property: jobforge.header, value: Opened}]
      - name: budget
        logicalType: number
        physicalType: decimal(12,2)
        customProperties: [{property: jobforge.header, value: Budget}]
""",
    "models/gold/dim_office.sql": """\
-- title: Office
-- question: Which offices are there?
SELECT code, name, budget FROM silver.offices
""",
}
CSV = (
    "Code,Name,Opened,Budget\n"
    "A01,Rivière,2020-01-31,12.50\n"
    "A02,North,,n.d.\n"
    "a3,lower case,2021-01-01,1.00\n"
    "A04,South\x1b[2J,2022-02-02,3.25\n"
    "A05,too,few\n"
    "A01,Other,2020-01-31,9.99\n"
    "A06,Est\x1b]0;owned\x07,not a date,7.00\n"
)
"""Seven records: three end in gold, one is set aside at staged, two at bronze, one at silver."""

MORE = "Code,Name,Opened,Budget\nB01,West,2023-03-03,4.00\n"


def write_project(folder: Path, csv: str = CSV) -> Path:
    """Write the project, its file in the inbox; nothing has been run."""
    for path, text in FILES.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox/offices_1.csv").write_text(csv, encoding="utf-8")
    return folder


def ran_project(folder: Path) -> Path:
    """Write the project and run it."""
    Workspace.open(write_project(folder), actor="lea", reason="first load").run()
    return folder


def call(project: Path, *args: str, env: dict[str, str] | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner(env=env).invoke(main, ["--project", str(project), *args])


def again(project: Path, command: str) -> str:
    """Give a command as it is suggested to who has named the project."""
    return command.replace("jobforge ", f"jobforge --project {shlex.quote(str(project))} ", 1)


def objects(result: Result) -> list[dict]:
    """Give the objects that were printed on stdout, one a line, and nothing else."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def only(result: Result) -> dict:
    """Give the one object on stdout."""
    (found,) = objects(result)
    return found


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def positions(project: Path) -> int:
    """Tell how many events the ledger has."""
    with Workspace.open(project).reading() as session:
        return session.store.head().position


def environment(**more: str) -> dict[str, str]:
    """Give an environment for a subprocess, without settings of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JOBFORGE_", "COLUMNS", "NO_COLOR"))}
    return {**kept, **more}
