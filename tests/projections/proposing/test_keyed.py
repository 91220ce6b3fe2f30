"""Where the records of JSON and XML are said to be."""

from __future__ import annotations

import json

import pytest

from ledger.definitions import Json, Xml
from projections.proposing.content import kind_of
from projections.proposing.encoding import find_encoding
from projections.proposing.keyed import find_json, find_xml, see
from projections.proposing.unrecognised import NotRecognised
from tests.projections.proposing.looked import Asked

LIST = '[{"a": 1}, {"a": 2}]'


def found(folder, content: str, ask: Asked | None = None):
    path = folder / "unknown"
    path.write_text(content, encoding="utf-8")
    find = (
        find_xml(path, ask or Asked()) if content.lstrip().startswith("<") else find_json(path, "utf-8", ask or Asked())
    )
    return find[0]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (LIST, Json()),
        ("\n [\n]", None),
        ('{"a": 1}\n{"a": 2}\n', Json("ndjson")),
        ('{"a": 1}\n\n{"a": NaN}\n', Json("ndjson")),
        ('{"a": 1}', Json("ndjson")),
        (f'{{"total": 2, "items": {LIST}}}', Json(records=("items",))),
        (f'{{\n"meta": {{"ids": [1]}},\n"data": {{"v1.items": {LIST}}}\n}}', Json(records=("data", "v1.items"))),
        ('{"a": {"b": [1, 2]}}\n', Json("ndjson")),
        ('{\n"a": {"b": [1, 2]}}\n', None),
        ("[1, 2]", None),
    ],
)
def test_records_of_json_are_found(tmp_path, content, form):
    if form is None:
        with pytest.raises(NotRecognised):
            found(tmp_path, content)
    else:
        assert found(tmp_path, content) == form


def test_of_several_lists_the_longest_is_proposed_and_it_is_asked(tmp_path):
    content = f'{{"links": [{{}}], "d": {{"items": {LIST}}}, "rest": []}}'
    ask = Asked()
    assert found(tmp_path, content, ask).records == ("d", "items")
    assert [[choice.value for choice in question.choices] for question in ask.questions] == [["d.items", "links"]]
    assert found(tmp_path, content, Asked(records="links")).records == ("links",)


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ("<root><row a='1'/><row/></root>", "root/row"),
        ("<f xmlns='urn:a'><title>x</title><e><n>1</n><n/></e><e><n>2</n></e></f>", "f/e"),
        ("<rss><channel><title/><item><t>1</t></item><item><t>2</t></item></channel></rss>", "rss/channel/item"),
        ("<root><row><a>1</a></row></root>", "root/row"),
    ],
)
def test_records_of_xml_are_the_elements_nearest_to_the_root_that_come_again(tmp_path, content, path):
    ask = Asked()
    assert found(tmp_path, content, ask) == Xml(tuple(path.split("/")))
    assert ask.keys == []


def test_elements_on_one_level_are_asked_for(tmp_path):
    content = "<r><a x='1'/><b x='1'/><b x='2'/><a x='2'/><b x='1'/></r>"
    assert found(tmp_path, content).records == ("r", "b")
    assert found(tmp_path, content, Asked(records="r/a")).records == ("r", "a")
    with pytest.raises(NotRecognised):
        found(tmp_path, "<r><a>1</a><a>2</a></r>")


def test_null_stays_a_null_word_beside_those_that_are_seen(tmp_path):
    for values, words in (([1, None, 2], None), ([1, None, "n/a", 2], ("null", "n/a"))):
        (tmp_path / "a").write_text(json.dumps([{"n": value} for value in values * 20]))
        seen, nulls = see(tmp_path / "a", Json())
        assert [one.type for one in seen] == ["integer"]
        assert (nulls[0].value if nulls else None) == words


@pytest.mark.parametrize(("written", "declared"), [("utf-16", "utf-16"), ("utf-16-le", "utf-16-le")])
@pytest.mark.parametrize("content", [LIST, '{"a": 1}\n{"a": 2}\n'])
def test_json_in_utf16_is_proposed_and_its_records_are_read(tmp_path, content, written, declared):
    path = tmp_path / "unknown"
    path.write_bytes(content.encode(written))
    assert kind_of(path) == "json"
    encoding = find_encoding(path, Asked()).value
    assert encoding == declared
    form = find_json(path, encoding, Asked())[0]
    assert form == Json("json" if content == LIST else "ndjson", encoding=declared)
    seen, _ = see(path, form)
    assert [(one.header, one.type) for one in seen] == [("a", "integer")]
