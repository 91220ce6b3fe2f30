from __future__ import annotations

from itertools import islice
from threading import Timer

from jobforge_es.commands import log
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import MORE


def test_the_log_of_a_workspace_is_all_events_in_order(ran):
    events = Workspace.open(ran).log()
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert Workspace.open(ran).log(limit=1) == events[-1:]
    assert Workspace.open(ran).log("3") == events[:3]


def test_following_gives_what_is_recorded_afterwards(project):
    (project / "more.csv").write_text(MORE)
    workspace = Workspace.open(project)
    with workspace.reading() as session:
        last = session.store.head().position
        later = Timer(0.1, lambda: Workspace.open(project).ingest([project / "more.csv"], "offices"))
        later.start()
        (event,) = islice(log.follow(session, log.Wanted(), pause=0.02), 1)
        later.join()
    assert (event.position, event.type) == (last + 1, "batch-ingested")


def test_an_event_is_about_its_file_table_or_name(ran):
    events = Workspace.open(ran).log()
    assert {log.subject_of(e) for e in events} == {
        "offices",
        "silver.offices",
        "gold.dim_office",
        "offices_1.csv",
        "bronze.offices",
    }


def test_a_retired_definition_is_found_by_its_name(project):
    (project / "models/gold/dim_office.sql").unlink()
    workspace = Workspace.open(project)
    workspace.apply()
    assert [e.type for e in workspace.log(table="gold.dim_office")][-1] == "definition-retired"
