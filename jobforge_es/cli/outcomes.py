"""What steps came to: a line for each as it comes, then the books, then the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jobforge_es.cli.failing import lines, parts
from jobforge_es.cli.language import counted, named, spoken
from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.plain import cut, plain, width
from jobforge_es.commands.outcome import Outcome, exit_code
from ledger.events.parts import Balance
from ledger.names import LAYERS

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked
    from jobforge_es.cli.screen import Screen

NAME_WIDTH = 34
SHOWN = 10
"""How many names of the inbox are told."""
MOST_LEFT_OUT = 20
"""How many tables and columns are told that an export left out."""

COLOURS = {"done": "green", "rejected": "red", "failed": "red", "waiting": "yellow"}


class Report:
    """Tells the outcomes of one command.

    Args:
        asked: of the command.
        command: its name.
        dry: whether nothing lasts.
        again: the arguments with which it would do what it has tried out.
    """

    def __init__(self, asked: Asked, command: str, *, dry: bool, again: Sequence[str] = ()) -> None:
        self._screen: Screen = asked.screen
        self._command = command
        self._dry = dry
        self._again = (*asked.said, *(again or asked.typed(command)))

    def tell(self, outcome: Outcome) -> None:
        """Print one outcome as it comes; what nothing was done with is told at the end."""
        if outcome.status == "unmatched":
            return
        for line in told(outcome, self._screen.paint):
            self._screen.work_line(line)

    def end(self, outcomes: Sequence[Outcome], more: Mapping[str, Any] | None = None, said: Sequence[str] = ()) -> int:
        """Print the books and the next step; give the exit code.

        Args:
            outcomes: of the steps.
            more: what programs are told beside them.
            said: the same as lines for people.
        """
        code = exit_code(outcomes)
        done = [outcome for outcome in outcomes if outcome.status != "unmatched"]
        following = self._screen.following(next_step(self._command, done, dry=self._dry, again=self._again))
        fields = {
            "dry_run": self._dry,
            "outcomes": [fields_of(outcome) for outcome in outcomes],
            "balance": balances(outcomes),
            "exit_code": code,
            "next": following,
        }
        self._screen.object(self._command, fields | dict(more or {}))
        for line in said:
            self._screen.work_line(line)
        for line in _closing(done, dry=self._dry):
            self._screen.work_line(line)
        tell_unmatched(self._screen, outcomes)
        self._screen.hint(following)
        return code


def tell_unmatched(screen: Screen, outcomes: Sequence[Outcome]) -> None:
    """Tell people which files of the inbox no source matches, on stderr; programs read it in the object."""
    names = [plain(outcome.subject) for outcome in outcomes if outcome.status == "unmatched"]
    if names and not screen.json:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        screen.say(f"no source matches {len(names)} of the inbox: {', '.join(names[:SHOWN])}{more}")
        screen.say("  say in `files:` of a source which ones it reads, or jobforge ingest PATH --source NAME")


def told(outcome: Outcome, paint: Callable[[str, str], str] = lambda text, _: text) -> list[str]:
    """Give the lines that tell one outcome: what, status, counts, seconds, and why it failed."""
    name = cut(plain(outcome.subject), NAME_WIDTH)
    status = f"{named(outcome.status):<9}"
    facts = [
        f"{outcome.step:<10}{name}{' ' * (NAME_WIDTH - width(name))}",
        paint(status, _colour(outcome)),
        _counts(outcome),
    ]
    if outcome.seconds is not None:
        facts.append(f"{outcome.seconds:.1f} s")
    if outcome.note and outcome.error is None:
        facts.append(spoken("({note})", note=plain(outcome.note)))
    found = [" ".join(filter(None, facts)).rstrip()]
    found += [f"        {table} only as a whole table: {why}" for table, why in (outcome.coverage or {}).items() if why]
    found += [f"        {line}" for line in _left_out(outcome.left_out or {})]
    if outcome.error is not None:
        found += ["          " + line for line in lines(outcome.error)]
    return found


def _left_out(found: Mapping[str, str]) -> Iterator[str]:
    """Tell what did not leave; of many only how many more there are."""
    yield from (f"{plain(subject)} left out: {plain(why)}" for subject, why in list(found.items())[:MOST_LEFT_OUT])
    if len(found) > MOST_LEFT_OUT:
        yield f"and {len(found) - MOST_LEFT_OUT} more, all of which --json tells"


def _colour(outcome: Outcome) -> str:
    return COLOURS.get(outcome.status, "white")


def _counts(outcome: Outcome) -> str:
    if outcome.balance is not None:
        return in_words(outcome.balance)
    return "" if outcome.rows is None else counted(outcome.rows, "{n:,} row", "{n:,} rows")


def in_words(books: Balance) -> str:
    """Give the books of a step as an equation; parts that are zero are left out."""
    return _equation(dict(zip(PARTS, _parts(books), strict=True)))


def balances(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Add up the books of the steps that moved rows, by the layer that they moved into."""
    totals: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        if outcome.balance is not None:
            layer = "staged" if outcome.step == "ingest" else outcome.subject.partition(".")[0]
            total = totals.setdefault(layer, dict.fromkeys(PARTS, 0))
            for part, count in zip(PARTS, _parts(outcome.balance), strict=True):
                total[part] += count
    return {layer: totals[layer] for layer in LAYERS if layer in totals}


PARTS = ("read", "accepted", "quarantined", "deduplicated", "filtered", "skipped")


def _parts(books: Balance) -> tuple[int, ...]:
    return books.read, books.accepted, books.quarantined, books.deduplicated, books.filtered, books.skipped.total


def _equation(counts: Mapping[str, int]) -> str:
    shown = [part for part in PARTS[1:] if counts[part] or part == "accepted"]
    sides = (
        f"{spoken('{n:,}', n=counts[part])} {named('set aside' if part == 'quarantined' else part)}" for part in shown
    )
    return f"{spoken('{n:,} read', n=counts['read'])} = {' + '.join(sides)}"


def _closing(outcomes: Sequence[Outcome], *, dry: bool) -> Iterator[str]:
    if not outcomes:
        yield spoken("nothing to do")
    for number, (layer, total) in enumerate(balances(outcomes).items()):
        even = total["read"] == sum(total[part] for part in PARTS[1:])
        verdict = spoken("OK") if even else spoken("UNEVEN")
        yield f"{'' if number else spoken('balance'):<8}{layer:<7} {_equation(total)}  {verdict}"
    if dry and outcomes:
        yield spoken("nothing was written: this is what would happen")


def next_step(command: str, outcomes: Sequence[Outcome], *, dry: bool, again: Sequence[str] = ()) -> str:
    """Suggest what to do next.

    Args:
        command: its name.
        outcomes: of its steps.
        dry: whether it was only tried out.
        again: the arguments with which it would do what it has tried out.
    """
    built = [o.subject for o in outcomes if o.step == "build" and o.status == "done"]
    choices = (
        (not outcomes or any(o.error is not None for o in outcomes), "jobforge status"),
        (dry, pasted("jobforge", *("run" if command == "plan" else command).split(), *again)),
        (any(o.balance is not None and o.balance.quarantined for o in outcomes), "jobforge quarantine list"),
        (any(o.step == "submit" and o.status == "waiting" for o in outcomes), "jobforge review list"),
        (command in ("apply", "fetch"), "jobforge run"),
        (command == "catalog import", "jobforge pull"),
        (command == "ingest", "jobforge promote"),
        (bool(built), f'jobforge query "SELECT * FROM {built[-1] if built else ""} LIMIT 10"'),
    )
    return next((step for fits, step in choices if fits), "jobforge status")


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
        "coverage": outcome.coverage,
        "left_out": outcome.left_out,
        "error": None if outcome.error is None else {**parts(outcome.error), "exit_code": outcome.error.exit_code},
    }
