"""How the fields of a text are parted: every candidate is tried with the parser that decides in the end."""

from __future__ import annotations

from collections import Counter

import attrs

from ledger.definitions.formats import Csv
from projections.proposing.asking import Ask, Choice, Finding, Question
from projections.proposing.cells import is_heading, look_of
from projections.proposing.sample import Record, Sample, records_of

DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar", "^": "a caret", "~": "a tilde"}
QUOTES: tuple[tuple[str | None, str | None], ...] = (('"', None), ('"', "\\"), ("'", None), (None, None))
"""Quote and escape, the more usual first."""

TRIED = 2**17
"""Bytes that every candidate is tried on."""

MOST = 2_000
"""Records that every candidate is tried on."""

SURE = 0.6
"""Share of records of one width below which no delimiter is sure."""

CLOSE = 0.15


@attrs.frozen
class Candidate:
    """A way to part the fields.

    Attributes:
        settings: delimiter, quote and escape.
        records: of the sample.
        width: how many fields most records have, those of one field aside; 1 where nothing is parted.
        share: of the records that have this many.
        score: the better one is higher.
    """

    settings: Csv
    records: list[Record]
    width: int
    share: float
    score: float


def find_dialect(sample: Sample, ask: Ask) -> tuple[Csv, list[Finding]]:
    """Tell delimiter, quote and escape.

    Args:
        sample: of the text.
        ask: where two delimiters part it equally well, or none does.
    """
    data = _beginning(sample.head)
    found = [_best_quote(data, delimiter, sample.codec) for delimiter in DELIMITERS]
    ranked = sorted((c for c in found if c.width > 1), key=lambda c: -c.score)
    chosen, why = _choose(ranked, data, sample.codec, ask)
    settings = chosen.settings
    findings = [Finding("delimiter", settings.delimiter, why), _quote(data, settings)]
    if settings.escape is not None:
        findings.append(Finding("escape", settings.escape, "quotes inside quoted fields stand behind a backslash"))
    return settings, findings


def _beginning(data: bytes) -> bytes:
    if len(data) <= TRIED:
        return data
    cut = max(data.rfind(b"\n", 0, TRIED), data.rfind(b"\r", 0, TRIED)) + 1
    return data[: cut or TRIED]


def _best_quote(data: bytes, delimiter: str, codec: str) -> Candidate:
    """Find the quote with which the fewest records break a rule."""
    kinds = [(q, e) for q, e in QUOTES if _occurs(data, q, e, delimiter)] or [('"', None)]
    tried = [_candidate(data, Csv(delimiter=delimiter, quote=quote, escape=escape), codec) for quote, escape in kinds]
    return max(tried, key=lambda c: c.score)  # the first of equal ones


def _occurs(data: bytes, quote: str | None, escape: str | None, delimiter: str) -> bool:
    """Tell whether a quote is worth a try: only one that stands where a field begins can be one."""
    if quote is None:
        return b'"' in data
    mark, part = quote.encode(), delimiter.encode()
    if escape is not None:
        return escape.encode() + mark in data
    return mark == b'"' or (part + mark in data and mark + part in data)


def _candidate(data: bytes, settings: Csv, codec: str) -> Candidate:
    records = records_of(data, settings, codec, MOST)
    told = [r for r in records if r.kind == "record"]
    widths = Counter(r.width for r in told if r.width > 1)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    share = count / len(told) if told else 0.0
    first = next((r for r in told if r.width == width and r.filled > width / 2), None)
    heading = first is not None and is_heading(first.fields or ())
    marks = settings.quote or ""
    wrapped = marks == "'" and sum(1 for r in told if r.fields and r.width == width) == len(told)
    score = share + 0.25 * heading + 0.01 * min(width, 10) + 0.05 * wrapped + 0.1 * _known(told, width)
    return Candidate(settings, records, width, share, score)


def _known(records: list[Record], width: int) -> float:
    """Give the share of cells that are a number or a date: a wrong delimiter cuts them."""
    cells = [cell for r in records[:200] if r.width == width for cell in r.fields or () if cell]
    return sum(1 for cell in cells if look_of(cell) != "text") / max(1, len(cells))


def _choose(ranked: list[Candidate], data: bytes, codec: str, ask: Ask) -> tuple[Candidate, str]:
    if not ranked or ranked[0].share < SURE:
        return _one_column(ranked, data, codec, ask)
    best, rivals = ranked[0], [c for c in ranked[1:] if _rivals(c, ranked[0])]
    why = _parts(best)
    if not rivals:
        return best, why
    choices = tuple(Choice(c.settings.delimiter, f"{_parts(c)}: {_shown(c)}") for c in (best, *rivals))
    answer = ask(Question("delimiter", "What parts the fields?", "several characters part the records evenly", choices))
    chosen = next(c for c in (best, *rivals) if c.settings.delimiter == answer)
    return chosen, _parts(chosen)


def _rivals(other: Candidate, best: Candidate) -> bool:
    """Tell whether a candidate is about as good as the best: it would have to part the header of the best as well."""
    if other.share < SURE or other.score < best.score - CLOSE:
        return False
    header = _first(best)
    if header is None or not is_heading(header.fields or ()):
        return True
    return any(r.start == header.start and r.width == other.width for r in other.records)


def _first(candidate: Candidate) -> Record | None:
    return next((r for r in candidate.records if r.width == candidate.width and r.filled > candidate.width / 2), None)


def _one_column(ranked: list[Candidate], data: bytes, codec: str, ask: Ask) -> tuple[Candidate, str]:
    """Take every line for one field, or the best of the candidates that convince nobody."""
    absent = next((d for d in ("\t", "|", "~", "^", ";") if d.encode() not in data), "\t")
    single = _candidate(data, Csv(delimiter=absent, quote=None), codec)
    choices = [Choice(absent, "one column: each line is one field")]
    choices += [Choice(c.settings.delimiter, f"{_parts(c)}: {_shown(c)}") for c in ranked if c.share > 0.2]
    choices = list({c.value: c for c in choices}.values())
    why = "no character parts most of the lines into equally many fields"
    answer = ask(Question("delimiter", "What parts the fields?", why, tuple(choices)))
    chosen = next((c for c in ranked if c.settings.delimiter == answer), single)
    return chosen, (_parts(chosen) if chosen is not single else f"{why}, and it does not occur")


def _parts(candidate: Candidate) -> str:
    name = DELIMITERS[candidate.settings.delimiter]
    return f"{name} parts {candidate.share:.0%} of the first records into {candidate.width} fields"


def _shown(candidate: Candidate) -> str:
    row = next((r.fields for r in candidate.records if r.width == candidate.width), ()) or ()
    return " / ".join((field or "")[:20] for field in row[:4])


def _quote(data: bytes, settings: Csv) -> Finding:
    quote = settings.quote
    if quote is None:
        return Finding("quote", None, "quotes stand inside fields, where they mean nothing")
    if quote.encode() not in data:
        return Finding("quote", quote, "the usual one; none occurs in what was looked at")
    return Finding("quote", quote, "fields begin and end with it")
