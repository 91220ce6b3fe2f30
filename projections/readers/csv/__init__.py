"""Delimited text: every byte of a file is accounted for, and every record is read as it stands or refused.

``open_csv`` looks at the file as a whole: byte-order mark (``encoding``), preamble, header and footer (``region``).
Then ``reading`` moves a window over the records (``feed``). ``scan`` proves that a piece of it is regular and ``fast``
gives such a piece to pyarrow; ``exact`` is the arbiter of all others. The two agree on every byte sequence, and neither
depends on where a window ends.
"""

from projections.readers.chunk import Chunk, Refused
from projections.readers.csv.reading import CsvReading, open_csv
from projections.readers.refusals import FileRefused

__all__ = ["Chunk", "CsvReading", "FileRefused", "Refused", "open_csv"]
