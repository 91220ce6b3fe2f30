"""Prints the card of a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jobforge_es.cli.language import counted, language, named, spoken
from jobforge_es.cli.lineage import HOW, NEEDED
from jobforge_es.cli.lineage_columns import HOW as HOW_COLUMNS
from jobforge_es.cli.plain import plain
from jobforge_es.cli.properties_named import property_named
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.commands.cards.shapes import Asking, Card, SourceOf, TermOf, Texts, Way
    from jobforge_es.commands.catalog import Dataset
    from jobforge_es.commands.properties import PropertyShown
    from projections.catalog.completeness import Completeness, Gap
    from projections.catalog.people import Holder

SECTIONS = (
    "what is said",
    "terms of the glossary",
    "people",
    "lineage",
    "questions and consumers",
    "sources",
    "used by",
    "columns",
)
MADE = {"ingest": "from files, as they came", "promotion": "from batches, by contract", "model": "by SQL"}
WIDE = 22
GAPS = 5
"""What is missing is named so often; catalog completeness names all."""

OF_SOURCE = ("publisher", "licence", "attribution", "steward", "frequency", "url")
"""What a card says of each source; the rest stands on the card of the source."""


def told(card: Card, zone: str) -> Iterator[str]:
    """Give the lines of a card."""
    kind, _, key = card.subject.partition(":")
    yield plain(key if kind in ("table", "column") else card.subject)
    yield from (f"  {_left(name)}{text}" for name, text in _facts(card, zone) if text)
    for title, lines in zip(SECTIONS, _sections(card), strict=True):
        shown = list(lines)
        if shown:
            yield ""
            yield named(title)
            yield from (f"  {line}" for line in shown)
    yield ""
    yield from complete(card.completeness)


def _sections(card: Card) -> Iterator[Iterable[str]]:
    yield _said(card.said)
    yield (_term(each) for each in card.terms)
    yield (_holder(each) for each in card.people)
    yield (_way(each) for each in card.ways)
    yield (_asking(each) for each in card.asked_by)
    yield (line for each in card.sources for line in _source(each))
    yield card.used_by
    yield _columns(card)


def _facts(card: Card, zone: str) -> Iterator[tuple[str, str]]:
    if card.dataset is not None:
        yield from _of_dataset(card.dataset, zone)
    if card.quality is not None:
        if card.quality.read is not None:
            counts = {name: getattr(card.quality, name) for name in ("read", "accepted", "quarantined", "deduplicated")}
            books = spoken(
                "{read:,} read, {accepted:,} accepted, {quarantined:,} set aside, {deduplicated:,} left out as equal",
                **counts,
            )
            yield spoken("newest batch"), books
        if card.quality.refused is not None:
            name, code = card.quality.refused
            yield spoken("last file"), spoken("{file} was refused whole ({code})", file=plain(name), code=code)
        yield spoken("open rows"), f"{card.quality.open_rows:,}" if card.quality.open_rows else ""
    if card.column is not None:
        yield spoken("type"), card.column.type + (f", {spoken('key')}" if card.column.in_key else "")
        yield spoken("header"), plain(card.column.header)


def _of_dataset(found: Dataset, zone: str) -> Iterator[tuple[str, str]]:
    about = found.about
    yield spoken("rows"), f"{found.rows:,}"
    made = named(MADE.get(about.made_by, about.made_by))
    yield spoken("made"), f"{made}: {', '.join(found.from_tables)}" if found.from_tables else made
    yield spoken("promise"), promise(found)
    yield spoken("newest file"), ", ".join(f"{named(fact)} {plain(text)}" for fact, text in found.newest.items())
    for table, why in (found.coverage or {}).items():
        each = spoken("each row of {table}", table=table)
        yield spoken("followed"), spoken("{table} as a whole: {why}", table=table, why=plain(why)) if why else each
    if found.coverage is not None:
        unproven, at = spoken("not yet: it has given no rows"), found.proven
        yield spoken("proof"), unproven if at is None else spoken("gave the same rows twice, at {at}", at=at)
    if found.path and found.changed_at:
        said = {"path": plain(found.path), "who": found.changed_by, "when": shown_time(found.changed_at, zone)}
        yield spoken("file"), spoken("{path}, by {who}, {when}", **said)


def promise(found: Dataset) -> str:
    """Say by which contract a table is promised; nothing promises a staged one."""
    if found.about.layer == "staged":
        return ""
    if found.about.draft:
        return spoken("draft: no contract")
    return spoken("contract {version}", version=found.about.contract_version)


def _said(properties: Iterable[PropertyShown]) -> Iterator[str]:
    for each in properties:
        said = each.statement
        name = property_named(said.kind, said.name)
        mark = spoken("  (derived)") if each.derived else ""
        tongue = f" ({said.language})" if said.language else ""
        yield f"{_left(name + tongue)}{plain('; '.join(said.values))}{mark}"


def _term(found: TermOf) -> str:
    label = _text(found.label) or found.key
    return f"{_left(label)}{_text(found.definition)}  [{named(found.stage)}]"


def _holder(found: Holder) -> str:
    name = spoken("vacant") if found.is_vacant else plain(found.name(language()))
    until = spoken("  until {day}", day=found.until) if found.until else ""
    acting = spoken("  acting for {party}", party=found.acting_for) if found.acting_for else ""
    return f"{_left(named(found.role))}{name}{acting}{until}"


def _way(way: Way) -> str:
    is_up = way.direction == "up"
    words = HOW_COLUMNS | (HOW if is_up else NEEDED)
    how = named(words.get(way.how, way.how))
    return f"{_left(named('from' if is_up else 'into'))}{plain(way.name)}  ({how})"


def _asking(asking: Asking) -> str:
    return f"{_left(f'{asking.kind}:{asking.key}')}{_text(asking.text)}  ({', '.join(asking.columns)})"


def _source(source: SourceOf) -> Iterator[str]:
    said = {name: source.said.get(name, {}) for name in OF_SOURCE}
    facts = ", ".join(f"{named(fact)} {plain(text)}" for fact, text in source.newest.items())
    yield f"{_left(source.name)}{facts}"
    for name, texts in said.items():
        text = texts.get(None) or _text({tongue: text for tongue, text in texts.items() if tongue})
        if text:
            yield f"  {_left(property_named('source', name), WIDE - 2)}{plain(text)}"


def _columns(card: Card) -> Iterator[str]:
    for column in card.dataset.columns if card.dataset else ():
        key = f"  {spoken('key')}" if column.in_key else ""
        header = column.header if column.header not in ("", column.name) else ""
        written = "  " + spoken("(in the file: {header})", header=plain(header)) if header else ""
        yield f"{_left(column.name)}{column.type}{key}{written}"
        for title, text in ((column.title_en, column.description_en), (column.title_fr, column.description_fr)):
            if title or text:
                yield f"{'':<{WIDE}}{plain(': '.join(filter(None, (title, text))))}"


def complete(found: Completeness, most: int = GAPS) -> Iterator[str]:
    """Give the lines that tell how complete a subject is, and what mends it."""
    from jobforge_es.commands.complete import mend

    if found.percent is None:
        yield spoken("nothing has to be said of it")
        return
    said = {"percent": found.percent, "told": found.wanted - len(found.gaps), "wanted": found.wanted}
    yield spoken("complete: {percent} %, {told:,} of {wanted:,}", **said)
    for gap in found.gaps[:most]:
        yield f"  {_left(named(gap.state))}{_gap(gap)}"
        yield f"  {'':<{WIDE}}{mend(gap)}"
    if len(found.gaps) > most:
        table = found.subject.partition(":")[2]
        left = counted(len(found.gaps) - most, "{n:,} more", "{n:,} more")
        yield f"  {left}: jobforge catalog completeness {table}"


def _gap(gap: Gap) -> str:
    return plain(f"{gap.path}, {gap.subject}")


def _text(texts: Texts) -> str:
    """Give a text in the language that is spoken; the other one only with its name."""
    mine = texts.get(language())
    if mine:
        return plain(mine)
    return next((f"({tongue}) {plain(text)}" for tongue, text in texts.items()), "")


def _left(name: str, wide: int = WIDE) -> str:
    return f"{name:<{wide}}" if len(name) < wide else f"{name}  "
