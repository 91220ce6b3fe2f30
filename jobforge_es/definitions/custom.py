"""The ``customProperties`` of a contract: ours begin with ``jobforge.``, all others are kept for the catalog.

On the contract or its table: source, mode, onConflict, orderBy, quarantineLimit, domain, scope, title.<language>,
description.<language>. On a column: header, trim, nullWords, trueWords, falseWords, decimalMark, thousands, personal,
severity.<kind of rule>, title.<language>, description.<language>. On a relationship: severity.
"""

from __future__ import annotations

from collections.abc import Collection

from jobforge_es.definitions.about import keep
from jobforge_es.definitions.broken import UnknownKey
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields, Findings
from jobforge_es.definitions.named import LANGUAGE
from jobforge_es.definitions.nearest import did_you_mean
from jobforge_es.definitions.nodes import Many, Map, Pair, Text

PREFIX = "jobforge."
LANGUAGES = ("jobforge.title.", "jobforge.description.")
TABLE_KEYS = frozenset(
    f"{PREFIX}{key}" for key in ("source", "mode", "onConflict", "orderBy", "quarantineLimit", "domain", "scope")
)
COLUMN_KEYS = frozenset(
    f"{PREFIX}{key}"
    for key in (
        "header",
        "trim",
        "nullWords",
        "trueWords",
        "falseWords",
        "decimalMark",
        "thousands",
        "personal",
        "codeList",
        "codeListEdition",
    )
)
RELATIONSHIP_KEYS = frozenset({"jobforge.severity"})
SEVERITIES = frozenset(
    f"{PREFIX}severity.{kind}" for kind in ("required", "pattern", "length", "range", "allowed", "unique", "reference")
)


def own_properties(fields: Fields, known: Collection[str], about: dict[str, str], prefix: str) -> dict[str, Pair]:
    """Give our properties by their whole names, and keep the others as ``<prefix>custom.<property>``.

    Notes unknown properties of ours and those that stand twice.
    """
    own: dict[str, Pair] = {}
    node = fields.node("customProperties")
    for item in node.items if isinstance(node, Many) else ():
        if not isinstance(item, Map):
            continue
        name, value = item.pairs["property"].node, item.pairs["value"].node
        if not isinstance(name, Text):
            continue
        if not name.text.startswith(PREFIX):
            _check_case(name, fields.findings, known)
            keep(about, f"{prefix}custom.{name.text}", value)
        elif name.text in own:
            fields.findings.add(name.mark, f"{quoted(name.text)} stands twice", mend="keep one of them")
        elif name.text not in known and not _is_translation(name.text):
            _unknown(name, fields.findings, known)
        else:
            own[name.text] = Pair(name.mark, value)
    return own


def translations(fields: Fields, own: Fields, standard: str, ours: str) -> dict[str, str]:
    """Give texts by language: the standard's key is English, ``jobforge.<ours>.<language>`` any language."""
    texts: dict[str, str] = {}
    english = fields.text(standard)
    if english is not None:
        texts["en"] = english
    prefix = f"{PREFIX}{ours}."
    for key in own.pairs:
        if key.startswith(prefix):
            language = key.removeprefix(prefix)
            if language in texts:
                own.wrong(key, f"{quoted(key)} and `{standard}` say the same", f"keep `{standard}`")
            text = own.text(key)
            if text is not None:
                texts[language] = text
    return dict(sorted(texts.items()))


def _is_translation(name: str) -> bool:
    return any(name.startswith(p) and LANGUAGE.fullmatch(name.removeprefix(p)) for p in LANGUAGES)


def _check_case(name: Text, findings: Findings, known: Collection[str]) -> None:
    if name.text.casefold().startswith(PREFIX):
        _unknown(name, findings, known)


def _unknown(name: Text, findings: Findings, known: Collection[str]) -> None:
    choices = sorted({*known, *(f"{prefix}fr" for prefix in LANGUAGES)})
    findings.add(
        name.mark,
        f"unknown property {quoted(name.text)}{did_you_mean(name.text, choices)}",
        why="properties that begin with jobforge. are acted on, and this one has no meaning here",
        mend=f"known here: {', '.join(choices)}",
        kind=UnknownKey,
    )
