"""Find the word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Give the known word most like this one, whatever its case, or None.

    Args:
        word: as written; only its first 100 characters are compared.
        known: the words there are.
        likeness: from 0, anything, to 1, the same.
    """
    import difflib  # only a mistake needs it

    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:100].casefold(), sorted(folded), n=1, cutoff=likeness)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `` (did you mean `x`?)``, or nothing where no known word is like it."""
    found = nearest(word, known)
    return f" (did you mean `{found}`?)" if found else ""
