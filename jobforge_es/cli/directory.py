"""Which commands there are, for whom, and where each one lies; read before any of them is loaded."""

from __future__ import annotations

from typing import Final

ENGINEER: Final = "Engineer"
STEWARD: Final = "Steward"
AUDITOR: Final = "Auditor"
AUDIENCES: Final = (ENGINEER, STEWARD, AUDITOR)


class Entry:
    """A command.

    Attributes:
        audience: who uses it.
        module: below ``jobforge_es.cli``.
        name: in that module.
        help: one line.
    """

    __slots__ = ("audience", "help", "module", "name")

    def __init__(self, audience: str, module: str, name: str, help: str) -> None:  # noqa: A002 - click's word
        self.audience = audience
        self.module = module
        self.name = name
        self.help = help


COMMANDS: Final = {
    "demo": Entry(ENGINEER, "demo", "demo", "The bundled sample, source to gold, and the story of one row."),
    "init": Entry(ENGINEER, "init", "init", "Scaffold a project."),
    "plan": Entry(ENGINEER, "run", "plan", "Tell what run would do; writes nothing."),
    "apply": Entry(ENGINEER, "apply", "apply", "Record changed sources, contracts and models."),
    "pull": Entry(ENGINEER, "pull", "pull", "Write what commands have said back into the files."),
    "fetch": Entry(ENGINEER, "fetch", "fetch", "Get files from the addresses that sources declare."),
    "ingest": Entry(ENGINEER, "ingest", "ingest", "Land files in staged."),
    "promote": Entry(ENGINEER, "promote", "promote", "Move what is due up."),
    "run": Entry(ENGINEER, "run", "run", "Apply, ingest the inbox, promote to gold."),
    "query": Entry(ENGINEER, "query", "query", "One SELECT over the layers, now or as they were."),
    "trace": Entry(ENGINEER, "trace", "trace", "Where rows came from, down to the record in the source file."),
    "explain-value": Entry(ENGINEER, "explain_value", "explain_value", "The rows behind one figure, adding up to it."),
    "why-not": Entry(ENGINEER, "why_not", "why_not", "Why a table has no such row, with the rows that show it."),
    "diff": Entry(ENGINEER, "diff", "diff", "What differs between two moments of a table, and what did it."),
    "lineage": Entry(ENGINEER, "lineage", "lineage", "What a table is made from, and what is made from it."),
    "export": Entry(ENGINEER, "export", "export", "Write the catalog for other programs."),
    "replay": Entry(ENGINEER, "replay", "replay", "Build everything derived again, and compare."),
    "gc": Entry(ENGINEER, "gc", "gc", "Compact, and remove derived files that nothing needs."),
    "doctor": Entry(ENGINEER, "doctor", "doctor", "What could go wrong on this machine."),
    "completion": Entry(ENGINEER, "completion", "completion", "Print the completion script of a shell."),
    "status": Entry(STEWARD, "status", "status", "What there is, what is due, what needs a person."),
    "inbox": Entry(STEWARD, "inbox", "inbox", "What asks for somebody, and the command that deals with it."),
    "quarantine": Entry(STEWARD, "quarantine", "quarantine", "Rows set aside, and the rules they broke."),
    "correct": Entry(STEWARD, "correct", "correct", "Mend a value that was accepted and is wrong."),
    "review": Entry(STEWARD, "review", "review", "Agree, as a second person, to what somebody proposed."),
    "withdraw": Entry(STEWARD, "withdraw", "withdraw", "Take a batch out of effect; its history stays."),
    "reinstate": Entry(STEWARD, "withdraw", "reinstate", "Bring a withdrawn batch back."),
    "catalog": Entry(STEWARD, "catalog", "catalog", "Tables and columns, in English and French."),
    "source": Entry(STEWARD, "source", "source", "Sources: propose one for a file, how they are read."),
    "contract": Entry(STEWARD, "contract", "contract", "Draft what a table promises, from what was landed."),
    "question": Entry(STEWARD, "question", "question", "Business questions, their answers, and who uses them."),
    "glossary": Entry(STEWARD, "glossary", "glossary", "Terms, what they mean, and who agreed to it."),
    "people": Entry(STEWARD, "people", "people", "Who there is, and who answers for what, when."),
    "explain": Entry(STEWARD, "explain", "explain", "What an error code means."),
    "log": Entry(AUDITOR, "log", "log", "What was recorded, in order."),
    "controls": Entry(AUDITOR, "controls", "controls", "Statements of good practice, computed; what people vouch for."),
    "audit": Entry(AUDITOR, "audit", "audit", "Named questions and read-only SQL over the ledger."),
    "verify": Entry(AUDITOR, "verify", "verify", "Recompute the ledger, the vault and the layer files."),
}
