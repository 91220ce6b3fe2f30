"""Words that are recorded: --actor, --reason and --edition are checked before anything is done."""

from __future__ import annotations

import unicodedata

import pytest

from jobforge_es.settings import LONGEST_NAME, LONGEST_PERIOD, LONGEST_REASON, SettingWrong
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import MORE, call, only, tree

ODD = ["", "   ", "a\nb", "a\x1b[2J", "a\x00b", "a\x7f", "a\x85b", "a\u2028b", "a\udc80b"]


@pytest.mark.parametrize("text", [*ODD, "x" * (LONGEST_REASON + 1), "x" * 70_000])
@pytest.mark.parametrize("command", ["run", "plan", "apply", "promote"])
def test_an_odd_reason_is_refused_before_anything_is_done(fresh, command, text):
    before = tree(fresh)
    result = call(fresh, command, "--reason", text)
    assert (result.exit_code, result.stderr[:5]) == (2, "C-002")
    assert '--reason "..."' in result.stderr
    assert "\x1b" not in result.stderr
    assert len(result.stderr) < 1_000
    assert tree(fresh) == before


@pytest.mark.parametrize("text", [*ODD, "x" * (LONGEST_PERIOD + 1)])
def test_an_odd_edition_is_refused_before_anything_is_done(fresh, text):
    before = tree(fresh)
    result = call(fresh, "ingest", str(fresh / "inbox/offices_1.csv"), "-s", "offices", "--edition", text)
    assert (result.exit_code, result.stderr[:5]) == (2, "C-002")
    assert tree(fresh) == before


@pytest.mark.parametrize("text", [*ODD, "x" * (LONGEST_NAME + 1)])
def test_an_odd_actor_is_refused_before_anything_is_done(fresh, tmp_path, text):
    before = tree(fresh)
    assert call(fresh, "run", "--actor", text).exit_code == 2
    assert tree(fresh) == before
    assert call(fresh, "demo", "--into", str(tmp_path / "demo"), "--actor", text).exit_code == 2
    assert call(fresh, "demo", "--into", str(tmp_path / "demo"), "--reason", "a\nb").exit_code == 2
    assert not (tmp_path / "demo").exists()


def test_the_longest_words_are_recorded(fresh):
    words = ("é" * LONGEST_NAME, "😀" * LONGEST_REASON, "第" * LONGEST_PERIOD)
    (fresh / "more.csv").write_text(MORE)
    named = ("--actor", words[0], "--reason", words[1], "--edition", words[2])
    result = call(fresh, "ingest", str(fresh / "more.csv"), "-s", "offices", *named)
    assert result.exit_code == 0, result.output
    event = only(call(fresh, "log", "--json", "--type", "batch-ingested"))["events"][0]
    assert (event["actor"], event["metadata"]["reason"], event["data"]["edition"]) == words


def test_words_are_recorded_in_one_spelling(fresh):
    apart = unicodedata.normalize("NFD", "août, première « livraison » d'été")
    (fresh / "more.csv").write_text(MORE)
    named = ("--reason", f"  {apart} ", "--edition", unicodedata.normalize("NFD", "août"))
    assert call(fresh, "ingest", str(fresh / "more.csv"), "-s", "offices", *named).exit_code == 0
    event = only(call(fresh, "log", "--json", "--type", "batch-ingested"))["events"][0]
    assert event["metadata"]["reason"] == unicodedata.normalize("NFC", apart)
    assert event["data"]["edition"] == unicodedata.normalize("NFC", "août")


def test_the_python_api_refuses_them_as_well(fresh):
    with pytest.raises(SettingWrong):
        Workspace.open(fresh, reason="a\nb")
    with pytest.raises(SettingWrong):
        Workspace.open(fresh).ingest([], "offices", period="")
