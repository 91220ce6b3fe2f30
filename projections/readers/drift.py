"""Columns that changed: a header compared with the rule of its source, and what the source says is done then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

import attrs

from ledger.definitions import Drift, Layout
from ledger.events.arrival import DriftKind, SchemaDrifted
from projections.readers.naming import expect_header, name_columns
from projections.readers.refusals import HeaderMismatch, Likely

LIKELY = Decimal("0.5")
"""Share of equal values from which a new column is named as a missing one under another header."""

SURE = Decimal("0.8")
"""Share from which ``renamed: map`` takes it for that one."""

FEW = 5
"""Different values below which a column tells too little to be taken for another."""

MOST = 50
"""Headers that an event names."""

LONGEST = 150
"""Characters of a header in an event; an entry of the ledger has an end."""


@attrs.frozen
class Likeness:
    """How like two columns are.

    Attributes:
        share: of the different values of the new column, those that the missing one had as well; from 0 to 1.
        values: different ones of the new column that were looked at.
    """

    share: Decimal
    values: int


Look = Callable[[Sequence[str], Sequence[str]], Mapping[tuple[str, str], Likeness]]
"""Compares the values of new columns with those that missing ones had; (new, missing) to likeness."""


@attrs.frozen
class Finding:
    """One thing that changed; see ``SchemaDrifted``."""

    kind: DriftKind
    policy: str
    columns: tuple[str, ...]
    former: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    share: Decimal | None = None

    def event(self, source: str, batch_id: str) -> SchemaDrifted:
        """Say it of a batch."""
        share = None if self.share is None else format(self.share, "f")
        columns, former = _told(self.columns), _told(self.former)
        return SchemaDrifted(
            source, batch_id, self.kind, self.policy, columns, len(self.columns), former, self.found[:MOST], share
        )


@attrs.frozen
class Fitted:
    """How a file is landed all the same, and what changed."""

    layout: Layout
    findings: tuple[Finding, ...] = ()


def fit(found: Sequence[str], rule: Sequence[str], drift: Drift, look: Look, *, ordered: bool = True) -> Fitted:
    """Decide how a file with this header is landed.

    Args:
        found: the header of the file.
        rule: the header that is expected; empty takes any.
        drift: what the source says.
        look: compares values; asked only where columns are new and others missing.
        ordered: whether the order of columns means anything in the format.

    Raises:
        HeaderMismatch: the source refuses what changed; its ``findings`` tell it.
        HeaderClash: two columns would get one name.
    """
    if not rule or tuple(found) == tuple(rule):
        return Fitted(Layout(name_columns(found)))
    if len(set(found)) < len(found) or len(set(rule)) < len(rule):
        expect_header(found, rule)  # two columns of one header cannot be told apart by it
    change = _Change.of(found, rule, drift, look)
    change = change if ordered else attrs.evolve(change, moved=())
    if change.is_refused(drift):
        raise HeaderMismatch(change.missing, change.new, change.moved, change.likely, change.findings(drift))
    return Fitted(change.layout(rule), change.findings(drift))


def places(layout: Layout, found: Sequence[str]) -> list[int | None]:
    """Tell for each column of a layout which column of a file feeds it, from 0; None where none does.

    Raises:
        HeaderMismatch: the layout is not that of the file.
    """
    headers = [c.header for c in layout.columns]
    if headers == list(found):
        return list(range(len(headers)))
    at = {layout.renamed.get(header, header): place for place, header in enumerate(found)}
    gone = tuple(h for h in headers if h not in at and h not in layout.missing)
    if gone or len(at) < len(found):
        raise HeaderMismatch(gone, (), ())
    return [at.get(header) for header in headers]


@attrs.frozen
class _Change:
    """What differs; columns that are taken for others are neither new nor missing."""

    new: tuple[str, ...]
    missing: tuple[str, ...]
    moved: tuple[str, ...]
    mapped: tuple[Likely, ...]
    likely: tuple[Likely, ...]

    @classmethod
    def of(cls, found: Sequence[str], rule: Sequence[str], drift: Drift, look: Look) -> _Change:
        new = tuple(h for h in found if h not in rule)
        missing = tuple(h for h in rule if h not in found)
        pairs = _pairs(look(new, missing)) if new and missing else {}
        sure = {p for p, like in pairs.items() if drift.renamed == "map" and like.share >= SURE and like.values >= FEW}
        told = [Likely(new, former, like.share) for (new, former), like in pairs.items()]
        mapped = tuple(each for each in told if (each.new, each.former) in sure)
        likely = tuple(each for each in told if (each.new, each.former) not in sure)
        names = {each.new: each.former for each in mapped}
        both = [names.get(h, h) for h in found if names.get(h, h) in rule]
        kept = [h for h in rule if h in both]
        moved = tuple(ours for ours, theirs in zip(kept, both, strict=True) if ours != theirs)
        formers = set(names.values())
        rest = (tuple(h for h in new if h not in names), tuple(h for h in missing if h not in formers))
        return cls(*rest, moved, mapped, likely)

    def is_refused(self, drift: Drift) -> bool:
        return bool(
            self.likely
            or (self.new and drift.new == "refuse")
            or (self.missing and drift.missing == "refuse")
            or (self.moved and drift.reordered == "refuse")
        )

    def findings(self, drift: Drift) -> tuple[Finding, ...]:
        simple = (
            Finding("new", drift.new, self.new),
            Finding("missing", drift.missing, self.missing),
            Finding("reordered", drift.reordered, self.moved),
        )
        renamed = [
            *(Finding("renamed", "map", (e.new,), (e.former,), share=e.share) for e in self.mapped),
            *(Finding("renamed", "refuse", (e.new,), (e.former,), share=e.share) for e in self.likely),
        ]
        return tuple([f for f in simple if f.columns] + renamed[:MOST])

    def layout(self, rule: Sequence[str]) -> Layout:
        columns = name_columns([*rule, *self.new])
        return Layout(columns, {each.new: each.former for each in self.mapped}, self.missing)


def _pairs(likeness: Mapping[tuple[str, str], Likeness]) -> dict[tuple[str, str], Likeness]:
    """Pair each new column with the missing one that it is most like, the likest first, none twice."""
    found: dict[tuple[str, str], Likeness] = {}
    for (new, former), like in sorted(likeness.items(), key=lambda item: (-item[1].share, item[0])):
        if like.share >= LIKELY and not any(new == n or former == f for n, f in found):
            found[new, former] = like
    return found


def share_of(common: int, values: int) -> Likeness:
    """Give a likeness, its share cut to two places."""
    share = Decimal(common) / Decimal(values) if values else Decimal(0)
    return Likeness(share.quantize(Decimal("0.01"), ROUND_DOWN), values)


def _told(headers: Sequence[str]) -> tuple[str, ...]:
    return tuple(h if len(h) <= LONGEST else f"{h[:LONGEST]}…" for h in headers[:MOST])
