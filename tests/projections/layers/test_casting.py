"""Strict casts against oracles in plain Python."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import attrs
import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.definitions import Column
from projections.engines.quoting import identifier, literal
from projections.layers.casting import UnfitColumn, check_column, cleaned, typed
from projections.layers.formats import UnfitFormat, compile_format

BOUNDED = settings(max_examples=60, deadline=None)

HOSTILE = st.text(
    alphabet="0123456789+-.,'eExX_ \t\n\0aTZ:/\u0663\uff11²½\u2212\u00a0\u202f\ufeff\"\\%{}()", max_size=14
)
NUMBERS = st.from_regex(r"[+-]?[0-9]{0,24}([., '\u00a0\u202f][0-9]{1,4}){0,4}([eE][+-]?[0-9]{1,3})?", fullmatch=True)
TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=12), HOSTILE, NUMBERS), min_size=1, max_size=40)

REFUSED = [
    "1.6",
    "1e3",
    "0x1F",
    "1_000",
    " 7",
    "7 ",
    "+ 7",
    "",
    "\uff11\uff12",
    "٣",
    "1\n",
    "\n1",
    "1\0",
    "--1",
    "+",
    "²",
    "1,0",
]

ENGINE = duckdb.connect()


def values(column: Column, texts: list[str | None], null_words: tuple[str, ...] = ()) -> list[object]:
    """Cast in the engine."""
    name = identifier(column.name)
    value = typed(column, cleaned(column, null_words))
    rows = ENGINE.execute(f"SELECT {name}, {value} FROM (SELECT unnest($1::VARCHAR[]) AS {name})", [texts]).fetchall()
    assert [row[0] for row in rows] == texts
    return [row[1] for row in rows]


def digits_only(text: str) -> bool:
    return text != "" and all(c in "0123456789" for c in text)


def whole_part(text: str, gaps: str) -> str | None:
    """Take the gaps between groups of three out of digits, or say that they are not digits."""
    parts = re.split(f"[{re.escape(gaps)}]", text) if gaps else [text]
    if not all(digits_only(part) for part in parts):
        return None
    if len(parts) > 1 and not (len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])):
        return None
    return "".join(parts)


def unsigned(text: str) -> tuple[str, str]:
    return (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)


def integer_oracle(text: str | None, gaps: str = "") -> int | None:
    if text is None:
        return None
    sign, rest = unsigned(text)
    whole = whole_part(rest, gaps)
    if whole is None:
        return None
    value = int(sign + whole)
    return value if -(2**63) <= value < 2**63 else None


def decimal_oracle(text: str | None, precision: int, scale: int, mark: str, gaps: str) -> Decimal | None:
    if text is None:
        return None
    sign, rest = unsigned(text)
    head, found, tail = rest.partition(mark)
    whole = whole_part(head, gaps)
    if whole is None or (found and (not digits_only(tail) or len(tail) > scale)):
        return None
    if len(whole.lstrip("0")) > precision - scale:
        return None
    return Decimal(f"{sign}{whole}.{tail or 0}")


def test_names_and_texts_are_quoted_whatever_they_hold():
    for text in ("a", 'a"b', "it's", "x\0y", "'; DROP TABLE t; --", "SELECT", "é漢", "a" * 300):
        query = ENGINE.execute(f"SELECT {literal(text)} AS {identifier(text)}")
        assert query.fetchall() == [(text,)]


def test_what_looks_like_a_number_elsewhere_is_no_integer_here():
    assert values(Column("n", "integer"), [*REFUSED]) == [None] * len(REFUSED)


def test_integers_reach_the_ends_of_64_bits_and_no_further():
    texts = [
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "007",
        "-0",
        "+7",
    ]
    assert values(Column("n", "integer"), [*texts]) == [2**63 - 1, -(2**63), None, None, 7, 0, 7]


@BOUNDED
@given(TEXTS)
@example(["1 234", "1234", "12 34", "1 2345", " 123", "1  234"])
def test_integers_agree_with_python(texts):
    assert values(Column("n", "integer"), texts) == [integer_oracle(t) for t in texts]


@BOUNDED
@given(TEXTS, st.sampled_from([" ", "\u00a0", "\u202f", "'", ",", "."]))
@example(["1\u00a0234 567", "1\u202f234", "1234567", "0 001"], " ")
def test_grouped_integers_agree_with_python(texts, thousands):
    gaps = " \u00a0\u202f" if thousands in " \u00a0\u202f" else thousands
    column = Column("n", "integer", thousands=thousands)
    assert values(column, texts) == [integer_oracle(t, gaps) for t in texts]


@st.composite
def number_columns(draw):
    precision = draw(st.integers(1, 38))
    mark = draw(st.sampled_from([".", ","]))
    return Column(
        draw(st.sampled_from(["n", 'od"d', "select"])),
        "decimal",
        precision=precision,
        scale=draw(st.integers(0, precision)),
        decimal_mark=mark,
        thousands=draw(st.sampled_from([t for t in ("", " ", "'", ",", ".") if t != mark])),
    )


@BOUNDED
@given(TEXTS, number_columns())
@example(
    ["1.005", "0.10", ".5", "5.", "1.50", "1,234.50", "12345678901.00"],
    Column("n", "decimal", precision=12, scale=2, thousands=","),
)
@example(["0,5", "00,5", "1,5", "0,55", "-0,5"], Column("n", "decimal", precision=1, scale=1, decimal_mark=","))
def test_decimals_agree_with_python_and_are_never_rounded(texts, column):
    gaps = " \u00a0\u202f" if column.thousands == " " else column.thousands
    wanted = [decimal_oracle(t, column.precision, column.scale, column.decimal_mark, gaps) for t in texts]
    assert values(column, texts) == wanted


@BOUNDED
@given(
    st.lists(st.one_of(HOSTILE, NUMBERS, st.sampled_from(["nan", "inf", "-Infinity", "1e999", "1e-999"])), min_size=1)
)
@example(["0.1", "1e308", "1e309", "-1.5E+10", "4.9e-324", "123456789012345678901234567890", "1e", "e1", ".5"])
def test_doubles_agree_with_python_and_are_finite(texts):
    grammar = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
    wanted = [float(t) if grammar.fullmatch(t) and abs(float(t)) != float("inf") else None for t in texts]
    assert values(Column("n", "double"), texts) == wanted


def test_strings_are_taken_as_they_are():
    texts = ["00010.00", "", " a ", None, "NA", "x\0y", "a\nb"]
    assert values(Column("n", "string"), texts) == texts


@BOUNDED
@given(st.lists(st.one_of(HOSTILE, st.sampled_from(["oui", "non", "Oui", "o", "NON ", "true", "1"])), min_size=1))
def test_only_the_declared_words_are_booleans(texts):
    column = Column("n", "boolean", true_words=("oui", "o"), false_words=("non", "it's"))
    wanted = [True if t in column.true_words else False if t in column.false_words else None for t in texts]
    assert values(column, texts) == wanted


@BOUNDED
@given(st.lists(st.one_of(st.none(), HOSTILE, st.sampled_from(["NA", "..", "na", " NA", "NA ", "7"])), min_size=1))
def test_null_words_of_source_and_column_mean_missing_and_nothing_else_does(texts):
    column = Column("n", "string", null_words=("..", "it's"))
    wanted = [None if t in ("NA", "..", "it's") else t for t in texts]
    assert values(column, texts, ("NA",)) == wanted


@BOUNDED
@given(st.lists(st.one_of(HOSTILE, st.sampled_from([" 7", "\u00a07\u202f", "\t7 ", "\n7", " NA ", "  "])), min_size=1))
def test_spaces_are_trimmed_before_null_words_and_only_where_declared(texts):
    column = Column("n", "string", trim=True)
    stripped = [t.strip(" \t\u00a0\u202f") for t in texts]
    assert values(column, texts, ("NA",)) == [None if t == "NA" else t for t in stripped]
    assert values(attrs.evolve(column, type="integer"), texts, ("NA",)) == [integer_oracle(t) for t in stripped]


FORMATS = {
    "yyyy-MM-dd": "%Y-%m-%d",
    "dd/MM/yyyy": "%d/%m/%Y",
    "d.M.yyyy": "%d.%m.%Y",
    "yyyyMMdd": "%Y%m%d",
    "M/d/yyyy": "%m/%d/%Y",
    "yyyy-MM": "%Y-%m",
    "yyyy": "%Y",
    "'le' d-M-yyyy": "le %d-%m-%Y",
    "% yyyy年MM月dd": None,
}


def written(instant: datetime, form: str) -> str:
    """Write an instant by the tokens, independently of the code under test."""
    offset = instant.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    zone = "Z" if not minutes else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    tokens = {
        "SSSSSS": f"{instant.microsecond:06}",
        "yyyy": f"{instant.year:04}",
        "SSS": f"{instant.microsecond // 1000:03}",
        "XXX": zone,
        "MM": f"{instant.month:02}",
        "dd": f"{instant.day:02}",
        "HH": f"{instant.hour:02}",
        "mm": f"{instant.minute:02}",
        "ss": f"{instant.second:02}",
        "M": f"{instant.month}",
        "d": f"{instant.day}",
    }
    pieces = re.split(r"('[^']*')", form)
    pattern = re.compile("|".join(tokens))
    return "".join(p[1:-1] if p.startswith("'") else pattern.sub(lambda m: tokens[m.group()], p) for p in pieces)


@pytest.mark.parametrize("form", [f for f, python in FORMATS.items() if python])
def test_dates_agree_with_python(form):
    @BOUNDED
    @given(st.lists(st.dates(), min_size=1), st.lists(HOSTILE), st.data())
    def check(days, noise, data):
        texts = [written(datetime(d.year, d.month, d.day), form) for d in days] + noise
        texts += [
            data.draw(st.sampled_from(texts)).replace("0", data.draw(st.sampled_from("01239 "))) for _ in range(5)
        ]
        texts += [
            "2021-02-30",
            "30/02/2021",
            "29.2.2021",
            "20210229",
            "2021-13-01",
            "2021-1-1",
            "0000-01-01",
            "2021-01-01 ",
        ]
        assert values(Column("d", "date", format=form), texts) == [date_oracle(t, form) for t in texts]

    check()


def date_oracle(text: str, form: str) -> date | None:
    """Read leniently with Python, write again, and take it only when the same text comes back."""
    try:
        instant = datetime.strptime(text, FORMATS[form])
    except ValueError:
        return None
    return instant.date() if written(instant, form) == text else None


@BOUNDED
@given(st.lists(st.dates(), min_size=1), st.lists(HOSTILE))
def test_a_format_may_hold_percent_signs_and_letters_of_any_script(days, noise):
    form = "% yyyy年MM月dd"
    texts = [written(datetime(d.year, d.month, d.day), form) for d in days]
    column = Column("d", "date", format=form)
    assert values(column, texts) == days
    assert values(column, [*noise, "% 2021年02月30"]) == [None] * (len(noise) + 1)


@BOUNDED
@given(
    st.lists(st.datetimes(), min_size=1), st.sampled_from(["", ".SSS", ".SSSSSS"]), st.sampled_from(["T", "'T'", " "])
)
def test_timestamps_come_back_as_they_were_written(instants, fraction, gap):
    form = f"yyyy-MM-dd{gap}HH:mm:ss{fraction}"
    unit = {"": 1_000_000, ".SSS": 1_000, ".SSSSSS": 1}[fraction]
    held = [i.replace(microsecond=i.microsecond // unit * unit) for i in instants]
    assert values(Column("t", "timestamp", format=form), [written(i, form) for i in held]) == held


OFFSETS = st.builds(lambda m: timezone(timedelta(minutes=m)), st.integers(-18 * 60, 18 * 60))


@BOUNDED
@given(st.lists(st.datetimes(timezones=OFFSETS), min_size=1))
@example(
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        datetime(9999, 12, 31, 23, 59, 59, 1, timezone(timedelta(minutes=-30))),
    ]
)
def test_timestamps_with_an_offset_become_utc(instants):
    form = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"
    wanted = []
    for instant in instants:
        try:
            wanted.append(instant.astimezone(UTC).replace(tzinfo=None))
        except OverflowError:  # beyond the years 1 to 9999
            wanted.append(None)
    assert values(Column("t", "timestamp", format=form), [written(i, form) for i in instants]) == wanted


def test_times_and_offsets_that_do_not_exist_are_refused():
    form = "yyyy-MM-dd HH:mm:ssXXX"
    good = "2021-03-04 05:06:07-00:30"
    bad = [
        "24:00:00Z",
        "05:60:00Z",
        "05:00:60Z",
        "05:06:07",
        "05:06:07+19:00",
        "05:06:07+1:00",
        "05:06:07z",
        "05:06:07+01:60",
    ]
    column = Column("t", "timestamp", format=form)
    assert values(column, [good]) == [datetime(2021, 3, 4, 5, 36, 7)]
    assert values(column, [f"2021-03-04 {text}" for text in bad]) == [None] * len(bad)


def test_without_a_declared_format_dates_and_times_are_iso():
    assert values(Column("d", "date"), ["2021-03-04", "4/3/2021"]) == [date(2021, 3, 4), None]
    assert values(Column("t", "timestamp"), ["2021-03-04 05:06:07", "2021-03-04"]) == [
        datetime(2021, 3, 4, 5, 6, 7),
        None,
    ]


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("", "date"),
        ("MM-dd", "date"),
        ("yy-MM-dd", "date"),
        ("yyyy-MM-dd yyyy", "date"),
        ("yyyy-dd", "date"),
        ("yyyy-MMM-dd", "date"),
        ("yyyy-MM-dd HH", "date"),
        ("yyyyMd", "date"),
        ("dMyyyy", "date"),
        ("yyyy-MM-dd hh:mm", "timestamp"),
        ("yyyy-MM-dd mm", "timestamp"),
        ("yyyy-MM-ddXXX", "timestamp"),
        ("yyyy-MM-dd XXX HH:mm", "timestamp"),
        ("yyyy-MM-dd'T", "timestamp"),
        ("yyyy-MM-ddTHH:mm:ssZ", "timestamp"),
        ("yyyy-MM-dd'1'", "date"),
        ("yyyy\nMM", "date"),
    ],
)
def test_a_format_that_needs_a_guess_is_refused(form, kind):
    with pytest.raises(UnfitFormat, match="cannot be used"):
        compile_format(form, kind)


@pytest.mark.parametrize(
    "column",
    [
        Column("n", "decimal", precision=39, scale=0),
        Column("n", "decimal", precision=3, scale=4),
        Column("n", "decimal", precision=3, scale=1, decimal_mark=";"),
        Column("n", "integer", thousands="_"),
        Column("n", "double", decimal_mark=",", thousands=","),
        Column("n", "boolean"),
        Column("n", "boolean", true_words=("x",), false_words=("x", "y")),
    ],
)
def test_a_column_that_no_text_could_fit_is_refused(column):
    with pytest.raises(UnfitColumn, match="column 'n'"):
        check_column(column)


def test_sound_columns_pass_the_check():
    for column in (
        Column("a", "string"),
        Column("b", "integer", thousands=" "),
        Column("c", "date"),
        Column("d", "timestamp"),
    ):
        check_column(column)
    with pytest.raises(UnfitFormat):
        check_column(Column("e", "date", format="nonsense"))
