"""Who answers, who agreed, and whether decisions have reasons (DMBOK2 chapter 3)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.events import CatalogFileAdopted, ContractAdopted, ModelAdopted, SourceAdopted
from projections.catalog import definitions
from projections.catalog.completeness import ANSWERING
from projections.catalog.control_decisions import ALL, ATTESTATION, SCOPE, WAIVER
from projections.catalog.people import holders
from projections.catalog.reviews import reviews
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, breaks, holds, judged, outside

NOBODY = {"owner": "it has no owner in force", "steward": "it has no steward in force"}
NO_PERSON = frozenset({"admin", "administrator", "jobforge", "pipeline", "root", "service", "system"})
"""Names of accounts and programs, behind which nobody answers."""
VERBS = {SCOPE: "scope", WAIVER: "waive", ATTESTATION: "attest"}
"""By which command each kind of decision is made, and taken back."""
AGREED = ("term", "contract", "model")
"""Kinds of subjects that a second person agrees to."""


def answered(at: Evidence) -> Iterator[Item]:
    """Look for an owner and a steward of every table above staged."""
    for row in at.promised_layers:
        for role in ANSWERING:
            who = ("jobforge", "people", "assign", row.table_name, "--role", role)
            held = any(not each.is_vacant for each in holders(at.db, role, "table", row.table_name, at.day))
            told = "" if held else NOBODY[role]
            yield judged(f"table:{row.table_name}", told, *who, "--party", "...", "--reason", "...")


def known(at: Evidence) -> Iterator[Item]:
    """Look up every owner and steward among the parties."""
    for row in at.promised_layers:
        for role in ANSWERING:
            for each in holders(at.db, role, "table", row.table_name, at.day):
                if not each.is_vacant:
                    yield _party(at, row.table_name, role, each.party)


def _party(at: Evidence, table: str, role: str, party: str) -> Item:
    if party.casefold() in NO_PERSON:
        other = ("jobforge", "people", "assign", table, "--role", role, "--party", "...", "--reason", "...")
        return breaks(f"table:{table}", "{party} is no person, team or organisation", *other, party=party)
    if not at.directory.knows(party):
        add = ("jobforge", "people", "add", party, "--name", "...", "--reason", "...")
        return breaks(f"table:{table}", "{party} is no registered party", *add, party=party)
    return holds(f"table:{table}")


def reasoned(at: Evidence) -> Iterator[Item]:
    """Look for actor and reason of whatever holds: definitions, files of the catalog, and what commands said."""
    adopted = {e.position: e for e in at.events(SourceAdopted, ContractAdopted, ModelAdopted, CatalogFileAdopted)}
    of = (definitions.sources, definitions.contracts, definitions.models, definitions.catalog_files)
    for row in (row for each in of for row in each(at.db)):
        event = adopted.get(row.position)
        by, why = ("", "") if event is None else (event.actor, event.metadata.reason or "")
        yield _reasoned(f"file:{row.path}", by, why)
    for kind, subject, actor, reason in at.db.execute(SAID_BY_COMMAND):
        yield _reasoned(f"{kind}:{subject}", actor, reason)


SAID_BY_COMMAND = (
    "SELECT kind, subject, actor, reason FROM statements WHERE until IS NULL AND origin = '' ORDER BY 1, 2"
)


def _reasoned(subject: str, actor: str, reason: str) -> Item:
    """Judge what was recorded, which stays as it is: a waiver adds a reason, until it is said anew with one."""
    what = "" if actor else "nobody is named who said it"
    return judged(subject, what or ("" if reason else "no reason was given"), *_waive("G03", subject))


def _waive(control: str, subject: str) -> tuple[str, ...]:
    return "jobforge", "controls", "waive", control, "--for", subject, "--until", "...", "--reason", "..."


def agreed(at: Evidence) -> Iterator[Item]:
    """Compare who agreed to terms, contracts and models with who wrote them; where there is nobody else, no member."""
    newest = {(row.kind, row.subject): row for row in reviews(at.db, every=True) if row.kind in AGREED}
    for row in newest.values():
        if row.outcome == "approved":
            subject = f"{row.kind}:{row.subject}"
            own = at.directory.is_one(row.author, row.concluded_by)
            again = ("jobforge", "glossary", "submit", row.subject, "--reason", "...")
            mend = again if row.kind == "term" else _waive("G04", subject)
            yield outside(subject) if row.alone else judged(subject, "its author agreed to it" if own else "", *mend)


def settled(at: Evidence) -> Iterator[Item]:
    """Look for reason, author and last day of whatever people decided about controls and did not take back."""
    for each in at.decisions:
        one = "" if each.subject == ALL else each.subject
        what = "" if each.actor and each.reason else "no reason was given"
        what = what or ("" if each.is_in_force(at.day) else "its last day has passed")
        end = ("jobforge", "controls", VERBS[each.kind], each.control, "--end", *(("--for", one) if one else ()))
        yield judged(f"control:{each.control} {one}".strip(), what, *end, "--reason", "...")


CONTROLS = (
    Control(
        "G01",
        "Each table above staged has an owner and a steward in force.",
        "Chaque tableau au-dessus de staged a un propriétaire et un intendant en vigueur.",
        answered,
    ),
    Control(
        "G02",
        "Each owner and steward is a registered party.",
        "Chaque propriétaire et chaque intendant est une partie enregistrée.",
        known,
    ),
    Control(
        "G03",
        "Whatever is said of the data has an author, a time and a reason.",
        "Tout ce qui est dit des données a un auteur, un moment et un motif.",
        reasoned,
    ),
    Control(
        "G04",
        "Terms, contracts and models were agreed to by somebody other than their author.",
        "Les termes, les contrats et les modèles ont été approuvés par une autre personne que leur auteur.",
        agreed,
        version=2,
    ),
    Control(
        "G05",
        "Each waiver, scope and attestation has a reason and an author, and its last day has not passed.",
        "Chaque dérogation, exclusion ou attestation a un motif et un auteur, et son dernier jour n'est pas passé.",
        settled,
    ),
)
