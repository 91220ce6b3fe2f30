"""Events of runs: a step began, and it was done or failed."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from openlineage.client import event_v2 as lineage
from openlineage.client.facet_v2 import (
    DatasetFacet,
    InputDatasetFacet,
    RunFacet,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    dataset_version_dataset,
    error_message_run,
    output_statistics_output_dataset,
    test_run,
)
from openlineage.client.uuid import generate_static_uuid

from ledger.events.parts import RuleCount, TableAt
from ledger.names import Position
from projections.exports.openlineage.runs import Done
from projections.exports.openlineage.words import PRODUCER, facet

SEVERITIES = {"error": "error", "warning": "warn"}
ASIDE = "no_row_set_aside"
"""The assertion that every row went on."""


def steps(space: str, done: Done) -> Iterator[lineage.RunEvent]:
    """Give two events: what was read when it began, and what came of it."""
    run = str(generate_static_uuid(done.began, f"{space}#{done.position}".encode()))
    job = lineage.Job(space, done.job)
    inputs = [_input(space, done, each) for each in done.inputs]
    outputs = [_output(space, done)] if done.output else []
    plain = [attrs.evolve(each, inputFacets={}) for each in inputs]
    to_be = [lineage.OutputDataset(each.namespace, each.name) for each in outputs]
    ended = lineage.RunState.FAIL if done.wrong else lineage.RunState.COMPLETE
    nothing: dict[str, RunFacet] = {}
    began = (lineage.RunState.START, done.began, nothing, plain, to_be)
    for state, at, facets, read, written in (began, (ended, done.ended, _facets(done), inputs, outputs)):
        yield lineage.RunEvent(
            eventTime=at.isoformat(),
            producer=PRODUCER,
            eventType=state,
            run=lineage.Run(run, facets),
            job=job,
            inputs=read,
            outputs=written,
        )


def _facets(done: Done) -> dict[str, RunFacet]:
    """Tell what went wrong, and which rules of a table that a model makes were broken."""
    found: dict[str, RunFacet] = {}
    if done.wrong:
        found["errorMessage"] = facet(
            error_message_run.ErrorMessageRunFacet, message=done.wrong, programmingLanguage="Python"
        )
    if done.rules and done.balance is None:
        found["test"] = facet(test_run.TestRunFacet, tests=[_test(each) for each in done.rules])
    return found


def _input(space: str, done: Done, read: TableAt | str) -> lineage.InputDataset:
    if isinstance(read, str):
        facets = _quality(done, done.balance.read if done.balance else None)
        return lineage.InputDataset(space, read, facets)
    is_own = done.balance is not None and read == done.inputs[0]
    return lineage.InputDataset(
        space,
        read.table,
        _quality(done if is_own else None, read.rows),
        facets=_version(read.position),
    )


def _output(space: str, done: Done) -> lineage.OutputDataset:
    """Name what was written; of a failure only what it would have been."""
    if done.wrong:
        return lineage.OutputDataset(space, done.output)
    kind = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet
    statistics = facet(kind, rowCount=done.rows, size=done.size)
    version = _version(done.position)
    return lineage.OutputDataset(space, done.output, {"outputStatistics": statistics}, facets=version)


def _version(at: Position) -> dict[str, DatasetFacet]:
    kind = dataset_version_dataset.DatasetVersionDatasetFacet
    return {"version": facet(kind, datasetVersion=str(at))}


def _quality(done: Done | None, rows: int | None) -> dict[str, InputDatasetFacet]:
    """Count the rows that were read; where a step judged them, tell how they stood up to each rule that any broke."""
    found: dict[str, InputDatasetFacet] = {}
    if rows is not None:
        kind = data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet
        found["dataQualityMetrics"] = facet(kind, columnMetrics={}, rowCount=rows)
    if done is not None and done.balance is not None:
        aside = done.balance.quarantined
        own = _assertion(ASIDE, "error", aside)
        all_of_them = [own, *(_assertion(each.rule, each.severity, each.rows) for each in done.rules)]
        quality = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet
        found["dataQualityAssertions"] = facet(quality, assertions=all_of_them)
    return found


def _assertion(rule: str, severity: str, rows: int) -> data_quality_assertions_dataset.Assertion:
    return data_quality_assertions_dataset.Assertion(
        assertion=rule, success=rows == 0, severity=SEVERITIES[severity], expected="0", actual=str(rows)
    )


def _test(rule: RuleCount) -> test_run.TestExecution:
    state = "pass" if rule.rows == 0 else "fail"
    return test_run.TestExecution(
        name=rule.rule, status=state, severity=SEVERITIES[rule.severity], expected="0", actual=str(rule.rows)
    )
