"""Read what a source says about how its files arrive: names, deliveries, columns that change, addresses."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Any, Final, get_args
from urllib.parse import urlsplit

import attrs

from jobforge_es.definitions.amounts import size
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.name_patterns import EXAMPLE, FACTS, PatternWrong, name_pattern
from jobforge_es.definitions.nested import is_empty, part_of, seconds_in
from jobforge_es.definitions.nodes import Text
from jobforge_es.definitions.patience import PatienceWrong, rule_of
from jobforge_es.definitions.periods import FISCAL_YEAR, NotAPeriod, day_of
from jobforge_es.definitions.tries import retries
from jobforge_es.definitions.urls import UrlWrong, file_of
from ledger.definitions.arrival import DeliveryRule, Drift, Fact, Remote

KEYS: Final = ("name_pattern", "requires", "wanted", "fiscal_year_begins", "delivery", "drift", "remote", "retries")
DELIVERY: Final = ("by", "expects", "count", "manifest", "complete_by")
REMOTE: Final = ("url", "urls", "every", "checksum", "max_bytes", "timeout")
NULL: Final = "missing"
CHECKSUM: Final = re.compile(r"sha256:[0-9a-f]{64}")


def arriving(fields: Fields, files: tuple[str, ...]) -> dict[str, Any]:
    """Compile the keys of ``KEYS``, by the names of the fields of a source; note what is wrong.

    Args:
        fields: of the source.
        files: patterns of the names of its files.
    """
    pattern = _pattern(fields, "name_pattern")
    return {
        "name_pattern": pattern,
        "requires": _facts(fields, "requires"),
        "wanted": _facts(fields, "wanted"),
        "fiscal_year_begins": _fiscal_year(fields),
        "delivery": _delivery(fields, pattern),
        "drift": _drift(fields),
        "remote": _remote(fields, files),
        "retries": retries(fields),
    }


def _pattern(fields: Fields, key: str) -> str | None:
    text = fields.text(key)
    if text is None:
        return None
    try:
        return name_pattern(text).text
    except PatternWrong as error:
        fields.wrong(key, f"{quoted(key)} is {quoted(text)}", EXAMPLE, why=str(error))
        return None


def _facts(fields: Fields, key: str) -> tuple[Fact, ...]:
    if is_empty(fields, key):
        return ()
    found = fields.words(key)
    for word in found:
        if word not in FACTS:
            fields.wrong(key, f"{quoted(word)} is nothing that can be known of a file", f"{key}: [{', '.join(FACTS)}]")
    return tuple(fact for fact in FACTS if fact in found)


def _fiscal_year(fields: Fields) -> str:
    text = fields.text("fiscal_year_begins")
    if text is None:
        return FISCAL_YEAR
    try:
        day_of(f"2025-{text}")  # no leap year: every fiscal year has its first day
    except NotAPeriod:
        what = f"`fiscal_year_begins` is {quoted(text)}"
        fields.wrong("fiscal_year_begins", what, 'fiscal_year_begins: "04-01"   month and day')
        return FISCAL_YEAR
    return text


def _delivery(fields: Fields, pattern: str | None) -> DeliveryRule | None:
    part = part_of(fields, "delivery", DELIVERY)
    if part is None:
        return None
    by = part.choice("by", {word: word for word in (*FACTS, "name_pattern")}, "period")
    if by == "name_pattern" and pattern is None:
        part.wrong("by", "a delivery by `name_pattern` needs a `name_pattern` of the source", EXAMPLE)
    manifest = _manifest(part, by, pattern)
    told = [key for key in ("expects", "count", "manifest") if key in part]
    if len(told) != 1:
        what = f"a delivery is told by {' and '.join(told)}" if told else "nothing tells when a delivery is complete"
        mend = 'expects: ["jobs_*.csv", "areas_*.csv"], or count: 3, or manifest: "jobs_{period:yyyy-MM}.txt"'
        fields.findings.add(part.mark, what, mend=mend, why="exactly one of expects, count and manifest says it")
    count = part.whole("count", 1, 1, 100_000) if "count" in part else None
    return DeliveryRule(by, part.words("expects"), count, manifest, _complete_by(part))  # type: ignore[arg-type] # one of the words


def _manifest(part: Fields, by: str, pattern: str | None) -> str | None:
    text = _pattern(part, "manifest")
    if text is not None:
        wanted = {by} if by != "name_pattern" else set(name_pattern(pattern).facts if pattern else ())
        if lacking := wanted - set(name_pattern(text).facts):
            part.wrong("manifest", f"the name of a list does not tell its {' and '.join(sorted(lacking))}", EXAMPLE)
    return text


def _complete_by(part: Fields) -> str | None:
    text = part.text("complete_by")
    if text is None:
        return None
    try:
        rule_of(text)
    except PatienceWrong as error:
        part.wrong("complete_by", f"`complete_by` is {quoted(text)}", "complete_by: 10d", why=str(error))
        return None
    return text


def _drift(fields: Fields) -> Drift:
    part = part_of(fields, "drift", tuple(field.name for field in attrs.fields(Drift)))
    if part is None:
        return Drift()
    hints = {field.name: get_args(kind) for field, kind in _policies()}
    usual = attrs.asdict(Drift())
    found = {key: part.choice(key, {w: w for w in words}, usual[key]) for key, words in hints.items() if key != NULL}
    return Drift(**found, **{NULL: _missing(part, {w: w for w in hints[NULL]})})


def _missing(part: Fields, words: dict[str, str]) -> Any:
    """Read what is done with a missing column; ``null`` is a word here, though YAML takes it for no value."""
    node = part.node(NULL)
    if isinstance(node, Text) and node.plain and node.text == "null":
        return "null"
    return part.choice(NULL, words, Drift().missing)


def _policies() -> list[tuple[attrs.Attribute[Any], Any]]:
    resolved = attrs.resolve_types(Drift)
    return [(field, field.type) for field in attrs.fields(resolved)]


def _remote(fields: Fields, files: tuple[str, ...]) -> Remote | None:
    part = part_of(fields, "remote", REMOTE)
    if part is None:
        return None
    urls = part.words("urls") or tuple(filter(None, [part.text("url")]))
    if not urls or ("url" in part and "urls" in part):
        fields.findings.add(part.mark, "`remote` has no address, or two kinds", mend="url: https://..., or urls: [...]")
    for url in urls:
        _check_url(part, url, files)
    if len({_name(url) for url in urls}) < len(urls):
        part.wrong("urls", "two addresses name the same file", "give each file a name of its own")
    checksum = part.text("checksum")
    if checksum is not None and (not CHECKSUM.fullmatch(checksum) or len(urls) > 1):
        part.wrong("checksum", f"`checksum` is {quoted(checksum)}", "checksum: sha256:..., for a single url")
    usual = Remote(())
    return Remote(
        urls=urls,
        every=seconds_in(part, "every", usual.every),
        checksum=None if checksum is None else checksum.removeprefix("sha256:"),
        max_bytes=_size(part, "max_bytes", usual.max_bytes),
        timeout=seconds_in(part, "timeout", usual.timeout, least=1),
    )


def _check_url(part: Fields, url: str, files: tuple[str, ...]) -> None:
    key = "urls" if "urls" in part else "url"
    try:
        name = file_of(url)
    except UrlWrong as error:
        secret = urlsplit(url).username is not None if "://" in url else False
        part.wrong(key, f"{'an address' if secret else quoted(url)} cannot be fetched", "https://...", why=str(error))
        return
    if not any(fnmatchcase(name, pattern) for pattern in files):
        part.wrong(
            key,
            f"no pattern in `files` matches {quoted(name)}",
            f'files: ["{name}"]',
            why="what is fetched goes to the inbox under this name, and is then found by it",
        )


def _name(url: str) -> str:
    try:
        return file_of(url)
    except UrlWrong:
        return url


def _size(part: Fields, key: str, usual: int) -> int:
    text = part.text(key)
    try:
        return usual if text is None else max(1, size(text))
    except ValueError:
        part.wrong(key, f"{quoted(key)} is {quoted(text or '')}, not a size", f"{key}: 10 GiB")
        return usual
