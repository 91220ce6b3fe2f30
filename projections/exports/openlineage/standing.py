"""Events of datasets and jobs: how the catalog stands, whatever was run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import attrs
from openlineage.client import event_v2 as lineage
from openlineage.client.facet_v2 import (
    DatasetFacet,
    JobFacet,
    column_lineage_dataset,
    dataset_type_dataset,
    documentation_dataset,
    job_type_job,
    lifecycle_state_change_dataset,
    ownership_dataset,
    schema_dataset,
    tags_dataset,
)

from ledger.definitions.lineage import ALL, How
from projections.exports.openlineage.words import JOBS, PRODUCER, facet, job
from projections.exports.tables import Said, TableTold, text
from projections.exports.told import SOURCE, CatalogTold
from projections.lineage.column_edges import ColumnEdge

WAYS: Final[dict[How, str]] = {
    "identity": "IDENTITY",
    "transformation": "TRANSFORMATION",
    "aggregation": "AGGREGATION",
    "conditional": "CONDITIONAL",
    "distinct": "GROUP_BY",
    "filter": "FILTER",
    "group": "GROUP_BY",
    "join": "JOIN",
    "sort": "SORT",
    "window": "WINDOW",
}
"""How a column is used, as OpenLineage calls it; that there are rows at all is told by the inputs of the job."""
TAGS: Final = ("security", "terms", "retention", "role", "unit", "tags")
TEXTS: Final = ("title", "description", "purpose", "grain", "usage", "limits")


def standing(space: str, told: CatalogTold, at: datetime) -> Iterator[lineage.DatasetEvent | lineage.JobEvent]:
    """Give an event of each source, of each table and of what makes each table, all of one moment."""
    time = at.isoformat()
    into: dict[str, list[ColumnEdge]] = defaultdict(list)
    for edge in told.columns:
        into[edge.downstream.table].append(edge)
    for source, said in told.sources.items():
        facets = _documented(said)
        facets |= _tagged([_tag(f"{name}.{language}", each) for name, language, each in _texts(said)])
        yield _dataset(space, f"{SOURCE}{source}", facets, time)
    for table in told.tables:
        yield _dataset(space, table.row.table_name, _facets(space, table, into[table.row.table_name]), time)
    for name in told.retired:
        gone = facet(lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet, lifecycleStateChange="DROP")
        yield _dataset(space, name, {"lifecycleStateChange": gone}, time)
    yield from _jobs(space, told, time)


def _dataset(space: str, name: str, facets: dict[str, DatasetFacet], time: str) -> lineage.DatasetEvent:
    return lineage.DatasetEvent(
        eventTime=time, producer=PRODUCER, dataset=lineage.StaticDataset(space, name, facets=facets)
    )


def _facets(space: str, table: TableTold, edges: list[ColumnEdge]) -> dict[str, DatasetFacet]:
    fields = [
        schema_dataset.SchemaDatasetFacetFields(
            column.name,
            column.type,
            text(table.of_columns.get(column.name, {}), "description", "en"),
            column.ordinal,
        )
        for column in table.columns
    ]
    own: dict[str, DatasetFacet] = {
        "schema": facet(schema_dataset.SchemaDatasetFacet, fields=fields),
        "datasetType": facet(
            dataset_type_dataset.DatasetTypeDatasetFacet, datasetType="TABLE", subType=table.row.layer.upper()
        ),
    }
    owners = [ownership_dataset.Owner(each.name(), each.role) for each in table.holders if not each.is_vacant]
    if owners:
        own["ownership"] = facet(ownership_dataset.OwnershipDatasetFacet, owners=owners)
    return own | _documented(table.said) | _tagged(_tags(table)) | _lineage(space, edges)


def _documented(said: Said) -> dict[str, DatasetFacet]:
    found = text(said, "description", "en")
    kind = documentation_dataset.DocumentationDatasetFacet
    return {"documentation": facet(kind, description=found, contentType="text/plain")} if found else {}


def _tagged(tags: list[tags_dataset.TagsDatasetFacetFields]) -> dict[str, DatasetFacet]:
    return {"tags": facet(tags_dataset.TagsDatasetFacet, tags=tags)} if tags else {}


def _tag(key: str, value: str, field: str | None = None) -> tags_dataset.TagsDatasetFacetFields:
    return tags_dataset.TagsDatasetFacetFields(key, value, "JOBFORGE", field)


def _tags(table: TableTold) -> list[tags_dataset.TagsDatasetFacetFields]:
    """Tell what has no facet of its own: texts in both languages, protection, meaning, keys."""
    found = []
    for field, said in ((None, table.said), *((c.name, table.of_columns.get(c.name, {})) for c in table.columns)):
        found += [_tag(f"{name}.{language}", each, field) for name, language, each in _texts(said)]
        found += [_tag(name, each, field) for name in TAGS for each in said.get((name, None), ())]
    found += [_tag("key", "true", column.name) for column in table.columns if column.in_key]
    return found + [_tag("personal", "true", column.name) for column in table.columns if column.name in table.personal]


def _texts(said: Said) -> Iterator[tuple[str, str, str]]:
    for name in TEXTS:
        for language in ("en", "fr"):
            if found := text(said, name, language):
                yield name, language, found


def _lineage(space: str, edges: list[ColumnEdge]) -> dict[str, DatasetFacet]:
    fields: dict[str, list[ColumnEdge]] = defaultdict(list)
    for edge in edges:
        if edge.how in WAYS:
            fields[edge.downstream.column].append(edge)
    rows = _fields(space, fields.pop(ALL, []))
    if not fields and not rows:
        return {}
    of_columns = {name: column_lineage_dataset.Fields(_fields(space, found)) for name, found in sorted(fields.items())}
    kind = column_lineage_dataset.ColumnLineageDatasetFacet
    return {"columnLineage": facet(kind, fields=of_columns, dataset=rows)}


def _fields(space: str, edges: list[ColumnEdge]) -> list[column_lineage_dataset.InputField]:
    """Give each upstream column once, with all ways in which it is used."""
    ways: dict[tuple[str, str], list[ColumnEdge]] = defaultdict(list)
    for edge in edges:
        ways[edge.upstream.table, edge.upstream.column].append(edge)
    return [
        column_lineage_dataset.InputField(space, table, column, [_way(edge) for edge in found])
        for (table, column), found in sorted(ways.items())
    ]


def _way(edge: ColumnEdge) -> column_lineage_dataset.Transformation:
    kind = "DIRECT" if edge.direct else "INDIRECT"
    return column_lineage_dataset.Transformation(kind, WAYS[edge.how], edge.why or None)


@attrs.frozen
class _Making:
    """A job and what it reads, in the order of the edges."""

    job: str
    inputs: list[str]


def _jobs(space: str, told: CatalogTold, time: str) -> Iterator[lineage.JobEvent]:
    known = {table.row.table_name for table in told.tables} | {f"{SOURCE}{source}" for source in told.sources}
    making: dict[str, _Making] = {}
    for edge in sorted(told.edges, key=lambda each: (each.downstream, each.kind == "reference", each.upstream)):
        if {edge.downstream, edge.upstream} <= known:
            made = making.setdefault(edge.downstream, _Making(job(JOBS[edge.kind], edge.downstream), []))
            made.inputs.append(edge.upstream)
    for table, made in making.items():
        kind = made.job.partition(".")[0].upper()
        facets: dict[str, JobFacet] = {
            "jobType": facet(job_type_job.JobTypeJobFacet, processingType="BATCH", integration="JOBFORGE", jobType=kind)
        }
        yield lineage.JobEvent(
            eventTime=time,
            producer=PRODUCER,
            job=lineage.Job(space, made.job, facets),
            inputs=[lineage.InputDataset(space, each) for each in dict.fromkeys(made.inputs)],
            outputs=[lineage.OutputDataset(space, table)],
        )
