"""What a model says of its table in its leading comments."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.definitions import Model, Statement
from projections.catalog.said.contract import assignment

OF_TABLE = {
    "title": ("title", "en"),
    "title_fr": ("title", "fr"),
    "question": ("purpose", "en"),
    "question_fr": ("purpose", "fr"),
}


def said_by_model(model: Model) -> Iterator[Statement]:
    """Give what a model says; where a contract describes the table, the contract's words count."""
    for key, (name, language) in OF_TABLE.items():
        if model.about.get(key):
            yield Statement("table", model.table, name, language, (model.about[key],))
    for role in ("owner", "steward"):
        if model.about.get(role):
            yield from assignment(role, f"table:{model.table}", model.about[role])
