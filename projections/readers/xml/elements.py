"""The events of the parser: where records begin and end, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from projections.readers.csv.parts import Fault
from projections.readers.keyed import RecordsNotFound
from projections.readers.xml.record import Record
from projections.readers.xml.refusals import EntityDeclared, XmlBroken

DEEPEST: Final = 100_000
"""Elements in each other, anywhere in a file."""

SHOWN: Final = 10


class Elements:
    """Finds the elements at a path.

    Attributes:
        open: the record that is being read, or None.
    """

    def __init__(
        self, path: tuple[str, ...], max_depth: int, codec: str, finish: Callable[[Record, int], None]
    ) -> None:
        """Begin at the root.

        Args:
            path: names from the root to the record.
            max_depth: of elements in each other, the record being the first.
            codec: of the bytes that are parsed.
            finish: takes a record, and where the parser told its end.
        """
        self._path = path
        self._max_depth = max_depth
        self._finish = finish
        self._level = self._matched = self._furthest = 0
        self._beside: dict[str, None] = {}
        self.open: Record | None = None
        self.parser = self._parser(codec)

    def _parser(self, codec: str) -> expat.XMLParserType:
        parser = expat.ParserCreate(codec, " ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.specified_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take
        parser.EntityDeclHandler = parser.SkippedEntityHandler = _refuse
        return parser

    def check_found(self) -> None:
        """Require that the path led somewhere, once the file has ended without a record.

        Raises:
            RecordsNotFound: it leads to no element, although there are others.
        """
        last = len(self._path) - 1
        if self._furthest < last or self._beside:
            wanted, level = self._path[self._furthest], self._furthest + 1
            names = ", ".join(map(repr, self._beside)) or "no element"
            path = "/".join(self._path[: self._furthest])
            raise RecordsNotFound(
                f"no element is named like name {level} of the path",
                f"{wanted!r} is looked for" + (f" in {path!r}" if path else "") + f"; there is {names}",
                "say which elements lead to the records: `records: root/row`",
            )

    def _start(self, name: str, attributes: list[str]) -> None:
        record = self.open
        self._level += 1
        if record is not None:
            if record.depth >= self._max_depth:
                record.drop(Fault("P-054", f"deeper than {self._max_depth} elements in each other"))
            record.open(name, attributes, self.parser.CurrentByteIndex)
        elif self._matched == self._level - 1 < len(self._path):
            self._step(name, attributes)
        if self._level > DEEPEST:
            line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
            raise XmlBroken("more elements stand in each other than in any real file", line, column)

    def _step(self, name: str, attributes: list[str]) -> None:
        """Take an element whose parents are those of the path."""
        local = name.rpartition(" ")[2]
        if local != self._path[self._matched]:
            if self._matched == self._furthest and len(self._beside) < SHOWN:
                self._beside[local] = None
            return
        self._matched += 1
        if self._matched == len(self._path):
            self.open = Record(self.parser.CurrentByteIndex, attributes)
        elif self._matched > self._furthest:
            self._furthest = self._matched
            self._beside = {}

    def _end(self, _: str) -> None:
        self._level -= 1
        record = self.open
        if record is not None and record.depth > 1:
            record.close(self.parser.CurrentByteIndex)
            return
        if record is not None:
            self.open = None
            self._finish(record, self.parser.CurrentByteIndex)
        self._matched = min(self._matched, self._level)

    def _take(self, text: str) -> None:
        if self.open is not None:
            self.open.take(text)


def _refuse(*_: object) -> None:
    raise EntityDeclared
