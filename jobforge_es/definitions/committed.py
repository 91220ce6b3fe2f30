"""Which commit of git last changed a definition file: who wrote it, and why.

Git is asked by three commands that read objects and never the working tree, so that neither hooks nor filters, nor any
other program that a repository names, is run. What is not known is no error.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import attrs

LONGEST_WAIT: Final = 20
"""Seconds for one question; a repository that takes longer is not asked on."""
SAFE: Final = {
    "GIT_ALLOW_PROTOCOL": "none",  # an object that is not there is not fetched
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
AUTHOR: Final = re.compile(rb"author (?P<name>[^<\n]*)<(?P<email>[^>\n]*)> ")
OBJECT: Final = re.compile(rb"(?P<mode>[0-7]+) blob (?P<id>[0-9a-f]+)\t(?P<path>.*)", re.DOTALL)

LINK: Final = b"120000"


@attrs.frozen
class Commit:
    """A commit that changed a file.

    Attributes:
        id: its hash, in hexadecimal.
        name, email: of its author; either may be empty.
        subject: the first paragraph of its message, as one line.
    """

    id: str
    name: str
    email: str
    subject: str


def commits_of(root: Path, files: Mapping[str, bytes | None]) -> dict[str, Commit]:
    """Give the commit that last changed each file, where the file is as it stands in HEAD.

    Args:
        root: of the project, in a repository or not.
        files: bytes by path below the project; None for a file that is gone.

    Returns:
        By path; without files that are not tracked or have changed since, and empty without git or a repository.
    """
    git = shutil.which("git")
    if git is None or not files:
        return {}
    repository = _Repository(git, root)
    tracked = repository.tracked(files)
    if tracked is None:
        return {}
    same = [path for path, raw in files.items() if _is_same(raw, tracked.get(path))]
    ids = {path: found for path in same if (found := repository.last_change(path))}
    commits = {each: repository.commit(each) for each in dict.fromkeys(ids.values())}
    return {path: commit for path, each in ids.items() if (commit := commits[each]) is not None}


def _is_same(raw: bytes | None, object_id: str | None) -> bool:
    """Tell whether a file has the bytes of an object; a file that is gone is the same where there is no object."""
    if raw is None or object_id is None:
        return raw is None and object_id is None
    make = hashlib.sha1 if len(object_id) == 40 else hashlib.sha256
    return make(b"blob %d\0%b" % (len(raw), raw)).hexdigest() == object_id


@attrs.frozen
class _Repository:
    git: str
    root: Path

    def tracked(self, paths: Iterable[str]) -> dict[str, str] | None:
        """Give the objects in HEAD by path; None where there is no repository or no commit."""
        found = self._ask("ls-tree", "-z", "HEAD", "--", *paths)
        if found is None:
            return None
        entries = (OBJECT.fullmatch(each) for each in found.split(b"\0"))
        return {
            os.fsdecode(each["path"]): each["id"].decode() for each in entries if each and each["mode"] != b"120000"
        }

    def last_change(self, path: str) -> str:
        """Give the commit that last changed a path; empty where none did."""
        return (self._ask("rev-list", "-1", "HEAD", "--", path) or b"").decode().strip()

    def commit(self, object_id: str) -> Commit | None:
        """Read a commit; None where it cannot be read."""
        raw = self._ask("cat-file", "commit", object_id)
        head, _, message = (raw or b"").partition(b"\n\n")
        author = next(filter(None, map(AUTHOR.match, head.split(b"\n"))), None)
        if author is None:
            return None
        name, email = (author[part].decode("utf-8", "replace").strip() for part in ("name", "email"))
        first = message.strip(b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
        return Commit(object_id, name, email, " ".join(first.split()))

    def _ask(self, *words: str) -> bytes | None:
        """Run git; None where it fails, for whatever reason."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = [self.git, "--no-pager", *words]
        try:
            done = subprocess.run(  # noqa: S603 - a program found by name, words that no shell reads
                command, cwd=self.root, env=kept | SAFE, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=LONGEST_WAIT, check=True,
            )  # fmt: skip
        except (OSError, ValueError, subprocess.SubprocessError):
            return None
        return done.stdout
