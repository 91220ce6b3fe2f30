"""Whether what was kept is there and as it was, and whether it can be made again (DMBOK2 chapter 6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from ledger.errors import IntegrityError, JobForgeError
from ledger.kept import named_objects
from ledger.names import Sha256
from ledger.sqlite import SqliteLedger
from ledger.verify import verify
from projections.catalog import batches
from projections.catalog.disposals import disposals
from projections.catalog.evaluations import last_rebuild
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, aged, breaks, holds, judged, lacks
from projections.storage.published import is_link

if TYPE_CHECKING:
    from pathlib import Path

    from projections.storage.manifest import FileInEffect

DAYS_OF: Final = {
    **dict.fromkeys(("day", "days", "jour", "jours"), 1),
    **dict.fromkeys(("week", "weeks", "semaine", "semaines"), 7),
    **dict.fromkeys(("month", "months", "mois"), 30),
    **dict.fromkeys(("year", "years", "an", "ans", "année", "années"), 365),
}
TERM: Final = re.compile(rf"(\d{{1,4}}) ({'|'.join(DAYS_OF)})")
"""How long something is kept, where a day can be computed of it: what depends on more is for a person."""
UNCOMPUTED: Final = "no day can be computed of its term, {term}: a person has to say whether it has passed"
VOUCH: Final = ("jobforge", "controls", "attest", "S04", "--evidence", "...", "--reason", "...")
EXERCISED: Final = 90
"""Days after which a rebuild is too old to show that it still works."""
REBUILD: Final = ("jobforge", "controls", "--rebuild", "--record")


def hashed(at: Evidence) -> Iterator[Item]:
    """Hash every file in effect, and those that are published as copies of them."""
    compacted = {each.file.path for each in at.manifest.covered()}
    for each in at.files:
        if at.lake.has(each.file.path):
            what = "" if _is_as_recorded(at.lake.find(each.file.path), each) else "it is not what was recorded"
            yield judged(f"file:{each.file.path}", what, "jobforge", "verify")
        elif each.file.path not in compacted and not at.is_past:
            yield breaks(f"file:{each.file.path}", "it is in effect and not there", "jobforge", "replay")
    for place in at.published:
        there = at.lake.root / place.path
        is_copy = place.is_there and place.file is not None and not is_link(at.lake, there, place.file)
        if place.file is not None and is_copy and not _is_as_recorded(there, place.file):
            yield breaks(f"file:{place.path}", "it is not what was recorded", "jobforge", "replay")


def _is_as_recorded(place: Path, each: FileInEffect) -> bool:
    """Hash the bytes; where other libraries wrote them, the rows as they stand in the file."""
    with place.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() == each.file.sha256:
            return True
    import pyarrow as pa  # only what is not as it was has to be opened
    import pyarrow.parquet as pq

    from projections.digest import digest_of

    try:
        return digest_of(pq.read_table(place)) == each.file.digest
    except (OSError, pa.ArrowException):
        return False


def chained(at: Evidence) -> Iterator[Item]:
    """Compute the chain of the ledger again; then look for what could show that its end is still there."""
    if not at.position:
        return
    if not isinstance(at.store, SqliteLedger):
        yield lacks("ledger:chain", "this kind of ledger keeps no chain that could be computed", "jobforge", "doctor")
        return
    try:
        verify(at.store)
    except IntegrityError as error:
        what = "its position {n} is not what was recorded" if error.position else "what guards it was changed"
        yield breaks("ledger:chain", what, "jobforge", "verify", n=error.position or 0)
    else:
        yield holds("ledger:chain")
    vouch = ("jobforge", "controls", "attest", "S02", "--evidence", "...", "--reason", "...")
    yield lacks("ledger:end", "no checkpoint outside the ledger shows that its end was not cut off", *vouch)


def retrievable(at: Evidence) -> Iterator[Item]:
    """Look in the vault for everything of which files, definitions and decisions are made."""
    gone = {row.sha256 for row in disposals(at.db)}
    named = dict.fromkeys(sha256 for event in at.events() for sha256 in named_objects(event.data))
    for sha256 in named:
        if sha256 not in gone:
            what = "" if at.vault.has(sha256) else "it is not in the vault, and nobody decided so"
            yield judged(f"object:{sha256}", what, "jobforge", "verify")


def retained(at: Evidence) -> Iterator[Item]:
    """Look for how long the rows of every table are kept, and for kept bytes that are past that."""
    terms: dict[str, int] = {}
    for row in at.promised_layers:
        said = at.said("table", row.table_name).get(("retention", ""))
        contract = at.contract_of(row.table_name)
        term = "" if said is None else said.values[0]
        kept = TERM.fullmatch(term.strip().lower())
        source = None if contract is None else contract.source
        if term and source is not None and kept is None:
            yield lacks(f"table:{row.table_name}", UNCOMPUTED, *VOUCH, term=term)
            continue
        if kept is not None and source is not None:
            terms[source] = max(int(kept[1]) * DAYS_OF[kept[2]], terms.get(source, 0))
        say = ("jobforge", "catalog", "describe", row.table_name, "--set", "retention=...", "--reason", "...")
        yield judged(f"table:{row.table_name}", "" if term else "nothing says how long it is kept", *say)
    yield from _overdue(at, terms)


def _overdue(at: Evidence, terms: dict[str, int]) -> Iterator[Item]:
    for each in batches.batches(at.db):
        if each.source in terms and at.vault.has(Sha256(each.file_sha256)):
            last = date.fromisoformat(each.effective_at[:10]) + timedelta(days=terms[each.source])
            what = "it was to be kept until {day}" if last < at.day else ""
            mend = ("jobforge", "gc", "--dispose", each.batch_id, "--authority", "...", "--dry-run")
            yield judged(f"batch:{each.batch_id}", what, *mend, day=last.isoformat())


def rebuilt(at: Evidence) -> Iterator[Item]:
    """Build every file in effect again, or look up whether that was done since it came into effect."""
    if at.rebuilds:
        yield from _built_again(at)
        return
    last = last_rebuild(at.db)
    proven = last is not None and any(row.control == "S05" and not row.failing for row in last.counts)
    for each in at.files:
        subject = f"file:{each.file.path}"
        if last is None or last.at < each.position:
            yield lacks(subject, "it was not built again since it came into effect", *REBUILD)
        else:
            yield judged(subject, "" if proven else "not everything came out alike when it was built again", *REBUILD)


def _built_again(at: Evidence) -> Iterator[Item]:
    """Build all files beside the lake, from what is kept alone."""
    from projections.layers.rebuild import rebuild  # loads the engine
    from projections.storage.lake import Lake

    with at.lake.aside() as aside:
        workshop = attrs.evolve(at.workshop, lake=Lake(aside.root))
        workshop.lake.work.mkdir(parents=True, exist_ok=True)
        for each in at.files:
            what = ""
            try:
                if not workshop.lake.has(each.file.path):
                    rebuild(workshop, at.manifest.recorder(each.file.path))
                if not workshop.lake.has(each.file.path):
                    what = "it does not come out as it was recorded"
            except (JobForgeError, LookupError):
                what = "it does not come out as it was recorded"
            yield judged(f"file:{each.file.path}", what, "jobforge", "verify")


def exercised(at: Evidence) -> Iterator[Item]:
    """Look up when everything was last built again."""
    last = last_rebuild(at.db)
    if not at.files:
        return
    if at.rebuilds:
        yield holds("ledger:rebuild")
    elif last is None:
        yield lacks("ledger:rebuild", "it was never done", *REBUILD)
    else:
        age = (at.day - date.fromisoformat(last.day)).days
        what = "it was last done {n} days ago"
        yield aged("ledger:rebuild", what, *REBUILD, n=age) if age > EXERCISED else holds("ledger:rebuild")


CONTROLS = (
    Control(
        "S01",
        "Each file in effect has the hash that was recorded.",
        "Chaque fichier en vigueur a l'empreinte qui a été consignée.",
        hashed,
        version=2,
    ),
    Control(
        "S02",
        "The ledger is whole: its chain fits, and its end is that of a checkpoint kept elsewhere.",
        "Le registre est intact : sa chaîne est juste, et sa fin est celle d'un point de contrôle gardé ailleurs.",
        chained,
    ),
    Control(
        "S03",
        "Everything that earlier states are made of is kept, or its disposal was decided.",
        "Tout ce dont sont faits les états antérieurs est conservé, ou son élimination a été décidée.",
        retrievable,
    ),
    Control(
        "S04",
        "Each table says how long it is kept, and nothing is kept longer.",
        "Chaque tableau dit combien de temps il est conservé, et rien ne l'est plus longtemps.",
        retained,
        version=2,
    ),
    Control(
        "S05",
        "Built again from the ledger and the kept bytes, each file in effect has the same rows.",
        "Refait à partir du registre et des octets conservés, chaque fichier en vigueur a les mêmes lignes.",
        rebuilt,
    ),
    Control(
        "S06",
        "Building everything again was exercised in the last 90 days.",
        "La reconstruction complète a été exercée au cours des 90 derniers jours.",
        exercised,
    ),
)
