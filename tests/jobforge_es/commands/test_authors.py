"""Apply takes who wrote a definition, and why, from git, and lets no repository run anything."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from jobforge_es.commands.deciding.errors import SamePerson
from jobforge_es.definitions.committed import commits_of
from jobforge_es.workspace import Workspace

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

WHO = {
    "GIT_AUTHOR_NAME": "A. Roy",
    "GIT_AUTHOR_EMAIL": "a.roy@example.org",
    "GIT_COMMITTER_NAME": "bot",
    "GIT_COMMITTER_EMAIL": "bot@example.org",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(root, *words, **more):
    done = subprocess.run(
        ["git", *words], cwd=root, env=os.environ | WHO | more, capture_output=True, check=True, text=True
    )  # fmt: skip
    return done.stdout.strip()


def commit(root, message="Say what a unit is", **more):
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty-message", "-m", message, **more)
    return git(root, "rev-parse", "HEAD")


def words(label):
    return f"terms: {{unit: {{label: {{en: {label}}}}}}}\n"


@pytest.fixture
def root(tmp_path):
    """A project below the root of a repository."""
    git(tmp_path, "init", "-q")
    project = tmp_path / "sub dir" / "p"
    (project / "glossary").mkdir(parents=True)
    (project / "jobforge.toml").write_text('actor = "lee"\n[project]\nname = "p"\n')
    (project / ".gitignore").write_text("lake/\n")
    (project / "glossary/terms.yaml").write_text(words("Unit"))
    return project


def applied(root, **options):
    """Apply, and give actor, how sure that is, and reason of each event, by its path."""
    workspace = Workspace.open(root, **options)
    before = max((event.position for event in workspace.log()), default=0)
    workspace.apply()
    new = [event for event in workspace.log() if event.position > before]
    return {event.data.path: (event.actor, event.metadata.actor_known, event.metadata.reason) for event in new}


def test_the_author_and_the_message_of_the_last_commit_are_recorded_with_who_applied_it(root):
    first = commit(root, "Say what a unit is\n\nIt was asked for.")
    (root / "other.txt").write_text("x")
    commit(root, "Something else", GIT_AUTHOR_EMAIL="b@example.org")
    reason = f"Say what a unit is (commit {first[:12]}, recorded by lee)"
    assert applied(root) == {"glossary/terms.yaml": ("a.roy@example.org", "git", reason)}
    (row,) = Workspace.open(root).history("term:unit")
    assert (row.actor, row.reason) == ("a.roy@example.org", reason)


def test_a_file_that_is_not_as_in_head_or_not_tracked_is_said_by_who_applies_it(root):
    commit(root)
    (root / "glossary/terms.yaml").write_text(words("Group"))
    (root / "glossary/more.yaml").write_text("terms: {more: {label: {en: More}}}\n")
    lee = ("lee", "configured", None)
    assert applied(root) == {"glossary/terms.yaml": lee, "glossary/more.yaml": lee}
    git(root, "add", "-A")
    (root / "glossary/terms.yaml").write_text(words("Unit"))
    found = applied(root)
    assert found["glossary/terms.yaml"][:2] == ("a.roy@example.org", "git")


@pytest.mark.parametrize("options", [{"actor": "kim"}, {"reason": "by hand"}])
def test_who_types_a_name_or_a_reason_speaks_for_themselves(root, options):
    commit(root)
    (found,) = applied(root, **options).values()
    assert found == (
        options.get("actor", "lee"),
        "typed" if "actor" in options else "configured",
        options.get("reason"),
    )


def test_a_file_that_a_commit_took_away_is_retired_by_its_author(root):
    commit(root)
    applied(root)
    (root / "glossary/terms.yaml").unlink()
    gone = commit(root, "No units any more")
    assert applied(root) == {
        "glossary/terms.yaml": ("a.roy@example.org", "git", f"No units any more (commit {gone[:12]}, recorded by lee)")
    }


def test_an_author_without_a_name_is_nobody_and_one_without_an_address_goes_by_the_name(root):
    one = commit(root, "x", GIT_AUTHOR_EMAIL="")
    assert applied(root)["glossary/terms.yaml"][0] == "A. Roy"
    assert commits_of(root, {"glossary/terms.yaml": words("Unit").encode()})["glossary/terms.yaml"].id == one


def test_hostile_words_of_a_commit_are_recorded_as_what_they_are(root):
    raw = git(root, "rev-parse", "--git-dir")
    commit(root)
    tree = git(root, "rev-parse", "HEAD^{tree}")
    text = f"tree {tree}\nauthor \x1b[31mEve\x07 <\u202eeve\x00> 1 +0000\ncommitter x <x> 1 +0000\n\n".encode().replace(
        b"\0", b"\x01"
    )
    text += b"\x1b[2J" + b"\xff" + "é\u2028".encode() + b"x" * 9_000 + b"\n"
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=root, input=text, capture_output=True, check=True,
    )  # fmt: skip
    git(root, "update-ref", "HEAD", done.stdout.decode().strip())
    assert raw
    ((actor, known, reason),) = applied(root).values()
    assert known == "git"
    assert actor.isprintable()
    assert reason.isprintable()
    assert len(reason) <= 2_000
    assert reason.endswith("recorded by lee)")


NAMES = ["-n.yaml", ":(glob)x.yaml", ":!x.yaml", "a b.yaml", "é.yaml", 'q"u.yaml', "$(touch OWNED).yaml", "[a]*.yaml"]


def test_names_of_files_are_only_names(root):
    (root / "glossary/terms.yaml").unlink()
    for number, name in enumerate(NAMES):
        (root / "glossary" / name).write_text(f"terms: {{t{number}: {{label: {{en: x}}}}}}\n")
    commit(root)
    found = applied(root)
    assert {path: known for path, (_, known, _) in found.items()} == {f"glossary/{name}": "git" for name in NAMES}
    assert not [*root.rglob("OWNED")]


def test_a_name_that_looks_like_a_pattern_has_the_author_of_that_file_alone(root):
    (root / "glossary/terms.yaml").rename(root / "glossary/[a]*.yaml")
    first = commit(root)
    (root / "glossary/abc.yaml").write_text("terms: {b: {label: {en: B}}}\n")
    commit(root, "Another", GIT_AUTHOR_EMAIL="b@example.org")
    actor, _, reason = applied(root)["glossary/[a]*.yaml"]
    assert (actor, first[:12] in reason) == ("a.roy@example.org", True)


def test_nothing_that_a_repository_names_is_run(root):
    commit(root)
    top = root.parents[1]
    trap = f"touch {top / 'RUN'}; cat"
    for name in ("core.fsmonitor", "core.sshCommand", "core.pager", "gpg.program", "diff.external", "filter.x.clean",
                 "filter.x.smudge", "filter.x.process", "diff.x.textconv", "diff.x.command", "alias.log", "alias.ls-tree",
                 "alias.rev-list", "core.editor", "credential.helper", "core.alternateRefsCommand"):  # fmt: skip
        git(top, "config", name, trap)
    git(top, "config", "log.showSignature", "true")
    git(top, "config", "core.hooksPath", str(top / "hooks"))
    (top / ".git/info/attributes").write_text("*.yaml filter=x diff=x\n")
    for place in (top / "hooks", top / ".git/hooks"):
        place.mkdir(exist_ok=True)
        for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
            (place / hook).write_text(f"#!/bin/sh\n{trap}\n")
            (place / hook).chmod(0o755)
    assert applied(root)["glossary/terms.yaml"][1] == "git"
    assert not (top / "RUN").exists()


def test_a_missing_object_is_not_fetched_from_anywhere(root):
    top = root.parents[1]
    commit(root)
    git(top, "config", "remote.evil.url", f"ext::sh -c touch% {top / 'RUN'}")
    git(top, "config", "remote.evil.promisor", "true")
    git(top, "config", "extensions.partialClone", "evil")
    git(top, "config", "core.repositoryFormatVersion", "1")
    git(top, "config", "protocol.ext.allow", "always")
    tree = git(top, "rev-parse", "HEAD^{tree}")
    (top / ".git/objects" / tree[:2] / tree[2:]).unlink()
    assert applied(root) == {"glossary/terms.yaml": ("lee", "configured", None)}
    assert not (top / "RUN").exists()


def test_the_environment_of_another_repository_leads_nowhere(root, tmp_path_factory, monkeypatch):
    commit(root)
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert applied(root)["glossary/terms.yaml"][1] == "git"


@pytest.mark.parametrize("how", ["no git", "no repository", "no commit", "a broken repository", "a link"])
def test_where_git_knows_nothing_it_is_who_applies_it(root, monkeypatch, how):
    top = root.parents[1]
    if how == "no git":
        commit(root)
        monkeypatch.setenv("PATH", str(root))
    elif how == "no repository":
        shutil.rmtree(top / ".git")
    elif how == "a broken repository":
        commit(root)
        (top / ".git/HEAD").write_text("nonsense")
    elif how == "a link":
        (root / "real.txt").write_text(words("Unit"))
        (root / "glossary/terms.yaml").unlink()
        (root / "glossary/terms.yaml").symlink_to("../real.txt")
        commit(root)
    assert applied(root) == {"glossary/terms.yaml": ("lee", "configured", None)}


def test_the_author_of_a_commit_cannot_agree_to_it_under_any_name_of_theirs(root):
    (root / "glossary/terms.yaml").write_text(
        "terms: {unit: {label: {en: Unit, fr: Groupe}, definition: {en: A group., fr: Un groupe.}}}\n"
        "people: {roy: {name: {en: A. Roy, fr: A. Roy}, email: a.roy@example.org}}\n"
    )
    commit(root)
    applied(root)
    Workspace.open(root, actor="kim").submit_terms(["unit"])
    with pytest.raises(SamePerson) as caught:
        Workspace.open(root, actor="roy", reason="fine").review("term:unit", "approved")
    assert caught.value.code == "Q-006"
    Workspace.open(root, actor="lee", reason="fine").review("term:unit", "approved")


def test_who_wrote_a_model_in_git_does_not_agree_to_it_whoever_applied_it(root):
    (root / "jobforge.toml").write_text((root / "jobforge.toml").read_text() + '[review]\nsecond_person = ["model"]\n')
    (root / "sources").mkdir()
    (root / "sources/a.yaml").write_text("files: ['a*.csv']\nformat: csv\nencoding: utf-8\n")
    (root / "inbox").mkdir()
    (root / "inbox/a.csv").write_text("x\n1\n")
    (root / "models/silver").mkdir(parents=True)
    (root / "models/silver/b.sql").write_text("-- reads: staged\nSELECT x FROM staged.a\n")
    commit(root)
    Workspace.open(root).run()
    (waiting,) = Workspace.open(root).reviews().reviews
    assert (waiting.subject, waiting.author) == ("silver.b", "a.roy@example.org")
    with pytest.raises(SamePerson):
        Workspace.open(root, actor="a.roy@example.org").review("silver.b", "approved")
    Workspace.open(root, actor="lee").review("silver.b", "approved")
