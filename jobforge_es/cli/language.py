"""Which language is spoken, English or French, as it was asked for; neither stands in for the other in silence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from string import Formatter
from typing import Any, Final

ENGLISH: Final = "en"
FRENCH: Final = "fr"
LANGUAGES: Final = (ENGLISH, FRENCH)
LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the environment that name a language; the first that is set decides."""

_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def language() -> str:
    """Tell which language this call speaks."""
    return _SPOKEN.get()


def speak(args: Sequence[str], environ: Mapping[str, str] = os.environ) -> str:
    """Find the language of a call before anything of it is read, so that its help and its errors speak it too.

    ``--lang`` goes before JOBFORGE_LANG, that before ``lang`` in jobforge.toml, and that before the locale. A wrong
    word is told later, by what reads the option or the settings.
    """
    given = _after("--lang", args) or environ.get("JOBFORGE_LANG") or _of_project(_after("--project", args) or ".")
    spoken = given if given in LANGUAGES else _of_locale(environ)
    _SPOKEN.set(spoken)
    return spoken


@contextmanager
def speaking(args: Sequence[str]) -> Iterator[str]:
    """Speak the language of a call, for the length of a ``with`` block; see ``speak``."""
    before = language()
    try:
        yield speak(args)
    finally:
        _SPOKEN.set(before)


def _after(option: str, args: Sequence[str]) -> str | None:
    for place, word in enumerate(args):
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
        if word == option and place + 1 < len(args):
            return args[place + 1]
    return None


def _of_locale(environ: Mapping[str, str]) -> str:
    said = next((environ[name] for name in LOCALES if environ.get(name)), "")
    return FRENCH if re.match(r"fr(?:[_.@]|$)", said, re.IGNORECASE) else ENGLISH


def _of_project(start: str) -> str | None:
    """Read the one setting by itself; what is wrong with the file is told by who reads all of it."""
    import tomllib

    try:
        here = Path(start).resolve()
        file = next(path for folder in (here, *here.parents) if (path := folder / "jobforge.toml").is_file())
        settings = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, RuntimeError, StopIteration, ValueError):
        return None
    section = settings.get("project")
    found = settings.get("lang", section.get("lang") if isinstance(section, dict) else None)
    return found if isinstance(found, str) else None


def typeset(text: str) -> str:
    """Put the blanks of French that no line may break at: before a colon and inside guillemets."""
    return re.sub(r" (?=[:»])|(?<=«) ", "\N{NO-BREAK SPACE}", text)


class _French(Formatter):
    """Writes numbers as French does: a blank that does not break parts the thousands."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format one value."""
        text: str = super().format_field(value, format_spec)
        return text.replace(",", "\N{NO-BREAK SPACE}") if format_spec == "," else text


def spoken(english: str, **values: Any) -> str:
    """Say a text in the language that is spoken.

    Args:
        english: the text with its placeholders, which is its key as well; French that lacks it says so.
        values: for the placeholders.
    """
    if language() == ENGLISH:
        return english.format(**values)
    from jobforge_es.cli.french.messages import MESSAGES

    text = MESSAGES.get(english, f"(en anglais) {english}")
    return _French().format(typeset(text), **values)


def counted(n: int, one: str, many: str, **values: Any) -> str:
    """Say a text of one or of several, ``n`` among its values; French has one for none too."""
    is_one = n == 1 or (n == 0 and language() == FRENCH)
    return spoken(one if is_one else many, n=n, **values)


def headings(*english: str) -> tuple[str, ...]:
    """Give the headings of a table."""
    return tuple(spoken(each) for each in english)


def named(word: str) -> str:
    """Say a word that stands in data, such as a state; which words there may be is told by the tests."""
    return spoken(word)
