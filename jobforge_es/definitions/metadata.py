"""Read what a file of ``catalog/``, ``glossary/`` or ``questions/`` says.

Its keys are sections (``terms``, ``tables``, ``sources``, ``questions``, ``consumers``, ``people``), each a mapping of
subjects to their properties; ``columns`` stands inside a table, and ``assignments`` is a list.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields, Findings, words_of
from jobforge_es.definitions.marked import read
from jobforge_es.definitions.nodes import Many, Map, Mark, Node, Text
from ledger.definitions import Statement, Statements
from projections.catalog.vocabulary import KINDS, LANGUAGES, Kind, Property
from projections.catalog.vocabulary.people import assignment_key
from projections.catalog.vocabulary.values import wrong_subject, wrong_value

SECTIONS = {kind.section: kind for kind in KINDS.values() if kind.name not in ("column", "assignment")}
COLUMNS, ASSIGNMENTS = KINDS["column"], KINDS["assignment"]


def read_statements(path: str, raw: bytes) -> Statements:
    """Read a file of the catalog.

    Args:
        path: of the file below the project.
        raw: its bytes.

    Raises:
        DefinitionBroken: the file is unreadable, or has one mistake.
        DefinitionsBroken: it has several.
    """
    document = read(path, raw)
    findings = Findings(document)
    fields = Fields.of(document.root, findings)
    fields.refuse_unknown((*SECTIONS, ASSIGNMENTS.section))
    reader = _Reader(findings)
    for name, kind in SECTIONS.items():
        reader.section(fields, name, kind)
    reader.assignments(fields)
    findings.finish()
    return Statements(tuple(sorted(reader.found.values(), key=lambda each: (*each.key[:3], each.language or ""))))


@attrs.define
class _Reader:
    """Gathers statements; the first of two with one key counts, and the second is a mistake."""

    findings: Findings
    found: dict[tuple[str, str, str, str | None], Statement] = attrs.field(factory=dict)

    def section(self, fields: Fields, name: str, kind: Kind, prefix: str = "") -> None:
        """Read the subjects of a mapping; ``prefix`` goes before each of its keys."""
        node = fields.node(name)
        if node is None:
            return
        if not isinstance(node, Map):
            fields.wrong(name, f"{quoted(name)} is no mapping", "write each subject with its properties below it")
            return
        for key, pair in node.pairs.items():
            subject = f"{prefix}{key}"
            wrong = wrong_subject(kind, subject)
            if wrong:
                self.findings.add(pair.key, f"{quoted(subject)} names no {kind.en}", why=wrong)
            elif not isinstance(pair.node, Map):
                self.findings.add(pair.key, f"{quoted(subject)} has no properties", mend="write them below it")
            else:
                self.subject(kind, subject, pair.node)

    def subject(self, kind: Kind, subject: str, node: Map) -> None:
        fields = Fields.of(node, self.findings)
        known = [*kind.properties, *([COLUMNS.section] if kind.name == "table" else [])]
        fields.refuse_unknown(known, f" of a {kind.en}")
        for name, what in kind.properties.items():
            if name in fields:
                self.property(kind, subject, what, fields)
        if kind.name == "table":
            self.section(fields, COLUMNS.section, COLUMNS, f"{subject}.")

    def assignments(self, fields: Fields) -> None:
        node = fields.node(ASSIGNMENTS.section)
        if node is None:
            return
        for item in node.items if isinstance(node, Many) else (node,):
            if not isinstance(item, Map):
                self.findings.add(item.mark, "an assignment is a mapping", mend=EXAMPLE)
                continue
            own = Fields.of(item, self.findings)
            role, subject = own.text("role"), own.text("for")
            if role is None or subject is None:
                self.findings.add(item.mark, "an assignment says `role` and `for`", mend=EXAMPLE)
                continue
            key = assignment_key(role, subject, own.text("party") or "", own.text("from"))
            self.subject(ASSIGNMENTS, key, item)

    def property(self, kind: Kind, subject: str, what: Property, fields: Fields) -> None:
        node = fields.node(what.name)
        assert node is not None, "asked only where it stands"  # noqa: S101 - tells the type checker
        if not what.bilingual:
            self.say(kind, subject, what, None, node)
        elif not isinstance(node, Map):
            mend = f"{what.name}: {{en: ..., fr: ...}}"
            fields.wrong(what.name, f"{quoted(what.name)} does not say in which language", mend)
        else:
            by_language = Fields.of(node, self.findings)
            by_language.refuse_unknown(LANGUAGES)
            for language in LANGUAGES:
                if language in by_language:
                    self.say(kind, subject, what, language, by_language.pairs[language].node)

    def say(self, kind: Kind, subject: str, what: Property, language: str | None, node: Node) -> None:
        values = tuple(self.values(what, node))
        statement = Statement(kind.name, subject, what.name, language, values)
        if statement.key in self.found:
            self.findings.add(node.mark, f"{quoted(what.name)} of {quoted(subject)} is said twice", mend="keep one")
        elif values:
            self.found[statement.key] = statement

    def values(self, what: Property, node: Node) -> Iterator[str]:
        if what.many and isinstance(node, Many):
            texts = words_of(node, what.name, self.findings)
        elif isinstance(node, Text) and node.value is not None:
            texts = (node.text,)
        else:
            is_not, mend = ("a list of texts", "[...]") if what.many else ("one value", "...")
            self.findings.add(node.mark, f"{quoted(what.name)} is not {is_not}", mend=f"{what.name}: {mend}")
            return
        for text in texts:
            self.check(what, text, node.mark)
            yield text

    def check(self, what: Property, text: str, mark: Mark) -> None:
        wrong = wrong_value(what, text)
        if wrong:
            self.findings.add(mark, f"{quoted(what.name)} cannot be {quoted(text[:80])}", why=wrong)


EXAMPLE = "- {role: steward, for: 'table:gold.dim_region', party: name@example.org, from: 2026-01-01}"
