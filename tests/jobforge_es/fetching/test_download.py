from __future__ import annotations

import hashlib
import time
from types import SimpleNamespace

import pytest

from jobforge_es.fetching.asking import Asker, wait_of
from jobforge_es.fetching.conditions import (
    AddressRefused,
    BadRedirect,
    NotTrusted,
    OtherChecksum,
    PackedAnswer,
    TooLarge,
    Unreachable,
)
from jobforge_es.fetching.download import Download, Validators
from jobforge_es.retrying import Policy, Trying, Waiting
from ledger.definitions import Remote
from tests.jobforge_es.fetching.serving import DATA, TAG, serving, whole

SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def download(served, folder, path="/a.csv", known=None, waited=None, **limits):
    """Give a download that is tried again without a wait."""
    url, sleep = served.address + path, (waited if waited is not None else []).append
    again = Trying(Policy(limits.pop("attempts", 5)), lambda _: None, Waiting(sleep))
    one = Download(
        url, folder / ".x.part", Remote((url,), **limits), Asker(limits.get("timeout", 5), interval=0), known
    )
    return SimpleNamespace(run=lambda: again(one.run), settle=one.settle)


def test_a_file_comes_whole_and_its_tag_is_known(tmp_path):
    with serving(lambda handler, _: whole(handler)) as served:
        one = download(served, tmp_path)
        found = one.run()
    assert (found.sha256, found.size, found.resumed) == (SHA, len(DATA), 0)
    assert found.validators == Validators(TAG, "Tue, 31 Mar 2026 12:00:00 GMT")
    one.settle(tmp_path / "a.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert served.asked[0]["Accept-Encoding"] == "identity"
    assert served.asked[0]["User-Agent"].startswith("jobforge/")


def test_a_connection_that_is_cut_is_gone_on_with_where_it_broke_off(tmp_path):
    def answer(handler, number):
        if number == 1:
            handler.say(200, DATA[:100_000], length=len(DATA), ETag=TAG)
        else:
            whole(handler)

    with serving(answer) as served:
        found = download(served, tmp_path).run()
    assert (found.sha256, found.resumed) == (SHA, 100_000)
    assert (served.asked[1]["Range"], served.asked[1]["If-Range"]) == ("bytes=100000-", TAG)


def test_what_came_before_is_gone_on_with_by_a_later_command(tmp_path):
    def cut(handler, _):
        handler.say(200, DATA[:70_000], length=len(DATA), ETag=TAG)

    with serving(cut) as served, pytest.raises(Unreachable) as caught:
        download(served, tmp_path, attempts=1).run()
    assert (caught.value.exit_code, caught.value.why) == (6, "the answer broke off")
    with serving(lambda handler, _: whole(handler)) as served:
        found = download(served, tmp_path).run()
    assert (found.sha256, found.resumed) == (SHA, 70_000)


def test_a_file_that_changed_meanwhile_is_begun_anew(tmp_path):
    def answer(handler, number):
        if number == 1:
            handler.say(200, b"x" * 50_000, length=90_000, ETag='"old"')
        else:
            whole(handler)

    with serving(answer) as served:
        found = download(served, tmp_path).run()
    assert (found.sha256, found.resumed) == (SHA, 0)


def test_a_file_without_a_strong_tag_is_begun_anew(tmp_path):
    def answer(handler, number):
        if number == 1:
            handler.say(200, DATA[:100], length=len(DATA), ETag='W/"weak"')
        else:
            whole(handler)

    with serving(answer) as served:
        assert download(served, tmp_path).run().sha256 == SHA
    assert "Range" not in served.asked[1]


def test_a_part_that_the_server_does_not_have_is_forgotten(tmp_path):
    (tmp_path / ".x.part").write_bytes(DATA + b"more")
    (tmp_path / ".x.part.json").write_text('{"etag": "\\"one\\"", "last_modified": null}')
    with serving(lambda handler, _: whole(handler)) as served:
        assert download(served, tmp_path).run().sha256 == SHA
    assert len(served.asked) == 2


def test_a_range_other_than_asked_for_is_not_put_together(tmp_path):
    (tmp_path / ".x.part").write_bytes(DATA[:10])
    (tmp_path / ".x.part.json").write_text('{"etag": "\\"one\\"", "last_modified": null}')

    def answer(handler, number):
        if number == 1:
            handler.say(206, DATA[5:], ETag=TAG, Content_Range=f"bytes 5-{len(DATA) - 1}/{len(DATA)}")
        else:
            whole(handler)

    with serving(answer) as served:
        assert download(served, tmp_path).run().sha256 == SHA


def test_what_is_known_is_not_sent_again(tmp_path):
    with serving(lambda handler, _: whole(handler)) as served:
        assert download(served, tmp_path, known=Validators(TAG)).run() is None
    assert not list(tmp_path.iterdir())


def test_another_checksum_is_refused_and_leaves_nothing(tmp_path):
    with serving(lambda handler, _: whole(handler)) as served, pytest.raises(OtherChecksum) as caught:
        download(served, tmp_path, checksum="0" * 64).run()
    assert caught.value.exit_code == 1
    assert not list(tmp_path.iterdir())


def test_redirects_are_followed_and_told_and_a_circle_is_refused(tmp_path):
    def answer(handler, _):
        leads = {"/a.csv": "/b.csv", "/c.csv": "/d.csv", "/d.csv": "/c.csv", "/e.csv": "file:///etc/passwd"}
        if handler.path in leads:
            handler.say(302, b"moved", Location=leads[handler.path])
        else:
            whole(handler)

    with serving(answer) as served:
        assert download(served, tmp_path).run().url == f"{served.address}/b.csv"
        for path in ("/c.csv", "/e.csv"):
            with pytest.raises(BadRedirect):
                download(served, tmp_path, path).run()


def test_a_long_way_of_redirects_is_refused(tmp_path):
    def answer(handler, number):
        handler.say(301, Location=f"/{number}.csv")

    with serving(answer) as served, pytest.raises(BadRedirect):
        download(served, tmp_path).run()
    assert len(served.asked) == 6


def test_a_busy_server_is_asked_again_after_the_time_that_it_names(tmp_path):
    waited = []

    def answer(handler, number):
        if number == 1:
            handler.say(503, Retry_After="7")
        else:
            whole(handler)

    with serving(answer) as served:
        assert download(served, tmp_path, waited=waited).run().sha256 == SHA
    assert max(waited) == 7.0


def test_a_server_that_asks_for_more_patience_than_there_is_ends_it(tmp_path):
    def answer(handler, _):
        handler.say(429, Retry_After="86400")

    with serving(answer) as served, pytest.raises(Unreachable) as caught:
        download(served, tmp_path).run()
    assert "asks to wait 86400 seconds" in caught.value.why
    assert len(served.asked) == 1


def test_a_server_that_stays_busy_is_asked_so_often_and_no_more(tmp_path):
    with serving(lambda handler, _: handler.say(503)) as served, pytest.raises(Unreachable):
        download(served, tmp_path, attempts=3).run()
    assert len(served.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_a_no_is_told_at_once(tmp_path, status):
    with serving(lambda handler, _: handler.say(status)) as served, pytest.raises(AddressRefused) as caught:
        download(served, tmp_path).run()
    assert (caught.value.exit_code, len(served.asked)) == (1, 1)
    assert str(status) in caught.value.what


def test_a_server_that_is_too_slow_is_given_up(tmp_path):
    def answer(handler, _):
        time.sleep(0.6)
        whole(handler)

    with serving(answer) as served, pytest.raises(Unreachable) as caught:
        download(served, tmp_path, timeout=0.2, attempts=2).run()
    assert caught.value.why == "no answer in time"


def test_nobody_there_is_unreachable(tmp_path):
    with serving(lambda handler, _: whole(handler)) as served:
        pass
    with pytest.raises(Unreachable) as caught:
        download(served, tmp_path, attempts=2).run()
    assert caught.value.why == "no connection"


@pytest.mark.parametrize("claimed", [True, False])
def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(tmp_path, claimed):
    def answer(handler, _):
        if claimed:
            whole(handler)
        else:
            handler.send_response(200)
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(DATA)
            handler.close_connection = True

    with serving(answer) as served, pytest.raises(TooLarge):
        download(served, tmp_path, max_bytes=1000).run()
    assert not list(tmp_path.iterdir())


def test_a_packed_answer_is_refused(tmp_path):
    def answer(handler, _):
        handler.say(200, b"x", Content_Encoding="gzip")

    with serving(answer) as served, pytest.raises(PackedAnswer):
        download(served, tmp_path).run()


def test_a_host_is_not_asked_twice_within_the_interval():
    waited = []
    with serving(lambda handler, _: handler.say(304)) as served:
        asker = Asker(5, interval=9.0, sleep=waited.append)
        for path in ("/a", "/b"):
            asker.ask(served.address + path, {})
    assert waited[0] == 0
    assert 8 < waited[1] <= 9


def test_how_long_a_server_asks_to_wait_is_read_in_both_forms():
    assert wait_of("120") == 120
    assert wait_of("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert wait_of("soon") is wait_of(None) is None


def test_a_server_that_cannot_prove_who_it_is_is_not_asked_again(tmp_path):
    with serving(whole) as served:
        served.address = served.address.replace("http:", "https:")
        one = download(served, tmp_path)
        with pytest.raises(NotTrusted) as caught:
            one.run()
    assert (caught.value.code, list(tmp_path.iterdir())) == ("N-008", [])
