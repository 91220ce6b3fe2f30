"""Whether every row knows where it came from, and nothing is lost or doubled on its way (DMBOK2 chapter 8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from ledger.events import AttemptFailed, BatchIngested, BatchPromoted, BatchRejected, PromotionRejected
from ledger.names import BATCH_ID, INGESTED_AT, PROVENANCE, SOURCE_FILE, SOURCE_ROWS
from projections.catalog import batches
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, breaks, judged, lacks
from projections.controls.rows import quoted

if TYPE_CHECKING:
    from ledger.event import RecordedEvent

BOOKED = (BatchIngested, BatchRejected, BatchPromoted, PromotionRejected)


def traced(at: Evidence) -> Iterator[Item]:
    """Count the rows of every table that do not say where they came from."""
    for row in at.with_rows:
        there = at.rows.columns(row.table_name)
        lacking = [name for name in PROVENANCE if name not in there]
        if lacking:
            yield breaks(f"table:{row.table_name}", "it has no column {names}", names=", ".join(lacking))
            continue
        several = f"{SOURCE_ROWS} IS NOT NULL AND {SOURCE_ROWS} <> 1 AND " if SOURCE_ROWS in there else ""
        alone = " OR ".join(f"{name} IS NULL" for name in PROVENANCE)
        counted = f" OR {SOURCE_ROWS} IS NULL" if SOURCE_ROWS in there else ""
        known = f"NOT ({several}{INGESTED_AT} IS NOT NULL)" if several else "true"
        sql = f"SELECT count(*) AS n FROM {quoted(row.table_name)} WHERE (({alone}) AND {known}){counted}"
        (found,) = at.rows.query(sql)
        what = "{n} of its rows do not say where they came from" if found["n"] else ""
        yield judged(f"table:{row.table_name}", what, "jobforge", "verify", n=found["n"])


def resolved(at: Evidence) -> Iterator[Item]:
    """Look up every batch and source file that rows name."""
    known = {(row.batch_id, row.source_file) for row in batches.batches(at.db) if row.status != "rejected"}
    ids = {batch for batch, _ in known}
    for row in at.with_rows:
        if BATCH_ID not in at.rows.columns(row.table_name):
            continue
        sql = f"SELECT DISTINCT {BATCH_ID} AS b, {SOURCE_FILE} AS f FROM {quoted(row.table_name)} ORDER BY 1, 2"
        for pair in at.rows.query(sql):
            if pair["b"] is not None:
                good = (pair["b"], pair["f"]) in known or (pair["f"] is None and pair["b"] in ids)
                what = "" if good else "it names the batch {batch}, which none ingested"
                yield judged(f"table:{row.table_name}", what, "jobforge", "verify", batch=pair["b"])


def balanced(at: Evidence) -> Iterator[Item]:
    """Add up the books of every step that moved rows."""
    for event in at.events(*BOOKED):
        balance = getattr(event.data, "balance", None)
        if balance is not None:
            what = "" if balance.is_balanced else "its books do not balance"
            yield judged(f"event:{event.position}", what, "jobforge", "log", "--from", str(event.position))


def ended(at: Evidence) -> Iterator[Item]:
    """Look at the last event of every run: where it announces another try, that is not older than a day."""
    yesterday = at.day - timedelta(days=1)
    last: dict[str, RecordedEvent] = {}
    for event in at.events():
        if event.position > last.get(event.metadata.run, event).position or event.metadata.run not in last:
            last[event.metadata.run] = event
    for run, event in last.items():
        is_open = isinstance(event.data, AttemptFailed) and event.recorded_at.date() < yesterday
        yield judged(f"run:{run}", "it ended without a result" if is_open else "", "jobforge", "run")


def landed_once(at: Evidence) -> Iterator[Item]:
    """Look for bytes of which two batches are in effect."""
    seen: dict[tuple[str | None, ...], str] = {}
    for row in batches.batches(at.db):
        if row.status == "in_effect":
            first = seen.setdefault((row.source, row.file_sha256, row.period, row.member, row.sheet), row.batch_id)
            what = "" if first == row.batch_id else "the bytes of {batch} were landed again"
            mend = ("jobforge", "plan", "--withdraw", row.batch_id)
            yield judged(f"batch:{row.batch_id}", what, *mend, batch=first)


def bounded(at: Evidence) -> Iterator[Item]:
    """Look at the number of every try that failed, and how long was waited after it."""
    most = at.attempts()
    for event in at.events(AttemptFailed):
        if isinstance(event.data, AttemptFailed):
            what = "" if event.data.number < most else "it was tried more often than the settings say"
            what = what or ("" if event.data.waits_ms > 0 else "nothing was waited before the next try")
            yield judged(f"event:{event.position}", what, "jobforge", "log", "--from", str(event.position))


def looked_after(at: Evidence) -> Iterator[Item]:
    """Look for rule, reason and term of whatever is set aside."""
    for each in at.aside():
        subject, show = f"row:{each.example}", ("jobforge", "quarantine", "show", each.example)
        if not each.rule or not each.reason:
            yield breaks(subject, "no rule says why it is set aside", *show)
        elif each.is_open and each.due is None:
            yield lacks(subject, "its contract does not say by when it is to be mended", *show)
        else:
            late = each.is_open and each.due is not None and each.due < at.day.isoformat()
            yield judged(subject, "it was to be mended by {day}" if late else "", *show, day=each.due or "")


def versions_known(at: Evidence) -> Iterator[Item]:
    """Look for the program and the libraries of every step that built files."""
    for event in at.events():
        built = getattr(event.data, "built", None)
        if built is not None:
            what = "" if built.libraries and event.metadata.software else "it does not say with what it was built"
            yield judged(f"event:{event.position}", what, "jobforge", "log", "--from", str(event.position))


CONTROLS = (
    Control(
        "I01",
        "Each row of each layer says where it came from.",
        "Chaque ligne de chaque couche dit d'où elle vient.",
        traced,
    ),
    Control(
        "I02",
        "Each batch and source file that a row names was ingested.",
        "Chaque lot et chaque fichier source que nomme une ligne a été reçu.",
        resolved,
    ),
    Control(
        "I03",
        "The books of each step balance: what was read came out, or is accounted for.",
        "Les comptes de chaque étape sont justes : ce qui a été lu est ressorti, ou l'on en rend compte.",
        balanced,
    ),
    Control(
        "I04",
        "Each run ended, well or badly.",
        "Chaque exécution s'est terminée, bien ou mal.",
        ended,
    ),
    Control(
        "I05",
        "The same bytes are never in effect twice.",
        "Les mêmes octets ne sont jamais en vigueur deux fois.",
        landed_once,
    ),
    Control(
        "I06",
        "What fails is tried again only as often as the settings say, after a wait.",
        "Ce qui échoue n'est réessayé qu'aussi souvent que le disent les réglages, après une attente.",
        bounded,
    ),
    Control(
        "I07",
        "Rows that are set aside have a rule, a reason and a term that has not passed.",
        "Les lignes mises de côté ont une règle, un motif et un délai qui n'est pas échu.",
        looked_after,
    ),
    Control(
        "I08",
        "Each step that built files says with which program and libraries.",
        "Chaque étape qui a produit des fichiers dit avec quel programme et quelles bibliothèques.",
        versions_known,
    ),
)
