from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.definitions.excerpt import excerpt, lines_of, quoted, visible


def test_the_caret_stands_under_the_word():
    assert excerpt(["encodng: utf-8"], 1, 1, 7) == "   1 | encodng: utf-8\n     | ^^^^^^^"


def test_the_caret_stands_under_the_word_after_accents_and_wide_letters():
    shown = excerpt(["é日本 x"], 1, 5)
    assert shown.splitlines()[1] == "     |       ^"


def test_the_caret_stands_under_the_word_after_a_tab():
    assert excerpt(["\tx"], 1, 2) == "   1 |  x\n     |  ^"


def test_a_long_line_is_cut_around_the_caret():
    shown = excerpt(["a" * 500 + "X" + "b" * 500], 1, 501)
    line, caret = shown.splitlines()
    assert line[caret.index("^")] == "X"
    assert len(line) < 120
    assert line.count("…") == 2


@pytest.mark.parametrize(("line", "column"), [(0, 0), (99, 1), (1, 99), (99, 99)])
def test_a_place_beyond_the_text_shows_its_end(line, column):
    assert excerpt(["a", "b"], line, column).endswith("^")


def test_control_characters_and_marks_of_direction_are_shown_as_numbers():
    assert visible("a\x1b[31m\u202eb\tc") == "a<1B>[31m<202E>b c"


def test_a_foreign_word_is_cut():
    assert quoted("x" * 300) == "`" + "x" * 60 + "…`"


@given(
    st.text(alphabet="ab\té日\x1b\r\n\x85", max_size=300), st.integers(0, 400), st.integers(0, 400), st.integers(1, 400)
)
def test_every_place_can_be_shown_in_two_printable_lines(text, line, column, width):
    shown = excerpt(lines_of(text), line, column, width)
    first, second = shown.split("\n")
    assert first.isprintable()
    assert set(second[7:]) <= {" ", "^"}
