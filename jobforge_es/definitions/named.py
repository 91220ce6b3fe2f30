"""Names of tables, columns, sources, domains and rules."""

from __future__ import annotations

import re

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Findings
from jobforge_es.definitions.nodes import Mark
from ledger.names import is_name

LANGUAGE = re.compile(r"[a-z]{2}")
"""A language code (ISO 639-1)."""

RULE = "a name begins with a letter a-z and has at most 63 of a-z, 0-9 and _"


def check_name(name: str, kind: str, findings: Findings, mark: Mark, why: str | None = None) -> bool:
    """Note a name that breaks the rule, with one that keeps it."""
    if is_name(name):
        return True
    if name.startswith("_"):
        reason = "names that begin with _ belong to JobForge"
    else:
        reason = RULE if why is None else f"{RULE}; {why}"
    findings.add(mark, f"{quoted(name)} cannot name a {kind}", why=reason, mend=f"such as {suggested(name)}")
    return False


def suggested(name: str) -> str:
    """Give a name that keeps the rule and is like this one."""
    from projections.readers.naming import name_columns  # only a mistake needs it

    return name_columns([name[:300]])[0].name
