"""Records that name their fields themselves: the header of a file is the union of what its records name.

So a file is read twice: once for its keys, then for its values. What is read for keys alone is read in the same way, so
that a record counts for the header if and only if it is a row. Of a small file the values are kept meanwhile.
"""

from projections.readers.keyed.reading import SMALL, KeyedReading
from projections.readers.keyed.refusals import NoRecords, RecordsNotFound, TooManyKeys
from projections.readers.keyed.rows import Put, Row

__all__ = ["SMALL", "KeyedReading", "NoRecords", "Put", "RecordsNotFound", "Row", "TooManyKeys"]
