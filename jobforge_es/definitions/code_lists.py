"""Which list the codes of a column are taken from, and of which edition."""

from __future__ import annotations

from typing import Final

from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from ledger.names import is_name

CODE_LIST: Final = "jobforge.codeList"
EDITION: Final = "jobforge.codeListEdition"


def read_code_list(draft: Draft, own: Fields, prefix: str) -> None:
    """Keep the list and the edition that a column pins, as the catalog says them; note what is wrong with them."""
    named, edition = own.text(CODE_LIST), own.text(EDITION)
    if named is None:
        if edition is not None:
            own.wrong(EDITION, "an edition is pinned of no list of codes", f"{CODE_LIST}: silver.table")
        return
    link = _link(named)
    if link is None:
        why = "codes are taken from a source with the role reference, or from a table of silver or gold"
        own.wrong(CODE_LIST, f"{quoted(named)} is no list of codes", (f"{CODE_LIST}: silver.table",), why=why)
        return
    draft.about[prefix + CODE_LIST] = link
    if edition is not None:
        draft.about[prefix + EDITION] = edition


def _link(text: str) -> str | None:
    before, colon, name = text.partition(":")
    if colon:
        return text if before == "source" and is_name(name) else None
    layer, _, table = text.partition(".")
    return f"table:{text}" if layer in ("silver", "gold") and is_name(table) else None
