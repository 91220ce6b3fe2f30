from __future__ import annotations

import attrs
import pytest

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.deciding.errors import ChangedSince, SamePerson
from jobforge_es.errors import UnknownName
from ledger.events import ReviewRequested, RowsRejected
from tests.jobforge_es.commands.deciding.rows import FIRST, replayed, shown, steward
from tests.laws.project import events

SECOND = '[review]\nsecond_person = ["correction", "release", "rejection"]\n'


@pytest.fixture
def asking(root):
    toml = root / "jobforge.toml"
    toml.write_text(toml.read_text() + SECOND)
    return root


def record(root, actor, stream, *new):
    """Append events as a program does that checks nothing."""
    with steward(root, actor=actor).writing() as session:
        session.record(stream, list(new))


def test_an_approval_pins_what_was_put_forward(asking, ids):
    decided = steward(asking).reject([ids[2], ids[3]])
    (row,) = steward(asking).reviews().reviews
    batch = ids[2].partition("/")[0]
    assert steward(asking).put_forward(decided.decision[:12]).lines == (
        f"bronze.jobs {batch} #2",
        f"silver.jobs {batch} #3",
    )
    concluded = steward(asking, actor="sam").review(decided.decision, "approved")
    (approved,) = [e.data for e in events(asking) if e.type == "review-approved"]
    assert approved.content == row.content == concluded.content
    assert len(row.content) == 64
    assert not approved.alone


def test_what_changed_since_it_was_put_forward_is_not_approved(asking, ids):
    decided = steward(asking).reject([ids[2]])
    rejected = next(e.data for e in events(asking) if isinstance(e.data, RowsRejected))
    record(asking, "lea", f"decision-{decided.decision}", attrs.evolve(rejected, records=(5,)))
    sam = steward(asking, actor="sam")
    assert [row.outcome for row in sam.reviews().reviews] == ["changed"]
    head = len(events(asking))
    with pytest.raises(ChangedSince, match="no more what lea put forward"):
        sam.review(decided.decision, "approved")
    assert len(events(asking)) == head
    assert sam.review(decided.decision, "rejected").outcome == "rejected"


def test_who_takes_back_a_part_puts_the_rest_forward_again(asking, ids):
    lea, sam = steward(asking), steward(asking, actor="sam")
    decided = lea.correct_rows([Change(ids[2], {"wage": "7,25"}), Change(ids[6], {"job_id": "6"})])
    lea.undo("correction", ids[6])
    assert [row.outcome for row in lea.reviews(every=True).reviews] == ["replaced", "waiting"]
    sam.review(decided.decision, "approved")
    assert [row.outcome for row in lea.reviews(every=True).reviews] == ["replaced", "approved"]
    sam.retry()
    assert shown(asking) == [FIRST[0], (2, "ON", "7.25"), FIRST[1]]
    replayed(asking)


def test_a_decision_that_is_taken_back_waits_no_more(asking, ids):
    lea = steward(asking)
    whole, row_by_row = lea.reject([ids[2]]), lea.reject([ids[3]])
    lea.undo("rejection", whole.decision)
    lea.undo("rejection", ids[3])
    assert lea.reviews().reviews == ()
    assert {row.outcome for row in lea.reviews(every=True).reviews} == {"withdrawn"}
    with pytest.raises(UnknownName):
        steward(asking, actor="sam").review(row_by_row.decision, "approved")


def test_no_author_can_agree_even_where_somebody_else_put_it_forward(asking, ids):
    decided = steward(asking).reject([ids[2]])
    stream = f"decision-{decided.decision}"
    content = steward(asking).reviews().reviews[0].content
    record(asking, "sam", stream, ReviewRequested("rejection", decided.decision, "again", content))
    for who in ("lea", "sam", "SAM"):
        with pytest.raises(SamePerson, match="lea, sam"):
            steward(asking, actor=who).review(decided.decision, "approved")
    assert steward(asking, actor="kim").review(decided.decision, "approved").outcome == "approved"


def test_only_one_of_two_requests_is_concluded(asking):
    for title in ("first", "second"):
        record(asking, "lea", "x-1", ReviewRequested("waiver", "x-1", title))
    steward(asking, actor="sam").review("x-1", "approved")
    rows = steward(asking).reviews(every=True).reviews
    assert [(row.title, row.outcome) for row in rows] == [("first", "replaced"), ("second", "approved")]


def test_an_id_that_waits_in_two_kinds_is_named_with_its_kind(asking):
    for kind in ("contract", "model"):
        record(asking, "lea", f"{kind}-gold.dim_x", ReviewRequested(kind, "gold.dim_x", "changed"))
    record(asking, "lea", "model-gold.dim_x2", ReviewRequested("model", "gold.dim_x2", "changed"))
    sam = steward(asking, actor="sam")
    with pytest.raises(UnknownName) as caught:
        sam.review("gold.dim_x", "approved")
    assert caught.value.mend == (
        "jobforge review approve contract:gold.dim_x",
        "jobforge review approve model:gold.dim_x",
    )
    assert sam.review("model:gold.dim_x", "approved").kind == "model"
    assert sam.review("gold.dim_x", "approved").kind == "contract"
    with pytest.raises(UnknownName):  # the beginning of a name is another name
        sam.review("gold.dim", "approved")
    assert sam.review("gold.dim_x2", "approved").subject == "gold.dim_x2"


def test_an_author_may_take_back_what_they_put_forward(asking, ids):
    decided = steward(asking).reject([ids[2]])
    assert steward(asking).review(decided.decision, "rejected").outcome == "rejected"
    assert steward(asking).reviews().reviews == ()


def test_a_project_of_one_person_says_so_and_each_approval_tells_it(asking, ids):
    toml = asking / "jobforge.toml"
    decided = steward(asking).reject([ids[2]])
    toml.write_text(toml.read_text() + "single_person = true\n")
    assert steward(asking).review(decided.decision, "approved").alone
    assert [e.data.alone for e in events(asking) if e.type == "review-approved"] == [True]
    other = steward(asking).reject([ids[3]])
    assert not steward(asking, actor="sam").review(other.decision, "approved").alone
    replayed(asking)


def test_an_event_of_a_review_that_was_stored_without_content_still_reads():
    from ledger.codec import decode_event

    old = decode_event("review-approved", 1, b'{"kind":"term","subject":"x"}')
    assert (old.content, old.alone) == (None, False)
