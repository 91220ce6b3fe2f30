"""Completion of names of tables, sources and batches, from the read models; silent where there are none."""

from __future__ import annotations

from collections.abc import Callable

import click
from click.shell_completion import CompletionItem

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

TABLES = "SELECT table_name FROM datasets UNION SELECT table_name FROM models ORDER BY 1"
BATCHES = "SELECT batch_id FROM batches WHERE status = '{}' ORDER BY position DESC"
SOURCES = "SELECT name FROM sources WHERE NOT retired ORDER BY 1"

SUBJECTS = "SELECT DISTINCT subject FROM statements WHERE kind = '{}' AND until IS NULL ORDER BY 1"


def _from_read_models(sql: str) -> Complete:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(name) for name in _names(ctx, sql) if name.startswith(incomplete)]

    return complete


def _names(ctx: click.Context, sql: str) -> list[str]:
    from contextlib import closing

    from jobforge_es.cli.asked import Asked

    try:
        from projections.read_models import existing

        lake = ctx.ensure_object(Asked).workspace().config.lake_path
        db = existing(lake / "projections.db")
        if db is None:
            return []
        with closing(db):
            return [name for (name,) in db.execute(sql)]
    except Exception:  # noqa: BLE001 - a shell that completes must never see an error
        return []


TABLE = _from_read_models(TABLES)
SOURCE = _from_read_models(SOURCES)
IN_EFFECT = _from_read_models(BATCHES.format("in_effect"))
WITHDRAWN = _from_read_models(BATCHES.format("withdrawn"))
QUESTION = _from_read_models(SUBJECTS.format("question"))
PARTY = _from_read_models(SUBJECTS.format("party"))
TERM = _from_read_models(SUBJECTS.format("term"))
