"""What the codes of what is said about files mean, and of fetching them."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
A-001  That is no period, or no day.
       A period is 2026, 2026-03, 2026-Q1, 2026-03-31 or, for a fiscal year, 2025/2026; each has one spelling, so that
       the same period is always the same word. A day is 2026-03-31.
A-002  Two places tell something else of one file.
       The command, the file beside it (FILE.meta.yaml) and its name may all tell when, as which edition and about
       which period it was published. Where two differ, which one is right would be a guess: nothing was landed.
A-003  The name of a file does not tell what its source says it does.
       `name_pattern` in the source has to fit the whole name, and every day in it has to exist. Rename the file, or
       say what is known of it in FILE.meta.yaml.
A-004  Something that has to be known of a file is not.
       `requires` in the source names it, or `delivery` tells by it which files belong together. The file waits in the
       inbox until it is said in FILE.meta.yaml or by its name; jobforge ingest takes it as an option.
A-005  The same bytes were landed before, and something else was said of them then.
       What is recorded of a batch does not change. Say `requires` in the source, so that a file waits for what has to
       be known of it.
A-006  That file tells about another one.
       FILE.meta.yaml is read together with FILE and is never landed by itself.
A-007  A file is not the one that was declared: its SHA-256 differs.
       The copy is damaged or incomplete, or FILE.meta.yaml is about another edition. Its bytes are kept.
A-008  A file is not the one that was declared: its size differs.
       The copy is incomplete, or FILE.meta.yaml is about another edition. Its bytes are kept.
A-009  A file is not the one that was declared: its number of records differs.
       Records are counted without the header and what the source declares to be skipped. Its bytes are kept, and the
       records that could not be read.
A-010  A number of records is declared for a file of several parts.
       Each member of an archive and each sheet is landed by itself. Declare `sha256` or `bytes` instead.
A-011  The list of the files of a delivery cannot be read.
       It is UTF-8 text with one name a line, or what sha256sum prints; blank lines and lines with # are passed over.
N-001  An address cannot be reached.
       Nobody answers, the connection breaks off, or the server is busy, each time. What has come of a file is kept and
       gone on with. Run the command again later.
N-002  A server refuses.
       The address is wrong, or it wants a name and a password: JobForge gives none. Get the file in another way and put
       it into the inbox.
N-003  A file of the inbox would be replaced before it was landed.
       What was fetched has the same name and other bytes. Run jobforge run first: its bytes are then kept.
N-004  A fetched file is not the one that its source declares.
       `checksum` of `remote` is the SHA-256 of one edition. If the publisher has a new one, revise it in the source.
N-005  A file is larger than its source allows.
       `max_bytes` of `remote` says how large a file may be. What had come was removed.
N-006  An address leads to where nothing is fetched from.
       Answers may lead on to other addresses with http or https, five at most, and never from https to http. Write the
       last address into the source.
N-007  An answer is packed though it was asked not to be.
       How many bytes a file has, and where it can be gone on with, could not be told. Fetch a packed file such as
       name.csv.gz under its own name.
N-008  A server cannot prove who it is.
       Its certificate is not trusted on this machine. Where your organisation has one of its own, SSL_CERT_FILE names
       the file with it.
N-009  A source has no address to fetch from.
       `remote: {url: ...}` in the source gives it one.
N-010  A library of an extra is not installed.
       What fetches files and what writes for OpenLineage are extras: everything else works without them.
N-011  What was sent to an address was not taken.
       The command has tried again as often as [retries] in jobforge.toml says. Sending again does no harm: each run and
       each table has its own name there.
N-012  Nothing can be sent to an address.
       It begins with http:// or https:// and a host, and holds no name, no password and no query: it is recorded.
"""
"""Code and title on a line, then what it means and what helps."""
