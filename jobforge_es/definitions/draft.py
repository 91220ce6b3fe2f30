"""A contract while it is compiled."""

from __future__ import annotations

import attrs

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Findings
from jobforge_es.definitions.nodes import Mark
from ledger.definitions import Column, Rule
from ledger.definitions.contract import Severity

SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning"}
"""The words for what happens to a row that breaks a rule: it is set aside, or counted."""

NOT_CHECKED = "not_checked"
"""Key in ``about`` of the promises that are recorded and not checked, one a line."""


@attrs.define
class Draft:
    """What is known of a contract so far.

    Attributes:
        findings: takes the mistakes.
        table: the table that promises; empty where the file does not say.
        fed: whether a source feeds the table, so that text has to be read.
        columns: by name, in the order of the file.
        marks: where each column is named.
        rules: by id.
        about: metadata for the catalog.
        not_checked: promises that the contract makes and nothing here checks.
    """

    findings: Findings
    table: str
    fed: bool
    columns: dict[str, Column] = attrs.field(factory=dict)
    marks: dict[str, Mark] = attrs.field(factory=dict)
    rules: dict[str, Rule] = attrs.field(factory=dict)
    about: dict[str, str] = attrs.field(factory=dict)
    not_checked: list[str] = attrs.field(factory=list)

    def add(self, rule: Rule, mark: Mark) -> None:
        """Add a rule; one id means one rule."""
        if rule.id in self.rules:
            self.findings.add(
                mark,
                f"the rule {quoted(rule.id)} is said twice",
                why="each rule of a contract has an id of its own, so that a broken one can be named",
                mend="keep one of them, or give the other another name",
            )
            return
        self.rules[rule.id] = rule

    def leave_unchecked(self, promise: str) -> None:
        """Record a promise that nothing here checks, so that it is not dropped in silence."""
        if promise not in self.not_checked:
            self.not_checked.append(promise)

    def told(self) -> dict[str, str]:
        """Give the metadata, with what is not checked."""
        if not self.not_checked:
            return dict(self.about)
        return {**self.about, NOT_CHECKED: "\n".join(self.not_checked)}
