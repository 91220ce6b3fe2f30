from __future__ import annotations

import attrs
import pytest

from jobforge_es.definitions.scope import default_scope
from ledger.definitions import Column, Contract, Rule

OLD = Contract(
    table="silver.jobs",
    version="1",
    source="jobs",
    columns=(
        Column("code", "string", key=1),
        Column("wage", "decimal", precision=8, scale=2),
        Column("day", "date", format="yyyy-MM-dd"),
        Column("remote", "boolean", true_words=("Oui",), false_words=("Non",)),
    ),
    rules=(
        Rule("code.type", "type", ("code",)),
        Rule("code.required", "required", ("code",)),
        Rule("code.pattern", "pattern", ("code",), pattern="[0-9]+"),
        Rule("code.length", "length", ("code",), minimum="2", maximum="9"),
        Rule("wage.range", "range", ("wage",), minimum="9", maximum="100"),
        Rule("day.range", "range", ("day",), minimum="2020-01-01"),
        Rule("code.allowed", "allowed", ("code",), values=("a", "b")),
        Rule("wage_ok", "row", ("wage",), sql='"wage" > 0'),
        Rule("key", "key", ("code",)),
        Rule("code.reference", "reference", ("code",), reference="silver.noc", reference_columns=("code",)),
        Rule("wage.required", "required", ("wage",), severity="warning"),
    ),
)


def column(name: str, /, **changes) -> Contract:
    return attrs.evolve(OLD, columns=tuple(attrs.evolve(c, **changes) if c.name == name else c for c in OLD.columns))


def rule(rule_id: str, /, **changes) -> Contract:
    return attrs.evolve(OLD, rules=tuple(attrs.evolve(r, **changes) if r.id == rule_id else r for r in OLD.rules))


def added(*rules: Rule, columns: tuple[Column, ...] = ()) -> Contract:
    return attrs.evolve(OLD, rules=(*OLD.rules, *rules), columns=(*OLD.columns, *columns))


def without(name: str) -> Contract:
    kept = [c for c in OLD.columns if c.name != name]
    return attrs.evolve(OLD, columns=tuple(kept), rules=tuple(r for r in OLD.rules if name not in r.columns))


NEW = Column("note", "string")

FROM_NOW = {
    "nothing": OLD,
    "version, texts and tags": attrs.evolve(
        OLD, version="2", titles={"fr": "Emplois"}, descriptions={"en": "x"}, about={"a": "b"}
    ),
    "texts of a column": column("code", titles={"en": "Code"}, descriptions={"fr": "é"}),
    "domain": attrs.evolve(OLD, domain="demand"),
    "order of columns and rules": attrs.evolve(OLD, columns=OLD.columns[::-1], rules=OLD.rules[::-1]),
    "higher limit": attrs.evolve(OLD, quarantine_limit="0.5"),
    "no limit": attrs.evolve(OLD, quarantine_limit=None),
    "new column": added(Rule("note.type", "type", ("note",)), columns=(NEW,)),
    "new column with rules that nothing passes": added(
        Rule("note.pattern", "pattern", ("note",), pattern="a"),
        Rule("note.unique", "unique", ("note",)),
        columns=(NEW,),
    ),
    "more words": column("remote", true_words=("Oui", "O"), false_words=("N", "Non")),
    "dropped rule": attrs.evolve(OLD, rules=OLD.rules[:1]),
    "error becomes warning": rule("code.pattern", severity="warning"),
    "new warning": added(Rule("x", "row", ("wage",), "warning", sql="TRUE")),
    "changed warning": rule("wage.required", description="x"),
    "description of a rule": rule("code.pattern", description="Digits."),
    "longer": rule("code.length", maximum="10"),
    "shorter allowed": rule("code.length", minimum="1"),
    "no bound": rule("wage.range", maximum=None),
    "same bound, written otherwise": rule("wage.range", minimum="9.00"),
    "earlier": rule("day.range", minimum="2019-12-31"),
    "more values, in any order": rule("code.allowed", values=("c", "b", "a")),
}
REBUILD = {
    "other source": attrs.evolve(OLD, source="b"),
    "other table": attrs.evolve(OLD, table="silver.b"),
    "mode": attrs.evolve(OLD, mode="replace"),
    "conflicts": attrs.evolve(OLD, on_conflict="last"),
    "lower limit": attrs.evolve(OLD, quarantine_limit="0.01"),
    "type": column("wage", type="double"),
    "precision": column("wage", precision=10),
    "scale": column("wage", scale=1),
    "header": column("code", header="Code"),
    "format": column("day", format="dd/MM/yyyy"),
    "decimal mark": column("wage", decimal_mark=","),
    "thousands": column("wage", thousands=" "),
    "trim": column("code", trim=True),
    "null words": column("code", null_words=("NA",)),
    "fewer words": column("remote", true_words=()),
    "key dropped": column("code", key=None),
    "key added": column("wage", key=2),
    "column dropped": without("day"),
    "column renamed": column("day", name="posted"),
    "new required column": added(Rule("note.required", "required", ("note",)), columns=(NEW,)),
    "new condition on a new column": added(Rule("x", "row", ("note",), sql="note IS NOT NULL"), columns=(NEW,)),
    "new rule": added(Rule("wage.unique", "unique", ("wage",))),
    "new rule on an old and a new column": added(Rule("u", "unique", ("wage", "note")), columns=(NEW,)),
    "warning becomes error": rule("wage.required", severity="error"),
    "pattern": rule("code.pattern", pattern="[0-9]{4}"),
    "shorter": rule("code.length", maximum="8"),
    "longer needed": rule("code.length", minimum="3"),
    "higher": rule("wage.range", minimum="10"),
    "bound itself is outside": rule("wage.range", exclusive_minimum=True),
    "upper bound itself is outside": rule("wage.range", exclusive_maximum=True),
    "later": rule("day.range", minimum="2020-01-02"),
    "new upper bound": rule("day.range", maximum="2030-01-01"),
    "fewer values": rule("code.allowed", values=("a",)),
    "condition": rule("wage_ok", sql='"wage" > 1'),
    "other parent": rule("code.reference", reference="silver.b"),
    "other column of the parent": rule("code.reference", reference_columns=("b",)),
    "other kind under the same name": rule("wage_ok", kind="unique"),
}


@pytest.mark.parametrize("change", FROM_NOW)
def test_an_addition_or_a_loosening_holds_from_now(change):
    assert default_scope(OLD, FROM_NOW[change]) == "from_now"


@pytest.mark.parametrize("change", REBUILD)
def test_a_change_of_values_or_a_stricter_rule_rebuilds(change):
    assert default_scope(OLD, REBUILD[change]) == "rebuild"


@pytest.mark.parametrize(
    "change", ["longer", "no bound", "more values, in any order", "dropped rule", "higher limit", "no limit"]
)
def test_taking_a_loosening_back_rebuilds(change):
    assert default_scope(FROM_NOW[change], OLD) == "rebuild"


def test_a_change_of_texts_in_a_file_holds_from_now_and_of_a_type_rebuilds(compiled):
    old = compiled()
    assert default_scope(old, compiled(("One row per job.", "Une ligne par emploi."))) == "from_now"
    assert default_scope(old, compiled(("decimal(8,2)", "decimal(9,2)"))) == "rebuild"
