"""Where the records of JSON and XML are, and what stands in them."""

from __future__ import annotations

from pathlib import Path

import orjson

from ledger.definitions.formats import Encoding, Form, Json, Xml
from ledger.definitions.source import Source
from projections.proposing.asking import Ask, Choice, Finding, Question
from projections.proposing.observing import Seen, observe
from projections.proposing.unrecognised import NotRecognised
from projections.readers.csv.encoding import HEAD, recognise
from projections.readers.csv.ends import ANY
from projections.readers.csv.feed import Feed
from projections.readers.json.finding import find_arrays
from projections.readers.opening import opened
from projections.readers.parts import WHOLE
from projections.readers.xml.finding import find_elements

LOOKED_AT = 8_388_608
"""Bytes in which the arrays of a document are looked for."""

LINES = 100
NULL = "null"


def find_json(path: Path, encoding: Encoding, ask: Ask) -> tuple[Json, tuple[Finding, ...]]:
    """Tell whether each line of a file is a record, or which array of its document holds them.

    Raises:
        NotRecognised: there is no object on a line and none in an array.
    """
    alone, several = _lines(path, encoding)
    arrays = () if several and alone else _arrays(path, encoding)
    if alone and (several or not arrays):
        return Json("ndjson", encoding=encoding), (Finding("format", "ndjson", "each of the first lines is an object"),)
    if not arrays:
        raise NotRecognised(f"{path.name} is JSON without a list of records", "ask for one: [{...}, {...}]")
    found = Finding("format", "json", "it is one document")
    records = arrays[0]
    if len(arrays) > 1:
        choices = {".".join(one) or "(the document)": one for one in arrays}
        why = f"{len(arrays)} lists of objects are in the document, the longest first"
        asks = "Which keys lead to the records?"
        records = choices[ask(Question("records", asks, why, tuple(Choice(name) for name in choices)))]
    form = Json(records=records, encoding=encoding)
    if not records:
        return form, (found,)
    dotted = any("." in key for key in records) or "" in records
    value = records if dotted else ".".join(records)
    return form, (found, Finding("records", value, "the list of objects that is there"))


def find_xml(path: Path, ask: Ask) -> tuple[Xml, tuple[Finding, ...]]:
    """Tell which elements of a file are its records: those nearest to the root that come again and again.

    Raises:
        NotRecognised: no element has anything in it.
    """
    elements = [one for one in find_elements(path) if one.has_fields and len(one.path) > 1]
    again = [one for one in elements if one.count > 1] or elements
    if not again:
        raise NotRecognised(f"{path.name} is XML without records", "ask for a file with an element for each record")
    level = min(len(one.path) for one in again)
    again = sorted((one for one in again if len(one.path) == level), key=lambda one: -one.count)
    chosen = "/".join(again[0].path)
    if len(again) > 1:
        why = f"{len(again)} elements on the same level come several times"
        choices = tuple(Choice("/".join(one.path), f"{one.count:,} of them") for one in again)
        chosen = ask(Question("records", "Which elements are the records?", why, choices))
    count = next(one.count for one in again if "/".join(one.path) == chosen)
    why = f"{count:,} such elements, the nearest to the root that come again" if count > 1 else "it holds all others"
    return Xml(tuple(chosen.split("/"))), (
        Finding("format", "xml", "its bytes are XML"),
        Finding("records", chosen, why),
    )


def see(path: Path, form: Form) -> tuple[tuple[Seen, ...], tuple[Finding, ...]]:
    """Look at the first records; null stays a null word of JSON beside those that are found.

    Raises:
        FileRefused: the file cannot be read.
    """
    with opened(path, Source("s", (), form), WHOLE, path.parent) as reading:
        chunk = next(reading.chunks(), None)
        rows = [] if chunk is None else list(zip(*(c.to_pylist() for c in chunk.table.columns), strict=True))
        seen, nulls = observe(reading.header, rows)
    if nulls is None or not isinstance(nulls.value, tuple):
        return seen, ()
    if not isinstance(form, Json):
        return seen, (nulls,)
    words = tuple(dict.fromkeys((NULL, *nulls.value)))
    return seen, () if words == (NULL,) else (Finding("null_words", words, nulls.why),)


def _lines(path: Path, encoding: Encoding) -> tuple[bool, bool]:
    """Tell whether the first lines are objects, each by itself, and whether there are several."""
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    text = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")
    lines = [line for line in text.split("\n") if line.strip()]
    if len(head) == LOOKED_AT and len(lines) > 1:
        lines.pop()  # it may be cut
    return bool(lines) and all(map(_is_object, lines[:LINES])), len(lines) > 1


def _is_object(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return line.lstrip().startswith("{") and line.rstrip().endswith("}") and ":" in line


def _arrays(path: Path, encoding: Encoding) -> tuple[tuple[str, ...], ...]:
    """Give the paths of arrays of objects, the longest first."""
    with path.open("rb") as file:
        size = path.stat().st_size
        text = recognise(file.read(HEAD), size, encoding)
        feed = Feed(file, text.bom, min(size, LOOKED_AT), text, ANY)
        return tuple(one.path for one in sorted(find_arrays(feed, text.codec), key=lambda one: -one.size))
