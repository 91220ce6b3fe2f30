"""What steps came to: a line for each as it comes, then the books, then the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from jobforge_es.cli.failing import lines, parts
from jobforge_es.cli.plain import cut, plain, width
from jobforge_es.commands.outcome import Outcome, exit_code
from ledger.events.parts import Balance
from ledger.names import LAYERS

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked
    from jobforge_es.cli.screen import Screen

NAME_WIDTH = 34
COLOURS = {"done": "green", "rejected": "red", "failed": "red", "waiting": "yellow"}
WRITTEN_NOTHING = ("unchanged", "repeated", "waiting")


class Report:
    """Tells the outcomes of one command.

    Args:
        asked: of the command.
        command: its name.
        dry: whether nothing lasts.
    """

    def __init__(self, asked: Asked, command: str, *, dry: bool) -> None:
        self._screen: Screen = asked.screen
        self._command = command
        self._dry = dry

    def tell(self, outcome: Outcome) -> None:
        """Print one outcome as it comes."""
        for line in told(outcome, self._screen.paint):
            self._screen.work_line(line)

    def end(self, outcomes: Sequence[Outcome]) -> int:
        """Print the books and the next step; give the exit code."""
        code = exit_code(outcomes)
        following = next_step(self._command, outcomes, dry=self._dry)
        fields = {
            "dry_run": self._dry,
            "outcomes": [fields_of(outcome) for outcome in outcomes],
            "balance": balances(outcomes),
            "exit_code": code,
            "next": following,
        }
        self._screen.object(self._command, fields)
        for line in _closing(outcomes, dry=self._dry):
            self._screen.work_line(line)
        if following:
            self._screen.hint(following)
        return code


def told(outcome: Outcome, paint: Callable[[str, str], str] = lambda text, _: text) -> list[str]:
    """Give the lines that tell one outcome: what, status, counts, seconds, and why it failed."""
    name = cut(plain(outcome.subject), NAME_WIDTH)
    status = f"{outcome.status:<9}"
    facts = [
        f"{outcome.step:<8}{name}{' ' * (NAME_WIDTH - width(name))}",
        paint(status, _colour(outcome)),
        _counts(outcome),
    ]
    if outcome.seconds is not None:
        facts.append(f"{outcome.seconds:.1f} s")
    if outcome.note and outcome.error is None:
        facts.append(f"({plain(outcome.note)})")
    found = [" ".join(filter(None, facts)).rstrip()]
    if outcome.error is not None:
        found += ["        " + line for line in lines(outcome.error)]
    return found


def _colour(outcome: Outcome) -> str:
    return COLOURS.get(outcome.status, "white")


def _counts(outcome: Outcome) -> str:
    if outcome.balance is not None:
        return in_words(outcome.balance)
    return "" if outcome.rows is None else f"{outcome.rows:,} rows"


def in_words(books: Balance) -> str:
    """Give the books of a step as an equation; parts that are zero are left out."""
    sides = [(books.accepted, "accepted"), (books.quarantined, "set aside"), (books.deduplicated, "deduplicated")]
    sides += [(books.filtered, "filtered"), (books.skipped.total, "skipped")]
    right = " + ".join(f"{count:,} {word}" for count, word in sides if count or word == "accepted")
    return f"{books.read:,} read = {right}"


def balances(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Add up the books of the steps that moved rows, by the layer that they moved into."""
    totals: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        books = outcome.balance
        if books is None:
            continue
        layer = "staged" if outcome.step == "ingest" else outcome.subject.partition(".")[0]
        total = totals.setdefault(layer, dict.fromkeys(PARTS, 0))
        for part, count in zip(PARTS, _parts(books), strict=True):
            total[part] += count
    return {layer: totals[layer] for layer in LAYERS if layer in totals}


PARTS = ("read", "accepted", "quarantined", "deduplicated", "filtered", "skipped")


def _parts(books: Balance) -> tuple[int, ...]:
    return books.read, books.accepted, books.quarantined, books.deduplicated, books.filtered, books.skipped.total


def _closing(outcomes: Sequence[Outcome], *, dry: bool) -> list[str]:
    if not outcomes:
        return ["nothing to do"]
    found: list[str] = []
    totals = balances(outcomes)
    for layer, total in totals.items():
        out = " + ".join(f"{total[part]:,} {WORDS[part]}" for part in PARTS[1:] if total[part] or part == "accepted")
        even = total["read"] == sum(total[part] for part in PARTS[1:])
        found.append(
            f"{'balance' if not found else '':<8}{layer:<7} {total['read']:,} read = {out}  {'OK' if even else 'UNEVEN'}"
        )
    if dry:
        found.append("nothing was written: this is what would happen")
    return found


WORDS = {
    "accepted": "accepted",
    "quarantined": "set aside",
    "deduplicated": "deduplicated",
    "filtered": "filtered",
    "skipped": "skipped",
}


def next_step(command: str, outcomes: Sequence[Outcome], *, dry: bool) -> str:
    """Suggest what to do next."""
    if dry:
        return f"jobforge {'run' if command == 'plan' else command}" if outcomes else "jobforge status"
    if any(o.error is not None for o in outcomes):
        return "jobforge status"
    if any(o.balance is not None and o.balance.quarantined for o in outcomes):
        return "jobforge quarantine list"
    if command == "apply":
        return "jobforge run"
    if command == "ingest" and outcomes:
        return "jobforge promote"
    built = [o.subject for o in outcomes if o.step == "build" and o.status == "done"]
    if built:
        return f'jobforge query "SELECT * FROM {built[-1]} LIMIT 10"'
    return "jobforge status"


def fields_of(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome as a program reads it."""
    return {
        "step": outcome.step,
        "subject": outcome.subject,
        "status": outcome.status,
        "position": outcome.position,
        "batch_id": outcome.batch_id,
        "rows": outcome.rows,
        "balance": outcome.balance,
        "rules": outcome.rules,
        "seconds": outcome.seconds,
        "note": outcome.note,
        "error": None if outcome.error is None else {**parts(outcome.error), "exit_code": outcome.error.exit_code},
    }
