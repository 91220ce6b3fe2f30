"""Files from addresses: fetched into the inbox and landed, by the real command line."""

from __future__ import annotations

import hashlib
import json

import pytest

from jobforge_es.fetching import asking
from tests.jobforge_es.cli.offices import again, call, only, positions
from tests.jobforge_es.fetching.serving import serving, whole
from tests.journeys.test_deliveries import code_of, landed, make, put

pytestmark = pytest.mark.journey

DATA = b"code,title,jobs\n1,x,2\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(asking, "INTERVAL", 0)
    monkeypatch.setattr(asking.Asker, "_once", _without_pause(asking.Asker._once))


def _without_pause(once):
    def quickly(self, url, headers):
        self.interval, self.sleep = 0, lambda _: None
        return once(self, url, headers)

    return quickly


def project(folder, served, more=""):
    return make(folder, f"remote: {{url: '{served.address}/jobs.csv'{more}}}\nretries: {{attempts: 3, first: 0s}}\n")


def fetch(folder, *args):
    result = call(folder, "fetch", "--json", *args)
    return only(result), result.exit_code


def statuses(found):
    return [o["status"] for o in found["outcomes"] if o["step"] == "fetch"]


def test_a_file_is_fetched_landed_and_not_fetched_again(tmp_path):
    with serving(lambda handler, _: whole(handler, DATA)) as served:
        folder = project(tmp_path, served)
        found, exit_code = fetch(folder)
        assert (statuses(found), exit_code, found["next"]) == (["done"], 0, again(folder, "jobforge run"))
        assert (folder / "inbox/jobs.csv").read_bytes() == DATA
        assert call(folder, "run").exit_code == 0
        (event,) = landed(folder)
        assert (event["published"], bool(event["sidecar"])) == (None, True)
        head = positions(folder)
        assert statuses(fetch(folder)[0]) == ["waiting"]
        assert statuses(fetch(folder, "jobs")[0]) == ["unchanged"]
        assert positions(folder) == head
    assert len(served.asked) == 2
    text = (folder / "inbox/jobs.csv.meta.yaml").read_text()
    assert f'url: "{served.address}/jobs.csv"' in text
    assert "last_modified" in text
    assert "published" not in text


def test_run_fetches_only_when_it_is_asked_to(tmp_path):
    with serving(lambda handler, _: whole(handler, DATA)) as served:
        folder = project(tmp_path, served, ", every: 0s")
        assert call(folder, "run").exit_code == 0
        assert call(folder, "plan").exit_code == 0
        result = call(folder, "run", "--fetch", "--dry-run", "--json")
        assert statuses(only(result)) == ["waiting"]
        assert served.asked == []
        assert call(folder, "run", "--fetch").exit_code == 0
        assert len(landed(folder)) == 1
        assert statuses(only(call(folder, "run", "--fetch", "--json"))) == ["unchanged"]


def test_a_new_edition_takes_the_place_of_one_that_was_landed(tmp_path):
    new = DATA + b"2,y,3\n"
    with serving(lambda handler, n: whole(handler, DATA if n < 3 else new, '"a"' if n < 3 else '"b"')) as served:
        folder = project(tmp_path, served)
        fetch(folder)
        (folder / "inbox/jobs.csv").write_bytes(b"code,title,jobs\n7,mine,2\n")
        assert statuses(fetch(folder, "jobs")[0]) == ["failed"]
        call(folder, "run")
        assert statuses(fetch(folder, "jobs")[0]) == ["done"]
        call(folder, "run")
    assert (folder / "inbox/jobs.csv").read_bytes() == new
    assert hashlib.sha256(new).hexdigest() in (folder / "inbox/jobs.csv.meta.yaml").read_text()


def test_what_was_not_landed_is_never_replaced(tmp_path):
    with serving(lambda handler, _: whole(handler, DATA)) as served:
        folder = project(tmp_path, served)
        put(folder, "jobs.csv", "code,title,jobs\n9,mine,1\n")
        found, exit_code = fetch(folder)
    assert (code_of(found), exit_code) == (["N-003"], 1)
    assert b"mine" in (folder / "inbox/jobs.csv").read_bytes()
    assert sorted(p.name for p in (folder / "inbox").iterdir()) == ["jobs.csv"]


def test_what_a_person_wrote_beside_a_file_stays(tmp_path):
    with serving(lambda handler, _: whole(handler, DATA)) as served:
        folder = project(tmp_path, served)
        (folder / "inbox/jobs.csv.meta.yaml").write_text("period: 2026-03\n")
        found, _ = fetch(folder)
    assert (folder / "inbox/jobs.csv.meta.yaml").read_text() == "period: 2026-03\n"
    assert "check that it is about this file" in found["outcomes"][-1]["note"]


def test_an_address_where_nobody_answers_ends_with_6(tmp_path):
    with serving(lambda handler, _: whole(handler, DATA)) as served:
        folder = project(tmp_path, served)
    found, exit_code = fetch(folder)
    assert (code_of(found), exit_code) == (["N-001"], 6)
    assert call(folder, "run", "--fetch").exit_code == 6


def test_one_address_that_fails_does_not_stop_the_others(tmp_path):
    def answer(handler, _):
        handler.say(404) if handler.path == "/a.csv" else whole(handler, DATA)

    with serving(answer) as served:
        folder = make(tmp_path, f"remote: {{urls: ['{served.address}/a.csv', '{served.address}/b.csv']}}\n")
        found, exit_code = fetch(folder)
    assert (statuses(found), code_of(found), exit_code) == (["failed", "done"], ["N-002"], 1)


def test_a_source_without_an_address_and_one_that_is_none_are_told(tmp_path):
    folder = make(tmp_path)
    assert call(folder, "fetch", "jobs").stderr[:5] == "N-009"
    assert call(folder, "fetch", "job").stderr[:5] == "U-001"
    assert call(folder, "fetch").exit_code == 0


def test_without_the_extra_one_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    import sys

    folder = make(tmp_path, "remote: {url: 'http://127.0.0.1:9/jobs.csv'}\n")
    monkeypatch.setitem(sys.modules, "urllib3", None)
    result = call(folder, "fetch")
    assert (result.exit_code, result.stderr[:5]) == (2, "N-010")
    assert "pip install 'jobforge-es[http]'" in result.stderr


@pytest.mark.parametrize(
    "remote",
    [
        "{url: 'ftp://x/jobs.csv'}",
        "{url: 'https://name:secret@x/jobs.csv'}",
        "{url: 'https://x/'}",
        "{url: 'https://x/jobs.txt'}",
        "{url: 'https://x/%2e%2e%2fjobs.csv'}",
        "{url: 'https://x/.csv'}",
        "{urls: ['https://x/a.csv', 'https://y/a.csv']}",
        "{url: 'https://x/a.csv', urls: ['https://x/b.csv']}",
        "{url: 'https://x/a.csv', checksum: 'md5:abc'}",
        "{url: 'https://x/a.csv', every: often}",
        "{every: 1d}",
    ],
)
def test_an_address_that_nothing_is_fetched_from_is_refused_when_it_is_declared(tmp_path, remote):
    folder = make(tmp_path, f"remote: {remote}\n")
    result = call(folder, "apply", "--json")
    assert (result.exit_code, only(result)["code"]) == (2, "C-005")
    assert "secret" not in json.dumps(only(result)["detail"])
