"""Every command that tells a state tells it as of any moment: what it told then is what it tells now of then."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator

import click
import pytest

from jobforge_es.cli import main
from jobforge_es.commands.deciding.correct import Change
from tests.jobforge_es.cli.offices import call, objects
from tests.laws.project import deliver, jobs, make, ticking, workspace

EXEMPT = {
    "plan": "it tells what a run would do next, from the files as they lie there",
    "diff": "it takes two moments, --from and --to",
    "doctor": "it looks at the machine and at the folder, which have no past",
    "completion": "it reads nothing",
    "explain": "it reads nothing of a project",
    "verify": "it checks every recorded byte, whatever counts",
    "catalog words": "it lists the words of this version of the program",
}
"""Commands without --as-of that record nothing, and why; those that record act on the present."""

ASKED = {
    "query": ["SELECT job_id, region, wage FROM silver.jobs ORDER BY ALL"],
    "trace": ["gold.agg_region"],
    "explain-value": ["gold.agg_region.wages", "--where", "region = 'QC'"],
    "why-not": ["silver.jobs", "--where", "job_id = 4"],
    "lineage": ["gold.agg_region.wages"],
    "quarantine show": ["BATCH"],
    "catalog history": ["gold.agg_region"],
    "catalog profile": ["silver.jobs"],
    "catalog properties": ["gold.agg_region"],
    "source credits": ["gold.agg_region"],
    "people show": ["lee"],
    "catalog search": ["example"],
    "review show": ["wage"],
    "replay": ["--dry-run"],
    "audit": ["who"],
    "glossary show": ["wage"],
    "controls show": ["G01"],
}
"""What is asked of commands that need to be told."""

MORE = {
    "trace --forward": ["trace", "staged.jobs", "--forward"],
    "trace --column": ["trace", "gold.agg_region", "--column", "wages"],
    "lineage of a table": ["lineage", "silver.jobs"],
    "catalog show of a table": ["catalog", "show", "silver.jobs"],
    "catalog show of a term": ["catalog", "show", "term:wage"],
    "catalog show of a column": ["catalog", "show", "gold.agg_region.wages"],
    "source show of one": ["source", "show", "jobs"],
    "question show of one": ["question", "show", "pay"],
    "audit --sql": ["audit", "--sql", "SELECT count(*) AS n FROM log"],
    "controls": ["controls"],
    "controls --framework": ["controls", "--framework", "dmbok"],
    "inbox --for": ["inbox", "--for", "lee"],
    "people show --effective": ["people", "show", "gold.agg_region", "--effective", "2026-06-30"],
    "review list --all": ["review", "list", "--all"],
    "quarantine list --status": ["quarantine", "list", "--status", "mended"],
}

ANSWERING = {"question verify"}
"""What records its answers unless it is asked of a moment."""

WRITTEN = {"catalog export", "export odcs", "export openlineage", "export powerbi", "export purview"}
"""What writes the state of a moment into files; its own tests read them."""

OF_NOW = ("head", "next")
"""How long the ledger is and what could be done next are told of the present."""

RECORDING = {"--dry-run", "--authority"}

TERMS = """\
terms:
  wage: {label: {en: Wage, fr: Salaire}, definition: {en: Pay for an hour., fr: Paie pour une heure.}}
tables:
  gold.agg_region: {grain: {en: One region.}, columns: {wages: {terms: [wage]}}}
assignments:
  - {role: steward, for: "table:gold.agg_region", party: lee}
people:
  lee: {name: {en: Lee Example, fr: Lee Exemple}}
"""


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))
    else:
        yield " ".join(path), command


COMMANDS = dict(commands(main))
READING = {
    name: ASKED.get(name, [])
    for name, command in COMMANDS.items()
    if "as_of" in {p.name for p in command.params} and name not in WRITTEN
}


def records(command: click.Command) -> bool:
    return bool(RECORDING & {option for parameter in command.params for option in parameter.opts})


def test_every_command_that_tells_a_state_takes_a_moment():
    without = {name for name, command in COMMANDS.items() if name not in READING and not records(command)}
    assert without == set(EXEMPT)


@pytest.fixture(scope="module")
def moments(tmp_path_factory):
    """A project, a copy of it as it was before almost everything in it changed, and the positions of both."""
    root = make(
        tmp_path_factory.mktemp("moments") / "p", jobs_1_csv=jobs("1;QC;10,50", "2;ON;20,00", "x;ON;1,00", "3;ZZ;")
    )
    for folder in ("glossary", "questions", "catalog"):
        (root / folder).mkdir(exist_ok=True)
    (root / "glossary/terms.yaml").write_text(TERMS)
    space = workspace(root, reason="asked", clock=ticking())
    space.run()
    for args in (("question", "add", "pay", "--text", "en=What is paid?", "--sql", "SELECT sum(wages) AS w FROM gold.agg_region", "--expect", "value < 31"),
                 ("question", "verify"), ("glossary", "submit", "wage")):  # fmt: skip
        call(root, *args, "--reason", "asked", "--actor", "lea")
    with space.reading() as session:
        head = session.store.head().position
    then = root.parent / "then"
    shutil.copytree(root, then)
    _change(root, space)
    with space.reading() as session:
        return root, then, head, session.store.head().position


def _change(root, space):
    (group,) = [g for g in space.quarantine().groups if g.table == "bronze.jobs"]
    space.correct_rows([Change(group.example, {"job_id": "4"})], ticket="INC-1")
    deliver(root, "jobs_2.csv", jobs("5;QC;7,00", "y;QC;1,00"))
    deliver(root, "regions_2.csv", "region,title\nQC,Q\nON,O\nZZ,Z\n")
    model = root / "models/gold/agg_region.sql"
    model.write_text(model.read_text().replace("silver.job_regions", "silver.jobs"))
    (root / "models/gold/dim_region.sql").unlink()
    (root / "glossary/terms.yaml").write_text(
        TERMS.replace("Lee", "Noor").replace("One region", "A region").replace("an hour", "one hour")
    )
    source = root / "sources/jobs.yaml"
    source.write_text(source.read_text() + "licence: Licence 2\n")
    space.run()
    space.retry()
    call(root, "question", "revise", "pay", "--text", "en=How much is paid?", "--reason", "asked")
    space.withdraw(next(row.batch_id for row in space.trace("silver.jobs", "job_id = 5").rows))


def told(root, args, as_of=None):
    """Give what a command tells, or with which code it refuses."""
    result = call(root, *args, *(() if as_of is None else ("--as-of", str(as_of))), "--json")
    if result.exit_code:
        return f"refused with {result.exit_code}"
    found = [{key: value for key, value in each.items() if key not in OF_NOW} for each in objects(result)]
    return re.sub(r'"seconds": "?[0-9.]+"?', "", json.dumps(found, sort_keys=True))


CASES = {**{name: [*name.split(), *rest] for name, rest in READING.items()}, **MORE}


@pytest.mark.parametrize("name", CASES)
def test_what_was_told_then_is_told_of_then(moments, name):
    root, then, head, last = moments
    batch = next(row.batch_id for row in workspace(then).trace("bronze.jobs").rows)
    args = [batch if word == "BATCH" else word for word in CASES[name]]
    before = told(then, args, head if name in ANSWERING else None)
    assert not before.startswith("refused")
    assert told(root, args, head) == before
    assert told(root, args, last) != before, "else this would not show that the moment is heeded"
