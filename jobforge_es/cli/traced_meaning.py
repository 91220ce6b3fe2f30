"""How the meaning at the end of a way is told to people: terms, who answers for it, editions and licences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from jobforge_es.cli.language import named, spoken
from jobforge_es.cli.plain import plain
from jobforge_es.cli.properties_named import property_named
from jobforge_es.cli.screen import shown_time
from jobforge_es.cli.traced_decisions import withdrawn

if TYPE_CHECKING:
    from projections.catalog.people import Holder
    from projections.tracing.meaning import Meaning, Term
    from projections.tracing.way import Trace


def meanings(found: Trace, zone: str) -> Iterator[str]:
    """Give the lines that tell what is traced, as the catalog stood at the moment."""
    if not (found.told.terms or found.told.holders or found.meanings):
        return
    yield spoken("what it means")
    yield from (f"  {line}" for term in found.told.terms for line in _term(term))
    if not found.told.looked_after:
        said = {"table": found.table, "day": found.told.day}
        yield "  " + spoken("nobody is named as steward of {table} on {day}", **said)
    yield from (f"  {_holder(holder, found.told.day)}" for holder in found.told.holders)
    yield from (f"  {line}" for meaning in found.meanings for line in _meaning(meaning, zone))


def _term(term: Term) -> Iterator[str]:
    label = " / ".join(plain(text) for text in term.labels.values()) or plain(term.id)
    yield spoken(
        "term {id}: {label}, of {of} [{stage}]",
        id=plain(term.id),
        label=label,
        of=", ".join(term.of),
        stage=named(term.stage),
    )
    for language, text in term.definitions.items():
        yield f"  {language}: {plain(text)}"
    if not term.definitions:
        yield "  " + spoken("no definition is said")


def _holder(holder: Holder, day: str) -> str:
    kind, _, name = holder.subject.partition(":")
    of = spoken("source {name}", name=name) if kind == "source" else name
    who = plain(" / ".join(dict.fromkeys(holder.names.values())) or holder.party) or spoken("vacant")
    acting = spoken(", acting for {party}", party=plain(holder.acting_for)) if holder.acting_for else ""
    span = spoken(", since {day}", day=holder.since) if holder.since else ""
    span += spoken(", until {day}", day=holder.until) if holder.until else ""
    return spoken("{role} of {of} on {day}: {who}", role=named(holder.role), of=of, day=day, who=who) + acting + span


def _meaning(meaning: Meaning, zone: str) -> Iterator[str]:
    yield f"{plain(meaning.source_file)} ({spoken('source {name}', name=meaning.source)})"
    if meaning.withdrawn is not None:
        yield f"  {withdrawn(meaning.withdrawn, zone)}"
    known = {"edition": meaning.edition, "published": meaning.published, "period": meaning.period}
    for name, text in (*known.items(), ("counts from", shown_time(meaning.effective_at, zone))):
        if text is not None:
            yield "  " + spoken("{name}: {text}", name=named(name), text=plain(text))
    yield from (f"  {line}" for line in _said(meaning.catalog, meaning.about))
    if meaning.unsaid:
        yield "  " + spoken("not said: {names}", names=", ".join(meaning.unsaid))


def _said(catalog: Mapping[str, Mapping[str, str]], landed: Mapping[str, str]) -> Iterator[str]:
    """Tell what the catalog says, and where the source said something else when the file was landed."""
    for name, texts in catalog.items():
        for language, text in texts.items():
            then = landed.get(f"{name}.{language}", landed.get(name) if language in ("", "en") else None)
            other = "" if then in (None, text) else spoken(" (when the file was landed: {then})", then=plain(str(then)))
            what = property_named("source", name)
            said = spoken("{name}: {text}", name=f"{what} ({language})" if language else what, text=plain(text))
            yield f"{said}{other}"
