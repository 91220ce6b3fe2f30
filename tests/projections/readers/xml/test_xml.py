"""XML: what stands in the columns, what is refused and how, and where it stood."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ledger.definitions import Xml
from projections.readers.csv.feed import Feed
from projections.readers.keyed import NoRecords, RecordsNotFound
from projections.readers.refusals import EmptyFile, HeaderClash, UnusableDialect
from projections.readers.xml import EntityDeclared, XmlBroken, open_xml
from tests.projections.readers.xml.conftest import ROWS, read


def rows(*records: str, top: str = "", root: str = "root") -> bytes:
    return f"{top}<{root}>\n  {' '.join(records)}\n</{root.split(maxsplit=1)[0]}>".encode()


def test_attributes_and_the_texts_of_children_are_columns():
    found = read(
        rows('<row id="1"><n>1.0</n><e/><e2></e2><t> a\n b </t></row>', "<row><t>&lt;&#233;<![CDATA[&]]></t></row>")
    )
    assert found.dicts == [
        {"@id": "1", "n": "1.0", "e": "", "e2": "", "t": " a\n b "},
        {"@id": None, "n": None, "e": None, "e2": None, "t": "<é&"},
    ]


def test_an_attribute_of_a_child_is_a_column_of_its_own():
    found = read(rows('<row><price currency="CAD" net="no">5</price></row>'))
    assert found.dicts == [{"price": "5", "price@currency": "CAD", "price@net": "no"}]


def test_nested_and_repeated_children_are_their_source_text():
    nested = '<o  a=">"><i x="/>"/>&amp;<!-- > --></o >'
    found = read(rows(f"<row><t u='1'>a</t>{nested}<t/><e/>></row>", "<row><t>b</t></row>"))
    assert found.dicts == [
        {"t": "<t u='1'>a</t><t/>", "o": nested, "e": "", "#text": ">"},
        {"t": "b", "o": None, "e": None, "#text": None},
    ]


def test_text_beside_children_is_kept_and_layout_is_not():
    found = read(rows("<row>hello</row>", "<row> \n<a/> </row>", "<row> x<a/>y </row>", "<row/>"))
    assert [row["#text"] for row in found.dicts] == ["hello", None, " xy ", None]


def test_names_are_without_their_namespace_and_two_that_clash_refuse_the_record():
    data = rows(
        '<row b:id="1"><n>1</n></row>',
        "<row><n>1</n><b:n>2</b:n></row>",
        "<row><b:n>2</b:n></row>",
        '<row id="1"/>',
        "<b:row><n>3</n></b:row>",
        root='root xmlns="urn:a" xmlns:b="urn:b"',
    )
    found = read(data)
    assert found.codes == {2: "P-101", 3: "P-101", 4: "P-101"}
    assert found.rows == {1: ("1", "1"), 5: (None, "3")}


FAULTS = {
    "P-007": "<row><n>" + "x" * 90 + "</n></row>",
    "P-054": "<row><a><b><c/></b></a></row>",
    "P-101": '<row x:n="1" y:n="1"/>',
}


@pytest.mark.parametrize("chunk_bytes", [1, 7, 2**21])
@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "cp1252"])
def test_a_record_that_is_refused_is_kept_as_it_stands_and_the_others_are_read(code, chunk_bytes, encoding):
    bad = FAULTS[code]
    top = f'<?xml version="1.0" encoding="{encoding.removesuffix("-be")}"?>'
    root = 'root xmlns:x="x" xmlns:y="y"'
    data = rows("<row><n>é</n></row>", bad, "<row><n>2</n></row>", top=top, root=root).decode().encode(encoding)
    found = read(data, Xml(("root", "row"), max_depth=3, max_record_bytes=50), chunk_bytes=chunk_bytes)
    assert found.rows == {1: ("é",), 3: ("2",)}
    (refused,) = found.refused
    wide = {"utf-16": "utf-16-le"}.get(encoding, encoding)
    assert (refused.record, refused.code) == (2, code)
    assert (refused.raw, refused.length) == (bad[:50].encode(wide), len(bad.encode(wide)))
    assert data[refused.offset :].startswith(bad.encode(wide))


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"<root>\n<row></root>", (2, 8)),
        (b"<root><row/>", (1, 13)),
        (b"<root><row>\xff</row></root>", (1, 12)),
        (b"<root/>\n<root/>", (2, 1)),
        (b"<root><row>&nbsp;</row></root>", (1, 12)),
        (b"<root><row a='1' a='2'/></root>", (1, 18)),
        (b"<root><x:row/></root>", (1, 7)),
        (b"a,b\n1,2\n", (1, 1)),
        (b'<?xml version="1.0" encoding="utf-16"?><root/>', (None, None)),
        (b'<?xml version="1.0" encoding="shift-jis"?><root/>', (None, None)),
        (b'<?xml version="1.0" encoding="nonsense"?><root/>', (None, None)),
        (b"<\0r", (None, None)),
    ],
)
def test_a_file_that_is_no_xml_is_refused_whole_with_line_and_column(data, place):
    for chunk_bytes in (1, 2**21):
        with pytest.raises(XmlBroken) as caught:
            read(data, chunk_bytes=chunk_bytes)
        assert (caught.value.line, caught.value.column) == place


BOMB = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "top",
    [
        BOMB,
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://localhost/x">]>',
        '<!DOCTYPE r SYSTEM "http://localhost/x">',
    ],
)
def test_no_entity_is_expanded_and_nothing_outside_is_read(top):
    with pytest.raises(EntityDeclared):
        read(rows("<row>&a;</row>", top=top))


def test_a_document_type_without_entities_is_read_and_adds_nothing():
    top = '<!DOCTYPE root SYSTEM "x.dtd" [<!ATTLIST row added CDATA "1">]>'
    assert read(rows("<row><a>1</a></row>", top=top)).dicts == [{"a": "1"}]


DOCUMENT = (
    b"<feed><title/><entries n='1'><entry><a>1</a></entry></entries><entries><entry><a>2</a></entry></entries></feed>"
)


def test_records_are_all_elements_at_the_path():
    found = read(DOCUMENT, Xml(("feed", "entries", "entry")))
    assert found.rows == {1: ("1",), 2: ("2",)}
    assert found.chunks[0].offset == DOCUMENT.index(b"<entry>")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("rss", "'rss' is looked for; there is 'feed'"),
        ("feed/item", "'item' is looked for in 'feed'; there is 'title', 'entries'"),
        ("feed/items/entry", "'items' is looked for in 'feed'; there is 'title', 'entries'"),
        ("feed/entries/row", "there is 'entry'"),
        ("feed/title/row/x", "'row' is looked for in 'feed/title'; there is no element"),
    ],
)
def test_a_path_that_leads_elsewhere_is_told_with_what_is_there(path, said):
    with pytest.raises(RecordsNotFound) as caught:
        read(DOCUMENT, Xml(tuple(path.split("/")), columns=("a",)))
    assert said in (caught.value.why or "")


def test_a_list_without_records_is_a_batch_where_its_columns_are_declared():
    assert read(b"<root></root>", Xml(("root", "row"), ("a",))).records == 0
    for data in (b"<root></root>", b"<root><row/></root>"):
        with pytest.raises(NoRecords):
            read(data)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(EmptyFile):
        read(b"\xef\xbb\xbf")
    with pytest.raises(HeaderClash):
        read(rows("<row><a/><A/></row>"))
    for form in (Xml(()), Xml(("a", "")), Xml(("a",), max_depth=0), Xml(("a",), max_record_bytes=0)):
        with pytest.raises(UnusableDialect):
            read(b"<a/>", form)
    (tmp_path / "a.xml").write_bytes(b"<")
    with pytest.raises(XmlBroken):
        open_xml(tmp_path / "a.xml", ROWS)


def test_elements_in_each_other_without_end_are_refused():
    with pytest.raises(XmlBroken):
        read(b"<a>" * 200_000)


def test_a_record_beyond_the_limit_is_not_held(monkeypatch):
    longest = 0

    def fill(feed, size):
        nonlocal longest
        original(feed, size)
        longest = max(longest, len(feed.data))

    original = Feed.fill
    monkeypatch.setattr(Feed, "fill", fill)
    big = "<row><n>" + "<i>é</i>" * 200_000 + "</n><m/></row>"
    found = read(rows("<row><n>1</n></row>", big, "<row><n>2</n></row>"), Xml(("root", "row"), max_record_bytes=1000))
    assert (found.rows, found.codes) == ({1: ("1",), 3: ("2",)}, {2: "P-007"})
    assert found.refused[0].length == len(big.encode())
    assert longest < 300_000


STREAM = """
import resource, sys
from pathlib import Path
from ledger.definitions import Xml
from projections.readers.xml import read_xml
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def rows(path):
    reading = read_xml(Path(path).open("rb"), Xml(("root", "row")), small=0)
    return sum(chunk.table.num_rows for chunk in reading.chunks())
rows(sys.argv[2])
before = used()
print(rows(sys.argv[1]), used() - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path):
    record = '<row id="%05d"><rate>1.50</rate><name>a name that goes on</name><l><i>1</i></l></row>'
    (tmp_path / "large").write_bytes(rows(*(record % n for n in range(40_000))))
    (tmp_path / "small").write_bytes(rows(*(record % n for n in range(20_000))))
    command = [sys.executable, "-c", STREAM, str(tmp_path / "large"), str(tmp_path / "small")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, megabytes = map(int, done.stdout.split())
    assert count == 40_000
    assert megabytes < 12
