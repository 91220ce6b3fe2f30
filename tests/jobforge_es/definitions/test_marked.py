from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.definitions.broken import DefinitionUnreadable
from jobforge_es.definitions.marked import DEEPEST, LARGEST, read
from jobforge_es.definitions.nodes import NUMBER, Many, Map, Text


def refused(text: str | bytes) -> DefinitionUnreadable:
    with pytest.raises(DefinitionUnreadable) as caught:
        read("sources/a.yaml", text if isinstance(text, bytes) else text.encode())
    error = caught.value
    assert (error.code, error.exit_code, error.written) == ("C-003", 2, "nothing was written")
    return error


def spot(error: DefinitionUnreadable) -> tuple[int, int]:
    return error.place.line, error.place.column


def test_every_value_and_key_knows_its_line_and_column():
    root = read("a", b"# c\na: 1\nb:\n  - x\n  - {c: 'y z'}\n").root
    assert (root.pairs["a"].key.line, root.pairs["a"].key.column) == (2, 1)
    listed = root.pairs["b"].node
    assert isinstance(listed, Many)
    inner = listed.items[1]
    assert isinstance(inner, Map)
    value = inner.pairs["c"].node
    assert (value.mark.line, value.mark.column, value.mark.width) == (5, 9, 5)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("007", "007"), ("0x1F", "0x1F"), ("0o17", "0o17"), ("1_000", "1_000"), ("12:30:45", "12:30:45"),
        ("2026-01-31", "2026-01-31"), (".inf", ".inf"), (".nan", ".nan"), ("+5", "+5"), ("1e999", "1e999"),
        ("12", 12), ("-3", -3), ("1.10", 1.1), ("1e3", 1000.0), ("'12'", "12"), ('"true"', "true"), ("!!str 7", "7"),
        ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_only_true_false_null_and_plain_numbers_are_not_text(written, value):
    found = read("a", f"k: {written}".encode()).root.pairs["k"].node.value
    assert (found, type(found)) == (value, type(value))


def test_a_number_keeps_the_text_that_it_was_written_as():
    node = read("a", b"version: 1.10").root.pairs["version"].node
    assert isinstance(node, Text)
    assert node.text == "1.10"


def test_a_byte_order_mark_and_every_line_end_are_read():
    root = read("a", b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n").root
    assert {key: (pair.key.line, pair.key.column) for key, pair in root.pairs.items()} == {
        "a": (1, 1),
        "b": (2, 1),
        "c": (3, 1),
    }


def test_an_alias_stands_for_its_value_and_knows_its_own_place():
    root = read("a", b"a: &x {k: [1, 2]}\nb: *x\n").root
    assert root.value == {"a": {"k": [1, 2]}, "b": {"k": [1, 2]}}
    assert root.pairs["b"].node.mark.line == 2


def test_a_key_that_stands_twice_is_refused_at_the_second_with_the_line_of_the_first():
    error = refused("a: 1\nb: 2\na: 3\n")
    assert spot(error) == (3, 1)
    assert error.what == "the key `a` stands twice"
    assert "line 1" in str(error.why)
    assert str(error.where) == "sources/a.yaml:3:1\n   3 | a: 3\n     | ^"


def test_a_key_that_stands_twice_deep_inside_is_refused():
    assert spot(refused("a:\n  - b: {c: 1, 'c': 2}\n")) == (2, 15)


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: [1, 2\nb: 3\n", (2, 2), "not YAML"),
        ("a: 'x\n\n", (1, 4), "not YAML"),
        ("a: b: c\n", (1, 5), "not YAML"),
        ("a: 1\n\tb: 2\n", (2, 1), "not YAML"),
        ("a: 1\nb\n", (3, 1), "not YAML"),
        ("a: @x\n", (1, 4), "not YAML"),
        ('a: "\\ud800"\n', (1, 7), "not YAML"),
        ("- a\n- b\n", (1, 1), "keys and values"),
        ("hello\n", (1, 1), "keys and values"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("a: *x\n", (1, 4), "stands for nothing"),
        ("a: &x\n  - *x\n", (2, 5), "inside the value"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", (3, 3), "merge key"),
        ("? [a]\n: 1\n", (1, 3), "a key is a list"),
        ("a: !!python/object:os.system x\n", (1, 4), "tag"),
        ("a: !!set {x}\n", (1, 4), "tag"),
        ("a: !mine x\n", (1, 4), "tag"),
        ("a: x\x1by\n", (1, 5), "U+001B"),
        ("a: x\x00y\n", (1, 5), "U+0000"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_place(text, place, what):
    error = refused(text)
    assert spot(error) == place
    assert what in error.what
    assert error.mend
    assert error.place.shown.splitlines()[1].endswith("^")


@pytest.mark.parametrize(
    ("raw", "what"), [(b"", "empty"), (b" \n\n", "empty"), (b"\xef\xbb\xbf", "empty"), (b"# c\n", "only comments")]
)
def test_a_file_without_content_is_refused(raw, what):
    error = refused(raw)
    assert what in error.what
    assert error.where == "sources/a.yaml"


def test_a_file_in_cp1252_is_refused_at_the_byte_with_what_it_probably_means():
    error = refused("a: 1\ntitle: Prévisions\n".encode("cp1252"))
    assert spot(error) == (2, 10)
    assert error.what == "the file is not UTF-8: byte 0xE9 at offset 14"
    assert "'é'" in str(error.why)
    assert "Pr\\xe9visions" in error.place.shown
    assert error.mend[0].startswith("iconv -f cp1252 -t utf-8 sources/a.yaml")


def test_a_hostile_file_name_is_quoted_in_the_command_that_mends_it():
    with pytest.raises(DefinitionUnreadable) as caught:
        read("sources/$(rm x) 'y'.yaml", b"\xff")
    assert "'sources/$(rm x) '\"'\"'y'\"'\"'.yaml'" in caught.value.mend[0]


def test_a_file_in_utf_16_is_refused():
    assert "UTF-16" in refused("a: 1".encode("utf-16")).what


def test_a_bomb_of_aliases_is_refused_without_unfolding_it():
    bomb = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    bomb += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    error = refused("\n".join(bomb))
    assert "too large" in error.what
    assert spot(error)[0] == 5


@pytest.mark.parametrize("text", ["a: " + "[" * 200_000, "- " * 100_000 + "a", "a: " + "{b: " * 100_000, "? " * 50_000])
def test_deep_nesting_is_refused_and_not_followed(text):
    assert f"deeper than {DEEPEST}" in refused(text).what


def test_too_many_values_are_refused():
    assert f"more than {LARGEST}" in refused("a: [" + "1," * (LARGEST + 1) + "]").what


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed():
    assert "bytes" in refused(b"a: " + b"x" * 5_000_000).what


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=20
).filter(lambda text: not NUMBER.fullmatch(text))
"""Text that both versions of YAML take for text: to the writer, which follows 1.1, ``0E0`` needs no quotes."""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(WORDS.filter(lambda key: key != "<<"), VALUES, min_size=1, max_size=4))
def test_what_a_yaml_writer_writes_is_read_back(value):
    text = yaml.safe_dump(value, allow_unicode=True)
    assert read("a", text.encode()).root.value == value


@given(st.text(alphabet="ab:,-[]{}&*#'\"|>!?%@`\t\n \\xé", max_size=60) | st.binary(max_size=40))
def test_any_text_is_read_or_refused_in_our_own_words(text):
    raw = text if isinstance(text, bytes) else text.encode()
    said = ""
    try:
        read("a", raw)
    except DefinitionUnreadable as error:
        said = error.what
    assert said.isprintable()
