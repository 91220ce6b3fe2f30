"""Lines of fixed width: a field is a place in the line, counted in characters.

The machinery is that of delimited text: ``exact`` is the arbiter line by line, ``fast`` cuts a piece whose lines are
alike by columns of bytes, and neither depends on where a window ends.
"""

from projections.readers.fixed_width.reading import FixedWidthReading, open_fixed_width

__all__ = ["FixedWidthReading", "open_fixed_width"]
