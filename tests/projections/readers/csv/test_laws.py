"""Laws of the reader over any bytes, against a second reading of the law."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

import attrs
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from ledger.definitions.formats import Csv
from projections.readers.refusals import FileRefused
from tests.projections.readers.csv.conftest import read
from tests.projections.readers.csv.oracle import Refusal, cut

ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
CHUNKS = st.one_of(st.just(2**21), st.integers(1, 60))


@st.composite
def dialects(draw: st.DrawFn, encodings=ENCODINGS) -> Csv:
    quote = draw(st.sampled_from(('"', '"', "'", None)))
    encoding = draw(st.sampled_from(encodings))
    return Csv(
        encoding=encoding,
        delimiter=draw(st.sampled_from((",", ";", "\t", " "))),
        quote=quote,
        escape=draw(st.sampled_from((None, None, "\\"))) if quote else None,
        comment=draw(st.sampled_from((None, None, "#", "##", "é"))),
        skip_lines=draw(st.sampled_from((0, 0, 0, 1, 2))),
        skip_footer=draw(st.sampled_from((0, 0, 0, 1, 2))),
        header=draw(st.sampled_from((True, True, False))),
        columns=("a", "b"),
        max_record_bytes=draw(st.sampled_from((2**24, 2**24, 1, 2, 5, 9))),
    )


@st.composite
def unusual_dialects(draw: st.DrawFn) -> Csv:
    """Marks of several characters, policies for unequal records, headers over lines, ranges of lines."""
    delimiter = draw(st.sampled_from((",", "||", "|~|", ", ")))
    return Csv(
        encoding=draw(st.sampled_from(("utf-8", "cp1252"))),
        delimiter=delimiter,
        record_delimiter=draw(st.sampled_from((None, "\n", "\x1e", "^^", "^\r\n"))),
        quote=draw(st.sampled_from(('"', None))),
        comment=draw(st.sampled_from((None, None, "#"))),
        skip_lines=draw(st.sampled_from((0, 0, 1))),
        skip_footer=draw(st.sampled_from((0, 0, 1))),
        header=draw(st.booleans()),
        header_lines=draw(st.sampled_from((1, 1, 2, 3))),
        columns=("a", "b"),
        short_records=draw(st.sampled_from(("quarantine", "fill"))),
        long_records=draw(st.sampled_from(("quarantine", "trim_empty"))),
        max_record_bytes=draw(st.sampled_from((2**24, 2**24, 1, 2, 5, 9))),
    )


@st.composite
def unusual_files(draw: st.DrawFn) -> tuple[Csv, bytes]:
    dialect = draw(unusual_dialects())
    if not dialect.skip_footer and draw(st.booleans()):
        dialect = attrs.evolve(dialect, last_line=dialect.skip_lines + draw(st.integers(1, 4)))
    end = dialect.record_delimiter or "\n"
    d = dialect.delimiter
    texts = [d, d, end, end, d[0], end[0], '"', '"', "#", "a", "b c", " ", "\r\n", "é", "\0", f"a{d}b{end}", f'"a"{d}']
    piece = st.sampled_from([*(t.encode(dialect.encoding) for t in texts), b"\x81"])
    top = f"top{end}" * dialect.skip_lines + (f"a{d}b{end}" if draw(st.integers(0, 9)) else "")
    if dialect.header_lines > 1 and draw(st.integers(0, 9)):
        top = top.replace(f"a{d}b{end}", f"a{d}{end}" + f"{d}b{end}" + f"{d}{end}" * (dialect.header_lines - 2))
        dialect = attrs.evolve(dialect, columns=("a", "a b" if dialect.header else "b"))
    return dialect, top.encode() + b"".join(draw(st.lists(piece, max_size=25)))


def pieces(dialect: Csv) -> st.SearchStrategy[bytes]:
    """Bytes that matter to the dialect, and bytes that no text of its encoding holds."""
    mark = [dialect.delimiter, dialect.quote, dialect.escape, dialect.comment]
    text = [
        *(m for m in mark if m),
        *mark[1:2],
        "a",
        "bc",
        "é",
        "\ufeff",
        "😀",
        " ",
        "\0",
        "\n",
        "\n",
        "\r",
        "\r\n",
        "#",
    ]
    encoding = {"utf-16": "utf-16-le"}.get(dialect.encoding, dialect.encoding)
    broken = {"utf-8": b"\xed\xa0\x80", "cp1252": b"\x81", "latin-1": b"\x85"}.get(encoding)
    if broken is None:
        broken = "\ud800".encode(encoding, "surrogatepass")
    odd = [broken, b"\xff\xfe"] if dialect.encoding.startswith("utf-16") else [broken, b"\xff", b"\x85"]
    return st.sampled_from([(t or "a").encode(encoding, "ignore") for t in text] + odd)


@st.composite
def regular_lines(draw: st.DrawFn, dialect: Csv) -> bytes:
    """Records that are mostly as they should be."""
    encoding = {"utf-16": "utf-16-le"}.get(dialect.encoding, dialect.encoding)
    fields = ["", "a", "bc d", "é", "\ufeff"]
    if dialect.quote:
        q, e = dialect.quote, (dialect.escape or dialect.quote)
        fields += [f"{q}{q}", f"{q}a{q}", f"{q}x\r\ny{dialect.delimiter}{q}", f"{q}{e}{q}{q}", f"{q}\n{e}{q}\r{q}"]
    field = st.sampled_from(fields)
    ends = draw(st.sampled_from((("\n",), ("\r\n",), ("\r",), ("\n", "\r\n", "\r", "\n\n"))))
    line = st.tuples(field, field).map(dialect.delimiter.join)
    if dialect.comment:
        line = st.one_of(line, line, line, st.sampled_from([dialect.comment, f"{dialect.comment}{dialect.quote}"]))
    lines = [draw(line) + draw(st.sampled_from(ends)) for _ in range(draw(st.integers(0, 12)))]
    return "".join(lines).encode(encoding, "ignore")


@st.composite
def files(draw: st.DrawFn) -> tuple[Csv, bytes]:
    dialect = draw(dialects())
    encoding = {"utf-16": "utf-16-le"}.get(dialect.encoding, dialect.encoding)
    wild = st.lists(pieces(dialect), max_size=25).map(b"".join)
    body = b"".join(draw(st.lists(st.one_of(regular_lines(dialect), regular_lines(dialect), wild), max_size=4)))
    header = f"a{dialect.delimiter}b\n".encode(encoding) if draw(st.integers(0, 9)) else b""
    top = b"".join(f"line {n}\r\n".encode(encoding) for n in range(dialect.skip_lines))
    mark = MARKS.get(dialect.encoding, b"") if dialect.encoding == "utf-16" or draw(st.booleans()) else b""
    return dialect, mark + top + header + body


def expected(data: bytes, dialect: Csv):
    try:
        header, spans = cut(data, dialect)
    except Refusal as refusal:
        return refusal.code
    if header != dialect.columns:
        return "S-020"
    kept = b"".join(data[span.start : span.after] for span in spans)
    assert data.endswith(kept)
    assert len(data) - len(kept) == (spans[0].start if spans else len(data))
    records = list(enumerate((span for span in spans if span.kind == "record"), start=1))
    kinds = Counter(span.kind for span in spans)
    return (
        {number: span.fields for number, span in records if span.code is None},
        [(number, s.start, data[s.start : s.stop], s.code, s.stop - s.start) for number, s in records if s.code],
        tuple(kinds[kind] for kind in ("preamble", "blank", "comment", "footer")),
        len(records),
        {number: span.start for number, span in records},
    )


def actual(data: bytes, dialect: Csv, **how):
    try:
        found = read(data, dialect, **how)
    except FileRefused as refusal:
        return refusal.code
    skips = found.skips
    return (
        found.rows,
        [(r.record, r.offset, r.raw, r.code, r.length) for r in found.refused],
        (skips.preamble, skips.blank, skips.comment, skips.footer),
        found.records,
        {chunk.first_record: chunk.offset for chunk in found.chunks},
    )


def cut_raw(outcome, dialect: Csv, data: bytes):
    """What the reader keeps of lines beyond the limit: in UTF-16, the characters that fit in as many bytes of UTF-8."""
    if isinstance(outcome, str):
        return outcome
    rows, refused, *rest = outcome
    wide = dialect.encoding if dialect.encoding.startswith("utf-16") else None
    if wide == "utf-16":
        wide = "utf-16-be" if data.startswith(b"\xfe\xff") else "utf-16-le"

    def kept(raw: bytes) -> bytes:
        if wide is None:
            return raw[: dialect.max_record_bytes]
        text = raw.decode(wide, "surrogatepass")
        while len(text.encode("utf-8", "surrogatepass")) > dialect.max_record_bytes:
            text = text[:-1]
        return text.encode(wide, "surrogatepass")

    return (rows, [(number, offset, kept(raw), *more) for number, offset, raw, *more in refused], *rest)


@settings(max_examples=300, deadline=None)
@given(files(), CHUNKS)
@example((Csv(columns=("a", "b")), b'a,b\n1,"2\n3,4\n5,6"\n7,8\n'), 2**21)
@example((Csv(columns=("a", "b")), b'a,b\n"",'), 2**21)
@example((Csv(columns=("a", "b")), b"a,b\n\xef\xbb\xbf1,2\n"), 2**21)
@example((Csv(columns=("a", "b"), escape="\\"), b'a,b\n1,"\\""\n"\\\n",\\\n'), 3)
@example((Csv(columns=("a", "b"), encoding="utf-16-le"), "a,b\n😀,\ud83d".encode("utf-16-le", "surrogatepass")), 2)
def test_proof_and_exact_parser_agree_with_the_law_on_any_bytes_and_windows(case, chunk_bytes):
    dialect, data = case
    want = expected(data, dialect)
    event(want if isinstance(want, str) else "read")
    for shortcut in (True, False):
        got = actual(data, dialect, chunk_bytes=chunk_bytes, shortcut=shortcut)
        if not isinstance(got, str) and not isinstance(want, str):
            starts = want[-1]
            assert got[-1].items() <= starts.items()
            assert sorted([*got[0], *(number for number, *_ in got[1])]) == list(range(1, got[3] + 1))
            got, law = got[:-1], want[:-1]
        else:
            law = want
        assert got == cut_raw(law, dialect, data), shortcut


@settings(max_examples=300, deadline=None)
@given(unusual_files(), CHUNKS)
@example((Csv(columns=("a", "b"), delimiter="||", short_records="fill"), b'a||b\n"1"||2\n1\n1|\n'), 1)
@example((Csv(columns=("a", "b"), delimiter="||", max_record_bytes=4), b'a||b\n"12"||\n1||2|\n"1"|'), 1)
def test_unusual_text_is_read_as_the_law_says_whatever_the_windows(case, chunk_bytes):
    dialect, data = case
    want = expected(data, dialect)
    event(want if isinstance(want, str) else "read")
    for shortcut in (True, False):
        got = actual(data, dialect, chunk_bytes=chunk_bytes, shortcut=shortcut)
        if isinstance(got, str) or isinstance(want, str):
            assert got == want
            continue
        assert got[-1].items() <= want[-1].items()
        assert got[:-1] == cut_raw(want[:-1], dialect, data)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(ENCODINGS), CHUNKS)
def test_arbitrary_bytes_are_accounted_for_or_refused_alike_by_both_parsers(data, encoding, chunk_bytes):
    dialect = Csv(encoding=encoding, header=False, columns=("a", "b"))
    fast = actual(data, dialect, chunk_bytes=chunk_bytes)
    exact = actual(data, dialect, chunk_bytes=chunk_bytes, shortcut=False)
    assert fast == exact or fast[:-1] == exact[:-1]
    assert fast == expected(data, dialect) or fast[:-1] == expected(data, dialect)[:-1]


TEXT = st.text(st.sampled_from('ab,;"\n\r é\t😀'), max_size=8)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(TEXT, min_size=n, max_size=n), min_size=1, max_size=8)),
    st.sampled_from((",", ";", "\t")),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    st.sampled_from((None, "\\")),
    CHUNKS,
    st.booleans(),
)
def test_well_formed_files_read_as_the_csv_module_reads_them(rows, delimiter, end, quoting, escape, chunk, shortcut):
    out = StringIO(newline="")
    how = {"delimiter": delimiter, "doublequote": escape is None, "escapechar": escape, "strict": True}
    # csv.writer leaves a CR unquoted when its own line end has none
    quoting = csv.QUOTE_ALL if escape or end != "\r\n" else quoting
    csv.writer(out, lineterminator=end, quoting=quoting, **how).writerows(rows)
    text = out.getvalue()
    want = list(csv.reader(StringIO(text, newline=""), **how))
    names = tuple(f"c{n}" for n in range(len(rows[0])))
    dialect = Csv(delimiter=delimiter, escape=escape, header=False, columns=names)
    found = read(text.encode(), dialect, chunk_bytes=chunk, shortcut=shortcut)
    assert not found.refused
    assert [[field or "" for field in row] for row in found.rows.values()] == want == rows
