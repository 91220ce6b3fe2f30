"""Read how the delimited files of a source are written."""

from __future__ import annotations

import re
from typing import Literal, get_args

from jobforge_es.definitions.amounts import size
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from ledger.definitions import Csv
from ledger.definitions.formats import Encoding

KEYS = (
    "encoding",
    "delimiter",
    "record_delimiter",
    "quote",
    "escape",
    "comment",
    "skip_lines",
    "skip_footer",
    "lines",
    "header",
    "header_lines",
    "columns",
    "short_records",
    "long_records",
    "max_record_bytes",
)
ENCODINGS: dict[str, Encoding] = {encoding: encoding for encoding in get_args(Encoding)}
OTHER_NAMES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf16": "utf-16",
    "windows-1252": "cp1252",
    "ansi": "cp1252",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
}
"""What other programs call them."""

SPELLED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
MOST_LINES = 1_000_000
LARGEST_RECORD = 1_073_741_824
LONGEST_COMMENT = 16
MOST_HEADER_LINES = 20
SHORT: dict[str, Literal["quarantine", "fill"]] = {"quarantine": "quarantine", "fill": "fill"}
LONG: dict[str, Literal["quarantine", "trim_empty"]] = {"quarantine": "quarantine", "trim_empty": "trim_empty"}
DEFAULT = Csv()


def read(fields: Fields) -> Csv:
    """Compile the keys that say how the text of a file is taken apart."""
    delimiter = _one(fields, "delimiter", DEFAULT.delimiter, none=False, most=4) or DEFAULT.delimiter
    quote = _one(fields, "quote", DEFAULT.quote)
    escape = _one(fields, "escape", DEFAULT.escape)
    comment = read_comment(fields)
    _check_apart(fields, {"delimiter": delimiter, "quote": quote, "escape": escape, "comment": comment and comment[0]})
    if escape is not None and quote is None:
        fields.wrong("escape", "an escape has no meaning without a quote", "escape: none")
    first, last = _lines(fields)
    made = Csv(
        encoding=read_encoding(fields),
        delimiter=delimiter,
        record_delimiter=_record_delimiter(fields),
        quote=quote,
        escape=escape,
        comment=comment,
        skip_lines=fields.whole("skip_lines", 0, 0, MOST_LINES) if first is None else first - 1,
        skip_footer=fields.whole("skip_footer", 0, 0, MOST_LINES),
        last_line=last,
        header=fields.flag("header", default=True),
        header_lines=fields.whole("header_lines", 1, 1, MOST_HEADER_LINES),
        columns=_columns(fields),
        short_records=fields.choice("short_records", SHORT, DEFAULT.short_records),
        long_records=fields.choice("long_records", LONG, DEFAULT.long_records),
        max_record_bytes=read_record_bytes(fields),
    )
    _check_together(fields, made)
    return made


def _lines(fields: Fields) -> tuple[int | None, int | None]:
    """Read the first and the last line, from 1, of the part of the file that is read."""
    text = fields.text("lines")
    if text is None:
        return None, None
    found = re.fullmatch(r"([1-9][0-9]{0,8})-([1-9][0-9]{0,8})", text, re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        fields.wrong("lines", f"`lines` is {quoted(text)}, not a first and a last line", "lines: 12-40")
        return None, None
    if "skip_lines" in fields or "skip_footer" in fields:
        fields.wrong("lines", "`lines` says already which lines are skipped", "leave out skip_lines and skip_footer")
    return int(found[1]), int(found[2])


def _record_delimiter(fields: Fields) -> str | None:
    """Read what ends a record; None is a line end, as it comes."""
    text = fields.text("record_delimiter")
    if text in (None, "none"):
        return None
    return text


def _check_together(fields: Fields, made: Csv) -> None:
    """Note what single keys do not show: marks that overlap, or that are too long."""
    from projections.readers.csv.dialect import check_settings  # loads the data libraries
    from projections.readers.refusals import UnusableDialect

    unusual = [key for key in ("record_delimiter", "lines", "delimiter") if key in fields]
    if not unusual or fields.findings.broken:
        return
    try:
        check_settings(made)
    except UnusableDialect as error:
        fields.wrong(unusual[0], error.what, error.mend, why=error.why)


def read_encoding(fields: Fields) -> Encoding:
    """Read the encoding by its name here."""
    text = fields.text("encoding")
    if text is not None and text not in ENCODINGS and text.lower() in (*OTHER_NAMES, *ENCODINGS):
        ours = OTHER_NAMES.get(text.lower(), text.lower())
        fields.wrong("encoding", f"`encoding` is {quoted(text)}", f"encoding: {ours}", why=f"its name here is {ours}")
        return DEFAULT.encoding
    return fields.choice("encoding", ENCODINGS, DEFAULT.encoding)


def _one(fields: Fields, key: str, default: str | None, *, none: bool = True, most: int = 1) -> str | None:
    """Read one character, or up to ``most``, or ``none``."""
    text = fields.text(key)
    if text is None:
        return default
    if none and text == "none":
        return None
    character = SPELLED.get(text, text)
    if not _can_part(character, most):
        words = [*(["none"] if none else []), *SPELLED]
        fields.wrong(
            key,
            f"{quoted(key)} is {quoted(text)}, not one character",
            f'write one ASCII character that is no letter or digit, in quotes, or a word: {key}: "{_example(key)}"',
            why=f"words that stand for a character: {', '.join(words)}",
        )
        return default
    return character


def _can_part(text: str, most: int) -> bool:
    """Tell whether a text can stand between fields, or around them."""
    if not 1 <= len(text) <= most or not text.isascii() or set(text) & set("\r\n\0"):
        return False
    return not any(character.isalnum() for character in text)


def read_comment(fields: Fields) -> str | None:
    """Read what a comment line begins with, or ``none``."""
    text = fields.text("comment")
    if text in (None, "none"):
        return None
    if not text or len(text) > LONGEST_COMMENT or set(text) & set("\r\n\0"):
        what = f"`comment` is {quoted(text)}, which no line can begin with" if text else "`comment` is empty"
        fields.wrong("comment", what, f'write up to {LONGEST_COMMENT} characters in quotes, comment: "#", or none')
        return None
    return text


def _example(key: str) -> str:
    return {"delimiter": ";", "quote": "'", "escape": "\\\\"}[key]


def _check_apart(fields: Fields, used: dict[str, str | None]) -> None:
    """Refuse one character in two roles; a quote that escapes itself is what doubling means anyway."""
    roles: dict[str, str] = {}
    for key, character in used.items():
        if character is None:
            continue
        if character in roles:
            first = roles[character]
            doubled = key == "escape" and first == "quote"
            fields.wrong(
                key if key in fields else first,
                f"{quoted(character)} is the {first} and the {key}",
                "escape: none   (then a doubled quote inside quotes is one quote)"
                if doubled
                else f"give the {key} another",
                why="how a field ends would be a guess",
            )
        roles.setdefault(character, key)


def _columns(fields: Fields) -> tuple[str, ...]:
    """Read the expected header; required where the files have none."""
    from projections.readers.naming import name_columns  # only where columns are listed
    from projections.readers.refusals import HeaderClash

    columns = fields.words("columns")
    if not columns and not fields.flag("header", default=True):
        mend = "columns: [Code, Title, ...]   in the order of the file"
        fields.wrong("header", "the files have no header, so that `columns` must name the columns", mend)
    try:
        name_columns(columns)
    except HeaderClash as error:
        fields.wrong("columns", error.what, error.mend, why=error.why)
    return columns


def read_record_bytes(fields: Fields) -> int:
    """Read the size of the longest record."""
    text = fields.text("max_record_bytes")
    if text is None:
        return DEFAULT.max_record_bytes
    try:
        count = size(text)
    except ValueError:
        count = 0
    if not 1 <= count <= LARGEST_RECORD:
        mend = "write a size up to 1 GiB, such as max_record_bytes: 16 MiB"
        fields.wrong("max_record_bytes", f"`max_record_bytes` is {quoted(text)}, not a size", mend)
        return DEFAULT.max_record_bytes
    return count
