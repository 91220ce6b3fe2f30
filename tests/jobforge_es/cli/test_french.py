"""English and French stand beside one another: the same keys, no copy of the other, none in the place of the other."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from jobforge_es.cli import card, language, lineage, lineage_columns, main, traced_decisions, why_not
from jobforge_es.cli import codes as told_codes
from jobforge_es.cli.codes import CODES, FAMILIES, codes, families, title_of
from jobforge_es.cli.directory import AUDIENCES, COMMANDS, ENGINEER
from jobforge_es.cli.failing import NAMES
from jobforge_es.cli.french import helps
from jobforge_es.cli.french.messages import MESSAGES, SPOKEN_BY
from jobforge_es.cli.language import LANGUAGES, counted, speak, spoken, typeset
from jobforge_es.cli.localized import ENGLISH_ONLY
from jobforge_es.cli.outcomes import PARTS
from jobforge_es.commands.agenda.item import KINDS
from jobforge_es.commands.deciding.states import STATES
from jobforge_es.commands.outcome import Status
from jobforge_es.commands.people.show import STANDS
from jobforge_es.commands.verify import Part
from jobforge_es.settings import REVIEWED
from ledger.events.arrival import DriftKind
from ledger.events.control import ControlStatus, DecisionKind
from ledger.events.decision import Basis
from projections.catalog.glossary import STAGES
from projections.catalog.vocabulary.people import ROLES
from projections.controls import areas
from projections.controls.engine import UNREADABLE
from projections.controls.frameworks.matrix import ClauseStatus
from projections.tracing.steps import Kind as StepKind
from tests.jobforge_es.cli.offices import call, only

UNTOLD = told_codes.ENGLISH_ONLY
ENGLISH_WORDS = re.compile(r"\b(the|that|which|with|from|not|this|file is|was|were|are|rows)\b")
NAMED = re.compile(r"`[^`]*`|«[^»]*»|--?[\w-]+|jobforge [a-z-]+|[\w.]+\.(?:yaml|toml|csv|gz|db)|FICHIER\S*")
UNACCENTED = re.compile(
    r"\b(deja|meme|etre|tres|apres|interrompre un|modele|requete|cle|periode|numero|enregistre|a ete)\b"
)


def spoken_by(audience_of):
    """Give every command with its path, groups too."""
    context = click.Context(main)
    for name, entry in COMMANDS.items():
        if not audience_of(entry):
            continue
        command = main.get_command(context, name)
        yield (name,), command
        if isinstance(command, click.Group):
            yield from (((name, child), each) for child, each in command.commands.items())


STEWARDS = [*spoken_by(lambda entry: entry.audience != ENGINEER)]
EVERY_FRENCH = {
    **{f"{code} title": title for code, (title, _) in codes("fr").items()},
    **{code: text for code, (_, text) in codes("fr").items()},
    **helps.LINES,
    **{f"help {key}": text for key, text in helps.COMMANDS.items()},
    **helps.OPTIONS,
    **families("fr"),
}


def test_each_code_and_family_has_words_in_both_languages():
    assert list(codes("fr")) == list(CODES)
    assert not [code for code, (title, _) in codes("fr").items() if title.startswith(UNTOLD)]
    assert list(families("fr")) == list(FAMILIES)
    assert title_of("K-001", "fr") != title_of("K-001")
    assert title_of("P-999", "fr") == families("fr")["P"]


@pytest.mark.parametrize("code", CODES)
def test_the_french_of_a_code_is_no_copy_and_names_the_same_settings(code):
    (title, text), (french_title, french) = CODES[code], codes("fr")[code]
    assert title != french_title
    assert text != french
    assert french_title.endswith(".")
    assert french.endswith(".")
    settings = set(re.findall(r"`([a-z_]+)`", text))
    assert settings == set(re.findall(r"`([a-z_]+)`", french))
    commands = {c for c in re.findall(r"jobforge ([a-z-]+)", text) if c in COMMANDS}
    assert commands == {c for c in re.findall(r"jobforge ([a-z-]+)", french) if c in COMMANDS}


@pytest.mark.parametrize("key", EVERY_FRENCH)
def test_french_is_french_with_its_accents_and_its_blanks(key):
    text = EVERY_FRENCH[key]
    words = NAMED.sub("X", text).replace("\N{NO-BREAK SPACE}", " ")
    assert not ENGLISH_WORDS.search(words), text
    assert not UNACCENTED.search(words), text
    assert not re.search(r" [;!?]", words), text
    assert text.count("«") == text.count("»")


def test_a_code_that_french_lacks_is_told_in_english_and_says_so(monkeypatch):
    monkeypatch.setitem(CODES, "U-999", ("A title.", "A text."))
    assert codes("fr")["U-999"] == (f"{UNTOLD} A title.", "A text.")


def test_blanks_before_colons_and_in_guillemets_do_not_break():
    assert typeset("a : « b » c: d") == "a\xa0: «\xa0b\xa0» c: d"


@pytest.mark.parametrize(("path", "command"), STEWARDS, ids=[" ".join(path) for path, _ in STEWARDS])
def test_the_help_of_stewards_and_auditors_is_french_with_each_option(path, command):
    shown = CliRunner().invoke(main, ["--lang", "fr", *path, "--help"])
    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"Utilisation\xa0: jobforge {' '.join(path)}")
    assert ENGLISH_ONLY not in shown.stdout
    told = " ".join(shown.stdout.split())
    for option in (each for each in command.params if isinstance(each, click.Option)):
        assert option.help
        assert " ".join(option.help.split()) not in told, option.help
        assert max(option.opts, key=len) in told
    english = CliRunner().invoke(main, [*path, "--help"]).stdout
    assert english.startswith("Usage:")
    assert command.help.split("\n")[0].split(".")[0][:40] in " ".join(english.split())


def test_one_french_text_of_an_option_stands_for_one_english_text():
    pairs = set()
    for path, command in spoken_by(lambda _: True):
        for option in (each for each in command.params if isinstance(each, click.Option)):
            name = max(option.opts, key=len)
            french = helps.OPTIONS.get(f"{' '.join(path)} {name}", helps.OPTIONS.get(name))
            if french is not None and path in {p for p, _ in STEWARDS}:
                pairs.add((option.help, french))
    assert len({english for english, _ in pairs}) == len({french for _, french in pairs}) == len(pairs)


def test_every_command_has_its_line_and_no_line_is_without_a_command():
    assert set(helps.LINES) == set(COMMANDS)
    assert set(helps.AUDIENCES) == set(AUDIENCES)
    paths = {" ".join(path) for path, _ in spoken_by(lambda _: True)}
    assert set(helps.COMMANDS) - {""} <= paths
    shown = CliRunner().invoke(main, ["--lang", "fr", "--help"]).stdout
    assert "Intendance\xa0:" in shown
    assert "--lang en" in shown
    assert "--lang fr" in CliRunner().invoke(main, ["--help"]).stdout


def test_help_without_french_says_so():
    shown = CliRunner().invoke(main, ["gc", "--help", "--lang", "fr"]).stdout
    assert ENGLISH_ONLY in shown
    assert ENGLISH_ONLY not in CliRunner().invoke(main, ["gc", "--help"]).stdout


@pytest.mark.parametrize(
    ("args", "environ", "spoken"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fr_CA.UTF-8"}, "fr"),
        ([], {"LANG": "fr"}, "fr"),
        ([], {"LANG": "frp_FR"}, "en"),
        ([], {"LANG": "fr_CA", "LC_ALL": "en_CA.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LANG": "fr_CA"}, "fr"),
        ([], {"LANG": "en_CA", "JOBFORGE_LANG": "fr"}, "fr"),
        (["--lang", "en"], {"JOBFORGE_LANG": "fr"}, "en"),
        (["status", "--lang=fr"], {"LANG": "en_CA"}, "fr"),
        (["--lang"], {"LANG": "fr_CA"}, "fr"),
    ],
)
def test_the_language_is_that_of_the_option_then_the_settings_then_the_locale(tmp_path, args, environ, spoken):
    assert speak(["--project", str(tmp_path), *args], environ) == spoken
    speak([], {})


@pytest.mark.parametrize("text", ['lang = "fr"\n', '[project]\nlang = "fr"\n'])
def test_a_project_says_its_language(tmp_path, text):
    (tmp_path / "jobforge.toml").write_text(text)
    assert speak(["--project", str(tmp_path)], {"LANG": "en_CA"}) == "fr"
    assert speak([f"--project={tmp_path}", "--lang", "en"], {}) == "en"
    assert call(tmp_path, "status", "--json").exit_code == 0


def test_a_language_that_is_not_spoken_is_refused(tmp_path):
    (tmp_path / "jobforge.toml").write_text('lang = "de"\n')
    assert call(tmp_path, "status").stderr.startswith("C-002")
    assert call(tmp_path, "status", "--lang", "de").exit_code == 2


def test_a_code_is_explained_in_french(ran):
    shown = call(ran, "explain", "k-001", "--lang", "fr").stdout
    assert shown.startswith("K-001  Trop de lignes enfreignent leurs règles.")
    assert "Les codes en K concernent" in shown
    assert only(call(ran, "explain", "K-001", "--json", "--lang", "fr"))["lang"] == "fr"
    assert "Codes with K" in call(ran, "explain", "k-001").stdout
    every = call(ran, "explain", "--lang", "fr").stdout
    assert all(title in every for title, _ in codes("fr").values())


def test_an_error_has_a_french_title_and_names_what_is_english(ran):
    told = call(ran, "explain", "K-01", "--lang", "fr").stderr.splitlines()
    assert told[0] == "U-001  Rien ne porte ce nom."
    assert told[1].startswith("  anglais  there is no code")
    assert any(line.startswith("  remède ") for line in told)
    assert "  écrit    rien n'a été écrit" in told
    assert any(line.startswith("  pourquoi (en anglais) did you mean") for line in told)
    assert only(call(ran, "explain", "K-01", "--lang", "fr", "--json"))["title"] == "Rien ne porte ce nom."
    assert set(NAMES) == set(LANGUAGES)


CLI = Path(language.__file__).parent


def told_by_controls():
    """Give every template by which a control says what is wrong: the sentences in its code."""
    found = set()
    for module in sorted(Path(areas.__file__).parent.glob("*.py")):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        told = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        told |= {
            id(a) for n in ast.walk(tree) if isinstance(n, ast.Call) and "Control" in ast.dump(n.func) for a in n.args
        }
        said = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in told)
        found |= {n.value for n in said if isinstance(n.value, str) and re.match(r"[a-z{][^(]* [^(]*$", n.value)}
    return found


WORDS = {
    *STATES, *STAGES, *KINDS, *STANDS, *ROLES, *get_args(Status), *get_args(DriftKind), *get_args(Part), *REVIEWED,
    *lineage.HOW.values(), *lineage.NEEDED.values(), *lineage.WAYS, *lineage_columns.HOW.values(), *why_not.WORDS.values(),
    *get_args(ControlStatus), *get_args(ClauseStatus), *get_args(DecisionKind), *told_by_controls(), UNREADABLE,
    "passed", *traced_decisions.WHAT.values(), *get_args(StepKind), *get_args(Basis), "undone", "lapsed", "declined", "counts from", *card.SECTIONS, *card.MADE.values(), "missing", "stale", "from", "into", "published", "edition", "period",
    "approved", "set aside", *PARTS[1:], "nothing was recorded", "nothing was written", "overdue", "awaited", "columns", "unknown", "replaced", "person", "team", "organisation",
}  # fmt: skip
"""Words that stand in data, which ``named`` says."""

ALIKE = {"OK", "{how}: {columns}", "correction", "{n:,}", "{outcome} by {who}", "expert", "type"}
"""What both languages write alike, or nearly."""


def keys_in_the_code():
    """Give every text that the code says in the language that is spoken."""
    found = set()
    for module in sorted(CLI.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("spoken", "headings"):
                    said = node.args
                elif node.func.id == "counted":
                    said = node.args[1:3]
                else:
                    continue
                found |= {each.value for each in said if isinstance(each, ast.Constant)}
    return found


def test_each_message_stands_in_both_languages_and_no_french_is_left_over():
    wanted = keys_in_the_code() | WORDS - {"quarantined"}
    assert set(MESSAGES) - wanted == set()
    assert wanted - set(MESSAGES) == set()


def test_no_message_stands_in_two_families():
    assert sum(len(family) for family in SPOKEN_BY) == len(MESSAGES)


@pytest.mark.parametrize("english", MESSAGES)
def test_a_message_has_the_same_placeholders_and_is_no_copy(english):
    french = MESSAGES[english]
    fields = [
        sorted((name, spec) for _, name, spec, _ in Formatter().parse(text) if name) for text in (english, french)
    ]
    assert fields[0] == fields[1]
    assert french != english or english in ALIKE
    assert not ENGLISH_WORDS.search(NAMED.sub("X", re.sub(r"\{[^}]*\}", "", french)))
    assert not UNACCENTED.search(french)


def test_numbers_are_written_as_each_language_does(monkeypatch):
    assert counted(1_234, "{n:,} row", "{n:,} rows") == "1,234 rows"
    assert counted(0, "{n:,} row", "{n:,} rows") == "0 rows"
    with language.speaking(["--lang", "fr"]):
        assert counted(1_234, "{n:,} row", "{n:,} rows") == "1\xa0234 lignes"
        assert counted(0, "{n:,} row", "{n:,} rows") == "0 ligne"
        assert spoken("a {thing}", thing="b") == "(en anglais) a b"


def test_a_steward_and_an_auditor_read_french(ran):
    said = []
    example = only(call(ran, "quarantine", "list", "--json"))["groups"][0]["example"]
    for words in (
        ("status",),
        ("quarantine", "list"),
        ("quarantine", "show", example),
        ("quarantine", "retry", "--dry-run"),
        ("quarantine", "reject", example, "--dry-run", "--reason", "essai"),
        ("review", "list"),
        ("catalog", "show"),
        ("catalog", "words", "table"),
        ("log", "--limit", "1"),
        ("verify",),
    ):
        shown = call(ran, *words, "--lang", "fr")
        assert shown.exit_code == 0, shown.stderr
        said.append(shown.stdout + shown.stderr)
    every = "\n".join(said).replace("\xa0", " ")
    sentences = [key for key in MESSAGES if "{" not in key and len(key) > 12]
    assert not [key for key in sentences if key in every]
    for french in ("à la position", "lignes retenues", "intendant des données", "tout est tel que consigné", "ensuite"):
        assert french in every
    assert call(ran, "status", "--json", "--lang", "fr").stdout == call(ran, "status", "--json").stdout


def test_a_command_that_answers_in_english_says_so_first(ran):
    assert call(ran, "query", "SELECT 1 AS a", "--lang", "fr").stderr.startswith(helps.ANSWERS_IN_ENGLISH)
    assert helps.ANSWERS_IN_ENGLISH not in call(ran, "query", "SELECT 1 AS a", "--lang", "fr", "--json").stderr
    assert helps.ANSWERS_IN_ENGLISH not in call(ran, "status", "--lang", "fr").stderr
    assert helps.ANSWERS_IN_ENGLISH not in call(ran, "query", "SELECT 1 AS a").stderr
    paths = {" ".join(path) for path, _ in spoken_by(lambda _: True)}
    assert paths >= helps.SPEAKING
