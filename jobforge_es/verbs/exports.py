"""Verbs of exports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.outcome import Outcome


class ExportVerbs(Opening):
    """The catalog, written for other programs."""

    def export(
        self,
        target: str,
        into: Path | None = None,
        as_of: str | None = None,
        tell: Tell | None = None,
        *,
        level: str | None = None,
        dry: bool = False,
    ) -> list[Outcome]:
        """Write the catalog as it was at a moment; by default into ``exports/<target>`` of the lake.

        What is above the level, a security category, is left out; the outcome names it.
        """
        from jobforge_es.commands.exporting.content import content
        from jobforge_es.commands.exporting.writing import export

        with self.reading(as_of) as session:
            made = content(session, target, level)
        folder = (into or self.config.lake_path / "exports" / target).absolute()
        named = str(into) if into is not None else f"exports/{target}"
        return self._do(lambda session: export(session, made, folder, named), tell, dry=dry)
