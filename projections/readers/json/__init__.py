"""JSON and NDJSON: every record as the texts that stand in the source.

``scan`` goes through a file in windows; ``lines`` and ``array`` tell how a record ends, ``record`` reads one. ``walk``
is the arbiter of what the parser of the standard library refuses, ``descent`` finds the array in a document.
"""

from projections.readers.json.reading import open_json, read_json
from projections.readers.json.refusals import JsonBroken

__all__ = ["JsonBroken", "open_json", "read_json"]
