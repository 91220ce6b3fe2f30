"""Laws of the XML reader over any records, against the trees of the standard library."""

from __future__ import annotations

import copy
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definitions import Xml
from projections.readers.keyed import NoRecords, RecordsNotFound
from projections.readers.refusals import EmptyFile, HeaderClash
from projections.readers.xml import EntityDeclared, XmlBroken
from tests.projections.readers.xml.conftest import read

CHUNKS = st.one_of(st.just(2**21), st.integers(1, 60))
TEXTS = st.sampled_from(
    ["", "", "x", " a ", "&amp;", "&#233;", "é😀", "<![CDATA[<&]]>", ">/>", "\n ", "<!-- > -->", "<?p x?>"]
)
VALUES = st.sampled_from(["", "v", "/>", "&lt;", "é", "a b"])


def attributes(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(["p", "q", "é"]), max_size=2, unique=True))
    return "".join(f' {name}{draw(st.sampled_from(("=", " = ")))}"{draw(VALUES)}"' for name in names)


@st.composite
def elements(draw: st.DrawFn, name: str, levels: int) -> str:
    inner = [draw(TEXTS)]
    for _ in range(draw(st.integers(0, 3)) if levels else 0):
        deeper = levels - 1 if draw(st.integers(0, 3)) == 0 else 0
        inner += [draw(elements(draw(st.sampled_from(["a", "b", "n-1", "é1"])), deeper)), draw(TEXTS)]
    text, given_attributes = "".join(inner), attributes(draw)
    if not text and draw(st.booleans()):
        return f"<{name}{given_attributes}{draw(st.sampled_from(('', ' ')))}/>"
    return f"<{name}{given_attributes}>{text}</{name}{draw(st.sampled_from(('', ' ')))}>"


def depth(element) -> int:
    return 1 + max(map(depth, element), default=0)


def expected(element) -> dict[str, object]:
    """What the columns of a record are; a list of elements stands for their source text."""
    row: dict[str, object] = {f"@{name}": value for name, value in element.attrib.items()}
    for child in element:
        same = element.findall(child.tag)
        if len(same) > 1 or len(child):
            row[child.tag] = [ET.tostring(one) for one in bare(same)]
            continue
        row[child.tag] = child.text or ""
        row |= {f"{child.tag}@{name}": value for name, value in child.attrib.items()}
    beside = (element.text or "") + "".join(child.tail or "" for child in element)
    return row | ({"#text": beside} if beside.strip(" \t\r\n") else {})


def bare(found):
    """Copies of elements without what follows them."""
    copies = copy.deepcopy(list(found))
    for one in copies:
        one.tail = None
    return copies


def same(text: str | None, value: object) -> bool:
    if isinstance(value, list):
        return [ET.tostring(one) for one in bare(ET.fromstring(f"<x>{text}</x>"))] == value
    return text == value


@settings(max_examples=150, deadline=None)
@given(
    st.lists(elements("row", 2), min_size=1, max_size=5), st.sampled_from((2**24, 60)),
    st.sampled_from(("utf-8", "utf-16", "utf-16-be", "iso-8859-15")), CHUNKS, st.data(),
)  # fmt: skip
def test_records_are_what_the_standard_library_reads(bodies, limit, encoding, chunk_bytes, data):
    bodies = [body.replace("😀", "") if encoding.startswith("iso") else body for body in bodies]
    wide = {"utf-16": "utf-16-le"}.get(encoding, encoding)
    out, places = f'<?xml version="1.0" encoding="{encoding.removesuffix("-be")}"?>\n<root y="1">', []
    for body in bodies:
        out += data.draw(st.sampled_from(("", "\n", "text", "<other><row/></other>", "<!-- <row/> -->")))
        places.append(len(out))
        out += body
    out += "</root>\n"
    mark = 2 if encoding == "utf-16" else 0
    raw = out.encode(encoding)
    trees = [ET.fromstring(body) for body in bodies]
    scanned = "utf-8" if "16" in encoding else encoding
    codes = {}
    for number, (body, tree) in enumerate(zip(bodies, trees, strict=True), start=1):
        if len(body.encode(scanned)) > limit or depth(tree) > 3:
            codes[number] = "P-007" if len(body.encode(scanned)) > limit else "P-054"
    try:
        found = read(raw, Xml(("root", "row"), max_depth=3, max_record_bytes=limit), chunk_bytes=chunk_bytes)
    except NoRecords:
        assert any(not expected(tree) for tree in trees)
        return
    assert found.codes == codes
    assert found.records == len(bodies)
    for refused in found.refused:
        body, at = bodies[refused.record - 1], places[refused.record - 1]
        assert refused.offset == mark + len(out[:at].encode(wide))
        assert refused.length == len(body.encode(wide))
        assert body.encode(wide).startswith(refused.raw)
    for number, values in found.rows.items():
        row = {h: v for h, v in zip(found.header, values, strict=True) if v is not None}
        want = expected(trees[number - 1])
        assert row.keys() == want.keys()
        assert all(same(row[key], value) for key, value in want.items())


@settings(max_examples=300, deadline=None)
@given(
    st.lists(elements("row", 2), max_size=3).map(lambda bodies: f"<root>{''.join(bodies)}</root>".encode()),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(b"<>/&;\"'= x\xc3\0")), max_size=2),
    st.integers(0, 4),
    CHUNKS,
)
def test_a_file_is_refused_if_and_only_if_the_standard_library_refuses_it(data, changes, cut, chunk_bytes):
    altered = bytearray(data[: len(data) - cut])
    for place, byte in changes:
        if altered:
            altered[int(place * len(altered))] = byte
    try:
        tree = ET.fromstring(bytes(altered))
    except (ET.ParseError, ValueError):
        tree = None
    try:
        found = read(bytes(altered), Xml(("root", "row"), max_depth=3), chunk_bytes=chunk_bytes)
    except (XmlBroken, EmptyFile, EntityDeclared):
        assert tree is None
    except (NoRecords, HeaderClash, RecordsNotFound):
        assert tree is not None
    else:
        assert tree is not None
        assert found.records == len(tree.findall("row"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([b"<root>", b"<row>", b"</row>", b"</root>", b"<row/>", b"<!", b"[", b"<!DOCTYPE", b" r ", b">",
    b"<?xml ", b"?>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&a;", b"x", b"\xff\xfe", b"<\0", b"]", b'"']), max_size=12).map(b"".join), CHUNKS)  # fmt: skip
def test_no_bytes_make_it_crash_or_lose_a_record(data, chunk_bytes):
    try:
        read(data, chunk_bytes=chunk_bytes)
    except (XmlBroken, EmptyFile, EntityDeclared, NoRecords, RecordsNotFound, HeaderClash):
        return
