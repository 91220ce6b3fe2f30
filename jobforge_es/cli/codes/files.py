"""What the codes of source files, their records and their columns mean."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
B-001  The books do not balance.
       Rows were lost or came twice between what was read and what was put out. This is a fault in JobForge or in a
       library, not in your data: the step recorded nothing but its failure.
B-002  Rows came in another order than that of the source.
       This is a fault in JobForge or in a library, not in your data: the step recorded nothing but its failure.
D-001  The byte-order mark of the file names another encoding than its source.
       Read as declared, every text could be wrong. If the file is right, set `encoding` in the source.
D-002  A record holds bytes that are not of the declared encoding.
       The record is set aside with its raw bytes. If many are, `encoding` in the source is wrong: files from
       older French or Windows programs are often cp1252.
D-003  A record holds a NUL character.
       No text has one: the file is damaged, or is UTF-16 and its source does not say so. The record is set
       aside.
D-004  A UTF-16 file ends in the middle of a character.
       It has an odd number of bytes: an interrupted copy, or another encoding.
D-005  A UTF-16 file does not tell its byte order.
       Without a byte-order mark the order would be a guess: set `encoding: utf-16-le` or `utf-16-be` in the
       source.
D-010  A file changed while it was read.
       Wait until whoever writes it is done, then run the command again.
K-001  Too many rows broke their rules.
       The source or the contract says which share may be set aside. The batch was refused whole, its rows are
       kept with their reasons (jobforge quarantine list), and nothing above changed.
P-040  A line is shorter than its fields reach.
       The line is set aside as it stands; see `jobforge quarantine list`, and `fields` of the source.
P-041  A line has text where no field stands.
       The line is set aside as it stands, so that nothing is lost; see `fields` of the source.
P-000  A file was refused whole.
       No row of it was landed; its bytes are kept.
P-001  The file is empty.
       Not even a header: an interrupted copy looks like this. Fetch the file again.
P-002  A record has fewer fields than the header.
       It is set aside with its raw bytes, for it is not known which field is missing.
P-003  A record has more fields than the header.
       Often a delimiter stands in an unquoted text. It is set aside with its raw bytes.
P-004  Text follows a closing quote.
       Often a quote inside a quoted text is not doubled. The record is set aside with its raw bytes.
P-005  A quote stands inside a field that does not begin with one.
       The record is set aside with its raw bytes. If quotes have no meaning in the file, set `quote: none`.
P-006  A quote is never closed.
       What follows up to the end of the file would belong to one field. It is set aside with its raw bytes.
P-007  A record is longer than its source allows.
       The limit is `max_record_bytes` in the source. A quote that is never closed looks like this too.
P-008  The file has no header.
       Check `skip_lines` and `skip_footer` of the source.
P-009  The file is shorter than its preamble and footer.
       Check `skip_lines` and `skip_footer` of the source.
P-010  The header of a file cannot be read.
       Check `encoding`, `delimiter`, `quote` and `skip_lines` of the source.
P-011  The file became shorter while it was read.
       Wait until whoever writes it is done, then try again.
P-050  A record is no object.
       Records of JSON are objects, whose keys name the columns: {"code": 1}. A number, a text or a list names none. It
       is set aside as it stands.
P-051  A line is no JSON.
       It is set aside as it stands, and the next line is read. If every line is, the file may be one document over
       several lines: `format: json`.
P-052  A key stands twice in one object.
       Which of the two values is meant would be a guess. The record is set aside as it stands.
P-053  A text holds half a character.
       It is written as \\uD800 to \\uDFFF without its other half, and stands for nothing. The record is set aside.
P-054  A record is nested too deep.
       The limit is `max_depth` in the source. The record is set aside as it stands.
P-055  A record holds NaN or Infinity.
       JSON has no such numbers; programs that write them mean different things. The record is set aside as it stands.
P-056  The file is no JSON from some place on.
       The error names line and column. Where a record is no JSON nothing tells how it ends, so that the file is refused
       whole. An interrupted copy looks like this too. In files with a record on each line (`format: ndjson`) only the
       line is set aside.
P-057  No records stand where the source says.
       `records` in the source names the keys or elements that lead to them: `records: data.items` for JSON, a list
       where a key has a dot itself, `records: root/row` for XML.
P-058  The file has no record, and no columns are declared.
       In such files the records name the columns. With `columns` in the source a file without records is a batch
       without rows.
P-059  The records name too many different columns.
       Most often names are values there, such as a key for each person. Ask for a list in which they are values.
P-060  The file is not packed as its source says.
       Set `packing` to what it is: gzip, zip, zstd or none. How a file is packed is never guessed.
P-061  A packed file is not whole.
       It ends early, a checksum differs, or something follows its end: an interrupted copy looks like this. Fetch it
       again.
P-062  A packed file is larger than its source allows.
       A small file that unpacks to a huge one can fill a disk. The limits are `max_unpacked`, `max_ratio` and
       `max_members` of the source.
P-063  An archive cannot be read safely.
       It has names that leave their folder or stand twice, members that overlap, links, passwords, or a method that
       is not read. Ask for a plain archive.
P-064  No member of an archive is asked for.
       `members` of the source has patterns of their names; the error lists what the archive holds.
P-070  The file is not the workbook that its source says.
       Many files named .xls are HTML or CSV. The error says what it looks like: set `format` of the source to that.
P-071  A workbook is not whole.
       Open it in a spreadsheet program, save it again, and ingest that.
P-072  A workbook would become too large.
       It unpacks to more than any real one, or its cells lie millions of empty cells apart. Delete what lies far from
       the table.
P-073  No sheet of a workbook is asked for.
       `sheet` of the source is a name, a pattern with *, or # and a number. A hidden sheet is read only where its
       whole name is given.
P-074  A workbook is encrypted.
       A password is no setting of a source. Save it without one, and ingest that.
P-075  A sheet is shorter than its source says.
       Check `skip_rows`, `header_rows`, `skip_footer` and `first_column` of the source.
P-080  The file is not Parquet.
       It does not begin and end as Parquet does: it is of another format, or an interrupted copy.
P-081  A Parquet file is damaged.
       A part of it cannot be read, or it has other counts than it says. Fetch it again.
P-082  A Parquet file is encrypted.
       A key is no setting of a source. Ask for a file that is not encrypted.
P-083  A value is a date that no calendar has.
       Its year lies far beyond those that can be written. The record is set aside with what is stored.
P-090  A file is of no format that can be read.
       Neither its first bytes nor its text tell what it is, or it is a document, a picture or a web page. Save the
       table in it as CSV, or ask whoever sent it for the table itself.
P-100  The file is no XML from some place on.
       The error names line and column. Nothing of a file is loaded that cannot be read whole; an interrupted copy looks
       like this. Read are UTF-8, UTF-16 and encodings with one byte for each character.
P-101  Two names differ in their namespace alone.
       Columns have the names of elements and attributes without their namespace. A record in which two would share a
       column, or in which one has another namespace than in the records before, is set aside as it stands.
P-102  An XML file declares or uses entities of its own.
       A small file can become a huge text by them, or read other files. Ask for a file without a document type.
S-020  The header is not the one that the source expects.
       Nothing was loaded into wrong columns. If the publisher changed the file, revise `columns` in the
       source.
S-021  A contract promises a column that no file of its source has.
       Say with `jobforge.header` under which header it stands in the file, or take it out of the contract.
S-022  Two headers would get one column name.
       Column names are small letters without accents, so headers that differ in these only clash. Declare distinct
       `columns` in the source, with `header: false` and `skip_lines` past the header.
S-023  A table holds batches whose column types differ.
       A batch that a stricter contract refused stands in the table as it was promoted before, with the types of
       then. Mend the contract so that it passes, or put a corrected file in its place.
S-029  The settings of a source contradict each other.
       The error says which of them.
S-031  A format of dates or times would be a guess.
       Declare it with yyyy MM dd HH mm ss SSS and XXX, every part once.
S-032  A column is declared in a way that no text could be read by.
       Mend the contract as the error says.
S-033  A rule can never be checked.
       Its pattern, bound, value or column is wrong: mend the contract.
S-034  The load mode of a contract and what else it says contradict each other.
       `jobforge.onConflict: last` in mode append would change rows of earlier batches: use mode upsert, or first, or
       quarantine. Modes upsert and history need a primary key: a row takes the place of the row with its key.
"""
"""Code and title on a line, then what it means and what helps."""
