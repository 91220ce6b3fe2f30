"""A small project to try the laws on: two sources, two contracts, a silver and two gold models."""

from __future__ import annotations

import itertools
from pathlib import Path

from jobforge_es.workspace import Workspace

FILES = {
    "jobforge.toml": 'name = "laws"\n',
    "sources/regions.yaml": "name: regions\nfiles: ['regions*.csv']\nformat: csv\nencoding: utf-8\n",
    "sources/jobs.yaml": (
        "name: jobs\nfiles: ['jobs*.csv']\nformat: csv\nencoding: cp1252\ndelimiter: ';'\n"
        "null_words: ['n.d.']\nquarantine_limit: none\n"
    ),
    "contracts/regions.yaml": """\
apiVersion: v3.1.0
kind: DataContract
id: regions
version: 1.0.0
status: active
customProperties:
  - {property: jobforge.source, value: regions}
  - {property: jobforge.mode, value: replace}
  - {property: jobforge.quarantineLimit, value: none}
schema:
  - name: regions
    physicalName: silver.regions
    properties:
      - {name: region, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}
      - {name: title, logicalType: string}
""",
    "contracts/jobs.yaml": """\
apiVersion: v3.1.0
kind: DataContract
id: jobs
version: 1.0.0
status: active
customProperties:
  - {property: jobforge.source, value: jobs}
  - {property: jobforge.mode, value: append}
  - {property: jobforge.quarantineLimit, value: none}
schema:
  - name: jobs
    physicalName: silver.jobs
    properties:
      - {name: job_id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
      - name: region
        logicalType: string
        relationships: [{type: foreignKey, to: silver.regions.region}]
      - name: wage
        logicalType: number
        physicalType: decimal(9,2)
        customProperties: [{property: jobforge.decimalMark, value: ","}]
""",
    "models/silver/job_regions.sql": (
        "SELECT j.job_id, j.region, r.title, j.wage FROM silver.jobs j LEFT JOIN silver.regions r ON j.region = r.region\n"
    ),
    "models/gold/agg_region.sql": (
        "-- question: What is paid in each region?\n"
        "SELECT region, count(*) AS jobs, sum(wage) AS wages FROM silver.job_regions GROUP BY region\n"
    ),
    "models/gold/dim_region.sql": "SELECT region, title FROM silver.regions\n",
    "inbox/regions.csv": "region,title\nQC,Québec\nON,Ontario\n",
}


def jobs(*rows: str) -> bytes:
    """Give the bytes of a file of the source ``jobs``."""
    return ("job_id;region;wage\r\n" + "".join(f"{row}\r\n" for row in rows)).encode("cp1252", "surrogateescape")


def make(root: Path, **files: str | bytes) -> Path:
    """Write the project; keyword names of more inbox files have ``_csv`` at their end."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name, data in files.items():
        deliver(root, name.replace("_csv", ".csv"), data)
    return root


def deliver(root: Path, name: str, data: str | bytes) -> Path:
    """Put a file into the inbox."""
    path = root / "inbox" / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def workspace(root: Path, **options: object) -> Workspace:
    """Open the project as a person named lea."""
    return Workspace.open(root, actor="lea", **options)


def ticking(start: int = 1_767_225_600_000_000):
    """Give a clock that is one second further at each look."""
    ticks = itertools.count(start, 1_000_000)
    return lambda: next(ticks)


def events(root: Path):
    """Give everything that is recorded."""
    with workspace(root).reading() as session:
        return list(session.store.after(0))


def files_in_effect(root: Path):
    """Give path to hash of everything that is in effect."""
    with workspace(root).reading() as session:
        return {f.file.path: f.file.sha256 for f in session.manifest.all_in_effect()}
