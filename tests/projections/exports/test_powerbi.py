from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.exports.powerbi import project
from projections.exports.powerbi.names import LONGEST, names
from projections.exports.powerbi.tmdl import Node, in_line, quoted, written
from projections.exports.powerbi.types import data_type
from projections.exports.read_back import Unreadable
from projections.exports.read_back.tmdl import read, text_of
from projections.exports.tables import TableTold

LINE = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30)


def table(name, columns, said=None, of_columns=None):
    row = DatasetRow(name, name.partition(".")[0], "model", "", "", "", "", "1.0.0", False, 1)
    rows = tuple(
        ColumnRow(name, at, each, kind, "", key, "", "", "", "") for at, (each, kind, key) in enumerate(columns)
    )
    told = {each.name: (of_columns or {}).get(each.name, {}) for each in rows}
    return TableTold(row, rows, said or {}, told)


DIM = table(
    "gold.dim_noc",
    [("code", "varchar", True), ("title", "varchar", False)],
    {
        ("powerbi.name", None): ("Pay's groups: all",),
        ("description", "en"): ("One row per group.\n\nOf 2021.",),
        ("description", "fr"): ("Une ligne par groupe.",),
    },
    {"title": {("title", "fr"): ('"Titre"',), ("powerbi.sort_by", None): ("code",)}},
)
FACT = table(
    "gold.fact_pay",
    [("noc", "varchar", False), ("also", "varchar", False), ("pay", "decimal(18,6)", False), ("day", "time", False)],
    {
        ("powerbi.relationships", None): (
            "noc -> gold.dim_noc.code",
            "also -> gold.dim_noc.code",
            "noc -> gold.dim_x.code",
        )
    },
    {"pay": {("powerbi.summarize_by", None): ("sum",)}, "noc": {("powerbi.name", None): ("Also",)}},
)
FILES = project("A project / of ours", [FACT, DIM, table("silver.noc", [("code", "varchar", True)])])
DEFINITION = "A-project-of-ours.SemanticModel/definition/"
MODEL = {path.removeprefix(DEFINITION): read(data) for path, data in FILES.items() if path.endswith(".tmdl")}
CHANGED = json.loads(FILES["mapping.json"])["changed"]


def of(node, keyword):
    return {child.name: child for child in node.children if child.keyword == keyword}


def test_what_is_written_reads_back_as_the_same_objects():
    for path, data in FILES.items():
        if path.endswith(".tmdl"):
            assert written(read(data)) == data
    assert {path for path in MODEL if path.startswith("tables/")} == {"tables/dim_noc.tmdl", "tables/fact_pay.tmdl"}


def test_a_table_says_what_the_catalog_says():
    (noc,) = MODEL["tables/dim_noc.tmdl"]
    assert (noc.name, noc.description) == ("Pay's groups: all", "One row per group.\n\nOf 2021.")
    columns = of(noc, "column")
    assert [dict(c.properties)["sourceColumn"] for c in columns.values()][:2] == ["code", "title"]
    assert dict(columns["code"].properties)["isKey"] is True
    assert dict(columns["title"].properties)["sortByColumn"] == "code"
    assert {name for name, c in columns.items() if dict(c.properties).get("isHidden")} == {
        "_batch_id",
        "_source_file",
        "_source_row",
        "_ingested_at",
        "_source_rows",
    }
    (part,) = of(noc, "partition").values()
    assert '"\\published\\gold\\dim_noc"' in "\n".join(dict(part.properties)["source"].lines)


def test_only_what_may_be_added_up_is_and_decimals_that_do_not_fit_are_told():
    (fact,) = MODEL["tables/fact_pay.tmdl"]
    kinds = {
        n: (dict(c.properties)["dataType"], dict(c.properties)["summarizeBy"]) for n, c in of(fact, "column").items()
    }
    assert kinds["pay"] == ("double", "sum")
    assert kinds["day"] == ("string", "none")
    told = {(each["subject"], each["said"], each["written"]) for each in CHANGED}
    assert {("gold.fact_pay.pay", "decimal(18,6)", "double"), ("gold.fact_pay.day", "time", "string")} <= told


def test_two_columns_of_one_name_are_told_apart_and_the_change_is_recorded():
    (fact,) = MODEL["tables/fact_pay.tmdl"]
    assert {"Also", "also (also)"} <= set(of(fact, "column"))
    assert ("gold.fact_pay.also", "also (also)") in {(each["subject"], each["written"]) for each in CHANGED}


def test_references_are_relationships_of_which_one_is_active():
    first, second = MODEL["relationships.tmdl"]
    assert dict(first.properties) == {"fromColumn": "fact_pay.Also", "toColumn": "'Pay''s groups: all'.code"}
    assert dict(second.properties)["isActive"] is False
    assert "noc -> gold.dim_x.code" in {each["said"] for each in CHANGED}


def active(references):
    """Give which references between tables are active, in the order of the tables."""
    refs = {name: tuple(f"id -> gold.{other}.id" for other in others) for name, others in references.items()}
    made = [
        table(f"gold.{name}", [("id", "varchar", True)], {("powerbi.relationships", None): to})
        for name, to in refs.items()
    ]
    files = project("p", made)
    found = read(files["p.SemanticModel/definition/relationships.tmdl"])
    ends = [(dict(n.properties)["fromColumn"], dict(n.properties)["toColumn"], n) for n in found]
    return {
        f"{a.partition('.')[0]} {b.partition('.')[0]}": "isActive" not in dict(n.properties) for a, b, n in ends
    }, json.loads(files["mapping.json"])["changed"]


def test_a_filter_has_one_active_way_from_a_table_to_another():
    diamond, _ = active({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []})
    assert diamond == {"a b": True, "a c": True, "b d": True, "c d": False}
    star, _ = active({"one": ["x", "y"], "two": ["x", "y"], "x": [], "y": []})
    assert set(star.values()) == {True}
    circle, _ = active({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert list(circle.values()) == [True, True, False]


def test_a_table_is_not_related_to_itself_and_that_is_told():
    found, changed = active({"a": ["a", "b"], "b": []})
    assert (found, [each["said"] for each in changed]) == ({"a b": True}, ["id -> gold.a.id"])


def test_a_project_with_accents_is_called_by_its_letters():
    assert "Emplois-a-Montreal.pbip" in project("Emplois à Montréal", [DIM])


def test_french_stands_in_its_culture_and_english_never_stands_in_for_it():
    (culture,) = MODEL["cultures/fr-CA.tmdl"]
    (translations,) = culture.children
    (model,) = translations.children
    (noc,) = model.children
    assert (culture.name, noc.name, dict(noc.properties)) == (
        "fr-CA",
        "Pay's groups: all",
        {"description": "Une ligne par groupe."},
    )
    assert [text_of(str(dict(c.properties)["caption"])) for c in noc.children] == ['"Titre"']


def test_two_readers_of_others_read_the_same(tmp_path):
    from coop_dax_review.parsers.tmdl import parse_tmdl_model
    from pbi_semantic_doc.parser import TmdlParser

    texts = {path: data.decode() for path, data in FILES.items() if path.endswith(".tmdl")}
    model = parse_tmdl_model("ours", texts)
    ours = {nodes[0].name: nodes[0] for path, nodes in MODEL.items() if path.startswith("tables/")}
    theirs = {t.name: {c.name: (c.data_type, c.is_hidden, c.summarize_by) for c in t.columns} for t in model.tables}
    assert theirs == {
        name: {
            column: (
                dict(c.properties)["dataType"],
                "isHidden" in dict(c.properties),
                dict(c.properties)["summarizeBy"],
            )
            for column, c in of(node, "column").items()
        }
        for name, node in ours.items()
    }
    assert {t.storage_mode for t in model.tables} == {"import"}
    assert [(r.from_table, r.from_column, r.to_table, r.to_column, r.is_active) for r in model.relationships] == [
        ("fact_pay", "Also", "Pay's groups: all", "code", True),
        ("fact_pay", "also (also)", "Pay's groups: all", "code", False),
    ]
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    other = TmdlParser().parse(tmp_path / DEFINITION)
    assert {t.name.replace("''", "'"): [c.name for c in t.columns if not c.is_hidden] for t in other.tables} == {
        "Pay's groups: all": ["code", "title"],
        "fact_pay": ["Also", "also (also)", "pay", "day"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "colum x\n",
        "table x\n  lineageTag: 1\n",
        "table x\n\t\tlineageTag: 1\n",
        "table x\n\tcolum y\n",
        "table x\n\tcolumn y\n\t\tisHidden: true\n",
        "table x\n\tcolumn y\n\t\tdataType: int64\n\t\tdataType: int64\n",
        "table x y\n",
        "/// about x\n\ntable x\n",
        "table x\n\t/// of nothing\n",
        "table x\r\n",
        "table x",
    ],
)
def test_the_strict_reader_refuses_what_the_language_does_not_have(text):
    with pytest.raises(Unreadable):
        read(text.encode())


@given(LINE.map(str.strip).filter(bool), LINE)
def test_any_name_and_any_text_come_back(name, value):
    node = Node("table", name, children=(Node("annotation", "Note", in_line(value)),))
    (back,) = read(written([node]))
    assert back.name == name
    assert text_of(back.children[0].value) == value
    assert attrs.evolve(back, children=node.children) == node
    assert quoted(name).count("'") % 2 == 0


@given(st.lists(LINE, max_size=6))
def test_names_are_unlike_whatever_the_case_and_fit(titles):
    found = names([(f"gold.t.c{at}", f"c{at}", title) for at, title in enumerate(titles)], [])
    assert len({name.casefold() for name in found.values()}) == len(titles)
    assert all(0 < len(name) <= LONGEST and name == name.strip() for name in found.values())


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("decimal(18,4)", "decimal"),
        ("DECIMAL(20,4)", "double"),
        ("hugeint", "double"),
        ("uuid", "string"),
        ("bigint", "int64"),
    ],
)
def test_a_type_is_never_narrowed(kind, known):
    assert data_type(kind)[0] == known


def test_a_text_of_several_lines_is_one_line():
    assert in_line("one\r\ntwo\u2028three\tfour") == "one two three four"
