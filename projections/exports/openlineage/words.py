"""What OpenLineage calls projects, tables and facets."""

from __future__ import annotations

from typing import Any, Final, TypeVar
from urllib.parse import quote

from openlineage.client.generated.base import BaseFacet

PRODUCER: Final = "https://pypi.org/project/jobforge-es"
"""Who says it; not which version, so that the same history gives the same bytes after an update."""

F = TypeVar("F", bound=BaseFacet)


def facet(kind: type[F], **fields: Any) -> F:
    """Make a facet of ours, without the client's setting for all facets of a process."""
    return kind(producer=PRODUCER, **fields)


def namespace(project: str) -> str:
    """Name the namespace of all tables and jobs of a project."""
    return f"jobforge://{quote(project, safe='')}"


JOBS: Final = {"ingest": "ingest", "promotion": "promote", "reference": "promote", "model": "build"}
"""Kind of an edge into a table, to the step that makes the table."""


def job(step: str, subject: str) -> str:
    """Name what makes a table, or what a step was to do."""
    return f"{step}.{subject}"
