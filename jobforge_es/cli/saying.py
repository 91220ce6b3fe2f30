"""What ``--set`` and ``--unset`` say."""

from __future__ import annotations

from collections.abc import Iterable

import click


def said_in(sets: Iterable[str], unsets: Iterable[str]) -> dict[str, list[str]]:
    """Give property to values; the same property twice is a list of two, and none where it is taken away.

    Raises:
        click.UsageError: nothing is said, or one thing is set and taken away at once.
    """
    said: dict[str, list[str]] = {}
    for each in sets:
        path, equals, value = each.partition("=")
        if not equals:
            raise click.BadParameter(f"{each!r} is not PROPERTY=VALUE", param_hint="--set")
        said.setdefault(path, []).append(value)
    for path in unsets:
        if path in said:
            raise click.BadParameter(f"{path} is set and taken away at once", param_hint="--unset")
        said[path] = []
    if not said:
        raise click.UsageError("say what to set: --set PROPERTY=VALUE")
    return said
