from __future__ import annotations

import pytest

from jobforge_es.moments import NotAMoment
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("text", ["soon", "", "2026-02-30", "41", "2026-03"])
def test_a_moment_that_is_none_is_refused_with_one_that_is(ran, name, text):
    result = call(ran, "audit", "who", "--set", f"{name}={text}")
    assert (result.exit_code, result.stderr[:5]) == (2, "U-002")
    assert f"--set {name}=2026-03-31" in result.stderr


def test_a_day_is_one_of_the_project(ran):
    workspace = Workspace.open(ran)
    events = workspace.log()
    first = events[0].recorded_at.isoformat()
    last = events[-1].recorded_at.isoformat()
    day = call(ran, "log", "--limit", "1").stdout.split()[1]  # as shown in the project's time zone

    def count(**parameters):
        return len(workspace.audit("who", parameters=parameters).rows)

    assert count(since=first) == len(events)
    assert count(until=first) == 0
    assert count(since=day, until=day) == count(since=day)
    assert count(since=first, until=last) < len(events)
    assert count(since="9998-12-31") == 0
    assert count(since="0002-01-01") == len(events)


def test_the_audit_answers_as_of_a_moment(ran):
    workspace = Workspace.open(ran)
    assert [row[0] for row in workspace.audit("who", as_of="3").rows] == [1, 2, 3]
    assert workspace.audit(sql="SELECT max(position) FROM log", as_of="3").rows == ((3,),)
    assert workspace.audit("who", as_of="2001-01-01").rows == ()
    with pytest.raises(NotAMoment):
        workspace.audit("who", as_of="999")


def test_an_answer_names_its_position(ran):
    head = len(Workspace.open(ran).log())
    assert only(call(ran, "audit", "who", "--json"))["position"] == head
    assert only(call(ran, "audit", "who", "--json", "--as-of", "2"))["position"] == 2
    assert "2 rows, as of position 2\n" in call(ran, "audit", "who", "--as-of", "2").stdout


def test_a_select_is_not_narrowed_by_parameters(ran):
    assert call(ran, "audit", "--sql", "SELECT 1", "--set", "since=2026-01-01").exit_code == 2


def test_before_the_first_run_the_audit_says_what_makes_a_ledger(fresh):
    result = call(fresh, "audit", "who")
    assert (result.exit_code, result.stderr[:5]) == (2, "L-007")
    assert "jobforge run" in result.stderr
