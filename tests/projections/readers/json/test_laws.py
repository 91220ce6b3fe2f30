"""Laws of the JSON reader over any records, against Python's own parser used in another way."""

from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.definitions import Json
from projections.readers.csv.encoding import MARKS
from projections.readers.json import JsonBroken
from projections.readers.keyed import NoRecords, RecordsNotFound
from projections.readers.refusals import EmptyFile, HeaderClash, WrongByteOrderMark
from tests.projections.readers.json.conftest import read

CHUNKS = st.one_of(st.just(2**21), st.integers(1, 60))
MAX_DEPTH = 4


class Pairs(list):
    """An object, with every key that stands in it."""


class Odd(str):
    """NaN or Infinity."""

    __slots__ = ()


def load(text: str):
    return json.loads(text, object_pairs_hook=Pairs, parse_int=str, parse_float=str, parse_constant=Odd)


def depth(value) -> int:
    if isinstance(value, Pairs):
        return 1 + max([depth(v) for _, v in value], default=0)
    return 1 + max([depth(v) for v in value], default=0) if isinstance(value, list) else 0


def parts(value):
    yield value
    if isinstance(value, Pairs):
        for key, inner in value:
            yield key
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def codes_of(raw: bytes, limit: int, value) -> set[str]:
    """Codes that a record may be refused with; none where it is a row."""
    if len(raw) > limit:
        return {"P-007"}
    try:
        raw.decode()
    except UnicodeDecodeError:
        return {"D-002"}
    if depth(value) > MAX_DEPTH:
        return {"P-054"}
    inside = list(parts(value))
    found = {"P-052"} if any(isinstance(v, Pairs) and len(dict(v)) < len(v) for v in inside) else set()
    found |= {"P-055"} if any(isinstance(v, Odd) for v in inside) else set()
    if found:
        return found
    if not isinstance(value, Pairs):
        return {"P-050"}
    return {"P-053"} if any(isinstance(v, str) and any("\ud800" <= c <= "\udfff" for c in v) for v in inside) else set()


def text_of(value, found: str | None, raw: str) -> bool:
    """Tell whether a text is that of a value."""
    if isinstance(value, list):
        return found is not None and found in raw and load(found) == value
    words = {True: "true", False: "false", None: "null"}
    return found == (value if isinstance(value, str) else words[value])


def check(found, records: list[tuple[int, bytes]], limit: int, values: list) -> None:
    """Compare what was read with records whose place and bytes are known, in order."""
    assert found.records == len(records)
    refused = {r.record: r for r in found.refused}
    keys = {}
    for number, ((offset, raw), value) in enumerate(zip(records, values, strict=True), start=1):
        codes = codes_of(raw, limit, value) if value is not Ellipsis else None
        if number in refused:
            one = refused[number]
            assert codes is None or one.code in codes
            assert (one.offset, one.raw, one.length) == (offset, raw[:limit], len(raw))
            continue
        assert codes == set()
        row = {h: v for h, v in zip(found.header, found.rows[number], strict=True) if v is not None}
        assert row.keys() == dict(value).keys()
        assert all(text_of(v, row[k], raw.decode()) for k, v in value)
        keys |= dict.fromkeys(dict(value))
    assert found.header == tuple(keys) or not keys
    assert all(chunk.offset == records[chunk.first_record - 1][0] for chunk in found.chunks)


TEXTS = st.one_of(
    st.text(max_size=5), st.sampled_from(["a", "b", "", "\ud83d", "\ude00x", "é", "\\", '"', "{[", "]}", "\0", "\n"])
)
NUMBERS = st.one_of(
    st.integers().map(str), st.sampled_from(["-0", "1e3", "0.10", "1E-7", "123456789012345678901234567890"])
)
WORDS = st.sampled_from(["true", "false", "null", "NaN", "-Infinity"])


def blanks(draw) -> str:
    return draw(st.sampled_from(("", "", "", " ", "\t ")))


@st.composite
def values(draw: st.DrawFn, levels: int = 3) -> str:
    kind = draw(st.integers(0, 9 if levels else 5))
    if kind <= 2:
        text = json.dumps(draw(TEXTS), ensure_ascii=draw(st.booleans()))
        return text.encode("utf-8", "backslashreplace").decode().replace("\\ud", "\\uD") if "\ud83d" in text else text
    if kind <= 4:
        return draw(NUMBERS)
    if kind == 5:
        return draw(WORDS)
    if kind <= 7:
        inner = [blanks(draw) + draw(values(levels - 1)) + blanks(draw) for _ in range(draw(st.integers(0, 3)))]
        return f"[{','.join(inner)}]"
    return draw(objects(levels - 1))


@st.composite
def objects(draw: st.DrawFn, levels: int = 3) -> str:
    keys = draw(
        st.lists(st.sampled_from(["a", "b", "é", "a b", '"', "\\"]), max_size=4, unique=draw(st.integers(0, 9)) > 0)
    )
    pairs = [f"{blanks(draw)}{json.dumps(k)}{blanks(draw)}:{blanks(draw)}{draw(values(levels))}" for k in keys]
    return f"{{{(blanks(draw) + ',').join(pairs)}{blanks(draw)}}}"


@st.composite
def records(draw: st.DrawFn) -> bytes:
    text = draw(st.one_of(objects(), objects(), objects(), values()))
    raw = text.encode("utf-8", "backslashreplace")
    return raw.replace(b"b", b"\xff") if b"\\" not in raw and draw(st.integers(0, 9)) == 0 else raw


LIMITS = st.sampled_from((2**24, 2**24, 40, 10))


def tolerant(raw: bytes):
    return load(raw.decode("utf-8", "surrogateescape"))


@settings(max_examples=120, deadline=None)
@given(st.lists(records(), min_size=1, max_size=8), LIMITS, CHUNKS, st.data())
def test_an_array_holds_what_python_reads_in_it(bodies, limit, chunk_bytes, data):
    out, places = bytearray(b'{"x": [1], "r":[' if data.draw(st.booleans()) else b"["), []
    path = ("r",) if len(out) > 1 else ()
    for number, body in enumerate(bodies):
        out += data.draw(st.sampled_from((b"", b" ", b"\n\t"))) + (b"," if number else b"")
        out += data.draw(st.sampled_from((b"", b" ", b"\r\n")))
        places.append((len(out), body))
        out += body
    out += b' ]\n, "s": {"r": 0}} ' if path else b"]\n"
    how = Json(records=path, max_depth=MAX_DEPTH, max_record_bytes=limit)
    try:
        found = read(bytes(out), how, chunk_bytes=chunk_bytes)
    except NoRecords:
        assert any(body.strip(b"{ \t}") == b"" for body in bodies)
        return
    check(found, places, limit, [tolerant(body) for body in bodies])


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.one_of(records(), records(), records(), st.binary(max_size=12), st.just(b"")), max_size=8),
    st.sampled_from((b"\n", b"\r\n")), LIMITS, CHUNKS,
)  # fmt: skip
@example([b'{"a":1', b'"b":2}', b'{"a":1}'], b"\n", 2**24, 1)
def test_each_line_is_what_python_reads_in_it(bodies, end, limit, chunk_bytes):
    data = end.join(bodies)
    lines, at = [], 3 if data.startswith(b"\xef\xbb\xbf") else 0
    for line in data[at:].split(b"\n"):
        if line.strip(b" \t\r") or len(line) > limit:
            lines.append((at, line))
        at += len(line) + 1
    values = []
    for _, line in lines:
        try:
            values.append(tolerant(line))
        except ValueError:
            values.append(...)
    try:
        found = read(data, Json("ndjson", max_depth=MAX_DEPTH, max_record_bytes=limit), chunk_bytes=chunk_bytes)
    except (NoRecords, EmptyFile, HeaderClash):
        return
    except WrongByteOrderMark:
        assert any(data.startswith(mark) for _, mark in MARKS)
        return
    check(found, lines, limit, values)
    physical = data.count(b"\n") + (not data.endswith(b"\n"))
    assert found.skips.total == physical - len(lines)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(records(), max_size=4).map(lambda bodies: b"[" + b", ".join(bodies) + b"]"),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(b'{}[]",:\\ 0-x\xc3\n')), max_size=2),
    st.integers(0, 4),
    CHUNKS,
)
@example(b"[1, 2]", [], 1, 1)
def test_a_document_is_refused_if_and_only_if_python_refuses_it(data, changes, cut, chunk_bytes):
    altered = bytearray(data[: len(data) - cut])
    for place, byte in changes:
        if altered:
            altered[int(place * len(altered))] = byte
    try:
        value = load(bytes(altered).decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        value = None
    try:
        found = read(bytes(altered), Json(max_depth=MAX_DEPTH), chunk_bytes=chunk_bytes)
    except (NoRecords, HeaderClash, EmptyFile):
        assert value is not None or not altered
    except RecordsNotFound:
        assert not isinstance(value, list) or isinstance(value, Pairs)
    except JsonBroken as error:
        offset = error.offset
        assert value is None
        assert 0 <= offset <= len(altered)
    else:
        assert found.records == len(value)
