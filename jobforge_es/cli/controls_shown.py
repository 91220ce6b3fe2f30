"""What controls came to, for people and for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jobforge_es.cli.language import counted, headings, language, named, spoken
from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.controls.scorecard import Scorecard
    from jobforge_es.commands.controls.trend import Trend
    from projections.catalog.control_decisions import ControlDecisionRow
    from projections.controls.engine import Result
    from projections.controls.frameworks.matrix import ClauseResult, Matrix
    from projections.controls.items import Item

COLOURS = {"PASS": "green", "SUPPORTED": "green", "FAIL": "red", "NOT_EVIDENCED": "yellow", "STALE": "yellow"}


def tell_all(screen: Screen, found: Scorecard, *, dry: bool = False, whole: bool = True) -> None:
    """Tell each control with its status, then the score; of one subject only those that look at it."""
    screen.object("controls", {**_of(found), "dry_run": dry, "controls": [fields_of(r) for r in found.results]})
    header = headings("control", "stands", "looked at", "failing", "statement")
    rows = [
        (r.control.id, named(r.status), f"{r.population:,}", f"{r.failing:,}" if r.failing else "", _says(r))
        for r in found.results
        if whole or r.population or r.left_out
    ]
    screen.table(header, rows, right=header[2:4])
    for line in _score(found):
        screen.line(line)
    if found.recorded is not None and not dry:
        screen.line(spoken("recorded at position {position}: jobforge controls trend", position=found.recorded))
    worst = next((r for r in found.results if r.failing), None)
    screen.hint(pasted("jobforge", "controls", *(("show", worst.control.id) if worst else ("trend",))))


def tell_one(screen: Screen, found: Scorecard) -> None:
    """Tell one control with what it does not hold of, and what mends that."""
    (result,) = found.results
    screen.object("controls-show", {**_of(found), "control": fields_of(result)})
    screen.line(f"{result.control.id}  {screen.paint(named(result.status), COLOURS.get(result.status, 'white'))}")
    screen.line(f"  {_says(result)}")
    looked = counted(result.population, "{n:,} looked at", "{n:,} looked at, all there are")
    waived = spoken("{n:,} waived", n=result.waived) if result.waived else ""
    left = spoken("{n:,} left out by people", n=result.left_out) if result.left_out else ""
    failing = spoken("{n:,} of which it does not hold", n=result.failing)
    screen.line("  " + ", ".join(filter(None, (looked, failing, waived, left))))
    for decision in result.decisions:
        screen.line(f"  {_decided(decision)}")
    for item in result.items:
        screen.line(f"  {plain(item.subject)}: {told(item)}")
        if item.mend:
            screen.line(f"      {pasted(*item.mend)}")
    more = result.failing - len(result.items)
    if more > 0:
        screen.line(spoken("  and {n:,} more: --all shows them", n=more))
    screen.line(_when(found))


def tell_matrix(screen: Screen, found: Scorecard, matrix: Matrix) -> None:
    """Tell how each clause of a framework stands, and by what."""
    about = matrix.framework
    fields = {"id": about.id, "name": {"en": about.en, "fr": about.fr}, "version": about.version, "link": about.link}
    clauses = [_clause_fields(each) for each in matrix.clauses]
    whole = {**_of(found), "framework": fields, "level": matrix.level, "outside": matrix.outside is not None}
    whole |= {"clauses": clauses}
    screen.object("controls-framework", whole)
    screen.line(f"{about.name(language())}, {about.version}  {about.link[language()]}")
    if matrix.outside is not None:
        screen.line(spoken("it does not apply until {day}", day=matrix.outside.until))
    elif about.levels:
        asked = spoken("nobody said at which level it applies: what any level asks for is asked")
        screen.line(asked if matrix.level is None else spoken("it applies at level {level}", level=matrix.level))
    for each in matrix.clauses:
        status = screen.paint(f"{named(each.status):<13}", COLOURS.get(each.status, "white"))
        screen.line(f"{each.clause.clause:<8}  {status}  {each.clause.says(language(), matrix.level)}")
        if each.supports:
            by = ", ".join(f"{r.control.id} {named(r.status)}" for r in each.supports)
            screen.line(f"{'':<10}{spoken('controls')}: {by}")
        if each.decision is not None:
            screen.line(f"{'':<10}{_decided(each.decision)}")
    many = Counter(each.status for each in matrix.clauses)
    screen.line(", ".join(f"{named(status)} {n}" for status, n in sorted(many.items())))
    screen.line(spoken("Whether an instrument is complied with is people's to declare."))
    screen.line(_when(found))


def tell_trend(screen: Screen, found: Trend, zone: str) -> None:
    """Tell each recorded evaluation, and what changed."""
    points = [
        {
            "position": p.evaluation.position,
            "at": p.evaluation.at,
            "day": p.evaluation.day,
            "rebuilt": p.evaluation.rebuilt,
            "actor": p.evaluation.actor,
            "score": p.score,
            "statuses": p.statuses,
            "changes": [{"control": c.control, "before": c.before, "now": c.now, "anew": c.anew} for c in p.changes],
        }
        for p in found.points
    ]
    screen.object("controls-trend", {"position": found.position, "evaluations": points})
    for p in found.points:
        who, when = plain(p.evaluation.actor), shown_time(p.evaluation.recorded_at, zone)
        score = spoken("no score") if p.score is None else f"{p.score} %"
        many = ", ".join(f"{named(status)} {n}" for status, n in p.statuses.items())
        screen.line(f"{p.evaluation.at:>6}  {when}  {who}  {score}  {many}")
        for c in p.changes:
            before = named(c.before) if c.before else spoken("not computed then")
            anew = spoken(" (it looks at something else than before)") if c.anew else ""
            screen.line(f"{'':<8}{c.control}: {before} -> {named(c.now)}{anew}")
    if not found.points:
        screen.line(spoken("no evaluation was recorded yet"))
    screen.hint("jobforge controls --record")


def told(item: Item) -> str:
    """Say what is wrong with an item."""
    return spoken(item.what, **{name: plain(str(value)) for name, value in item.values.items()})


def fields_of(result: Result) -> dict[str, Any]:
    """Give a result as a program reads it."""
    return {
        "id": result.control.id,
        "version": result.control.version,
        "statement": {"en": result.control.en, "fr": result.control.fr},
        "status": result.status,
        "population": result.population,
        "failing": result.failing,
        "waived": result.waived,
        "left_out": result.left_out,
        "items": [
            {"subject": i.subject, "what": i.what.format(**i.values), "mend": pasted(*i.mend)} for i in result.items
        ],
        "decisions": [_decision_fields(each) for each in result.decisions],
    }


def _clause_fields(each: ClauseResult) -> dict[str, Any]:
    clause = each.clause
    return {
        "clause": clause.clause,
        "says": {"en": clause.en, "fr": clause.fr},
        "levels": clause.levels,
        "sha256": clause.sha256,
        "status": each.status,
        "controls": [{"id": r.control.id, "status": r.status} for r in each.supports],
        "decision": None if each.decision is None else _decision_fields(each.decision),
    }


def _decision_fields(row: ControlDecisionRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "about": row.control,
        "subject": row.subject or None,
        "until": row.until or None,
        "level": row.level or None,
        "evidence": row.evidence or None,
        "name": row.name or None,
        "actor": row.actor,
        "reason": row.reason,
        "recorded_at": row.recorded_at,
        "position": row.position,
    }


def _decided(row: ControlDecisionRow) -> str:
    kind, why, who = named(row.kind), plain(row.reason), plain(row.actor)
    about = f" {plain(row.subject)}" if row.subject else ""
    until = spoken(" until {day}", day=row.until) if row.until else ""
    file = f" [{plain(row.name)}]" if row.name else ""
    return f"{kind}{about}{until}{file}: {why} ({who})"


def _of(found: Scorecard) -> dict[str, Any]:
    day = found.day.isoformat()
    return {"position": found.position, "day": day, "score": found.score, "recorded": found.recorded}


def _says(result: Result) -> str:
    return result.control.statement(language())


def _score(found: Scorecard) -> list[str]:
    many = Counter(each.status for each in found.results)
    counts = ", ".join(f"{named(status)} {n}" for status, n in sorted(many.items()))
    if found.score is None:
        return [counts, spoken("no score: nothing counts yet"), _when(found)]
    return [counts, spoken("score {n} %: those that pass among those that count", n=found.score), _when(found)]


def _when(found: Scorecard) -> str:
    return spoken("on {day}, as of position {position}", day=found.day.isoformat(), position=found.position)
