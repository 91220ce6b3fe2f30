"""Read ``sources/NAME.yaml``: where files come from and how they are read."""

from __future__ import annotations

from pathlib import PurePosixPath

from jobforge_es.definitions import arriving
from jobforge_es.definitions.amounts import share
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields, Findings
from jobforge_es.definitions.forms import FORMATS, FormReader, packing
from jobforge_es.definitions.marked import read
from jobforge_es.definitions.named import LANGUAGE, check_name
from jobforge_es.definitions.nodes import Map, Text
from ledger.definitions import Source
from projections.catalog.vocabulary.sources import SOURCE

ABOUT = (
    "title",
    "description",
    "publisher",
    "licence",
    "attribution",
    "program",
    "steward",
    "owner",
    "url",
    "frequency",
    "contact",
    "jurisdiction",
    "edition",
)
"""What is said about a source, for the catalog; a text, or one text per language."""

ROLES = SOURCE.properties["role"].words
"""What a source is for, data where it does not say: a reference is a list of codes, which others take theirs from."""

KEYS = (
    "name",
    "domain",
    "files",
    "format",
    "null_words",
    "quarantine_limit",
    "snapshot",
    *packing.KEYS,
    *arriving.KEYS,
    *ABOUT,
    "role",
)
"""Those of every source, whatever the format."""

DEFAULT_LIMIT = "0.05"
DEFAULT_DOMAIN = "main"


def read_source(path: str, raw: bytes) -> Source:
    """Compile a source.

    Args:
        path: of the file below the project; its stem is the name where the file gives none.
        raw: its bytes.

    Raises:
        DefinitionBroken: the file is unreadable, or has one mistake.
        DefinitionsBroken: it has several.
    """
    document = read(path, raw)
    findings = Findings(document)
    fields = Fields.of(document.root, findings)
    reader = _format(fields)
    fields.refuse_unknown((*KEYS, *reader.keys))
    files = _files(fields)
    source = Source(
        name=_name(fields, path),
        files=files,
        form=reader.read(fields),
        packing=packing.read(fields),
        null_words=fields.words("null_words") if "null_words" in fields else reader.null_words,
        quarantine_limit=limit_of(fields, "quarantine_limit"),
        domain=_domain(fields),
        snapshot=fields.flag("snapshot", default=False),
        about=_about(fields),
        **arriving.arriving(fields, files),
    )
    findings.finish()
    return source


def limit_of(fields: Fields, key: str) -> str | None:
    """Read a quarantine limit: a percentage, or ``none`` for no limit."""
    text = fields.text(key)
    if text is None:
        return DEFAULT_LIMIT
    if text == "none":
        return None
    try:
        return share(text)
    except ValueError:
        fields.wrong(
            key, f"{quoted(key)} is {quoted(text)}", f"write a percentage from 0% to 100%, such as {key}: 5%, or none"
        )
        return DEFAULT_LIMIT


def _format(fields: Fields) -> FormReader:
    text = fields.text("format")
    if "format" not in fields:
        fields.findings.add(fields.mark, "`format` is missing", mend=f"format: {next(iter(FORMATS))}")
    elif text is not None and text not in FORMATS:
        fields.wrong(
            "format",
            f"the format {quoted(text)} cannot be read",
            f"convert the files, and write format: {next(iter(FORMATS))}",
            why=f"formats that can be read: {', '.join(FORMATS)}",
        )
    return FORMATS.get(text or "", FORMATS["csv"])


def _name(fields: Fields, path: str) -> str:
    text = fields.text("name")
    stem = PurePosixPath(path).stem
    if text is None:
        check_name(
            stem, "source", fields.findings, fields.mark, "it is the name of the file; write another as `name: ...`"
        )
        return stem
    check_name(text, "source", fields.findings, fields.mark_of("name"))
    return text


def _domain(fields: Fields) -> str:
    text = fields.text("domain")
    if text is None:
        return DEFAULT_DOMAIN
    check_name(text, "domain", fields.findings, fields.mark_of("domain"), "a domain is a folder in the lake")
    return text


def _files(fields: Fields) -> tuple[str, ...]:
    patterns = fields.words("files")
    for pattern in patterns:
        if not pattern or any(c in pattern for c in "/\\\0") or pattern in (".", "..") or len(pattern) > 255:
            fields.wrong(
                "files",
                f"{quoted(pattern)} is no pattern of file names",
                'write names with * and ?, such as files: ["noc_*.csv"]',
                why="patterns are matched against the names of the files in the inbox, without folders",
            )
    return patterns


def _about(fields: Fields) -> dict[str, str]:
    """Gather what is said about the source; ``title: {en: ...}`` becomes ``title.en``."""
    about: dict[str, str] = {}
    for key in ABOUT:
        node = fields.node(key)
        if isinstance(node, Map):
            languages = Fields.of(node, fields.findings)
            for language in node.pairs:
                if not LANGUAGE.fullmatch(language):
                    at, mend = node.pairs[language].key, f"{key}: {{en: ..., fr: ...}}"
                    fields.findings.add(at, f"{quoted(language)} is no language", mend=mend)
                about[f"{key}.{language}"] = languages.text(language) or ""
        elif isinstance(node, Text) or node:
            about[key] = fields.text(key) or ""
    if "role" in fields:
        about["role"] = fields.choice("role", {word: word for word in ROLES}, ROLES[0])
    return about
