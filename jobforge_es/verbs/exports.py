"""Verbs of exports."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.exporting.publishing import Place
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
        to: str | None = None,
        level: str | None = None,
        dry: bool = False,
    ) -> list[Outcome]:
        """Write the catalog as it was at a moment; by default into ``exports/<target>`` of the lake.

        What is above the level, a security category, is left out; the outcome names it. With ``to`` the events of an
        export of OpenLineage are sent to an address instead.
        """
        from jobforge_es.commands.exporting.content import content
        from jobforge_es.commands.exporting.publishing import publish

        place = self._place(target, into, to)
        with self.reading(as_of) as session:
            made = content(session, target, level)
        return self._do(lambda session: publish(session, made, place), tell, dry=dry)

    def _place(self, target: str, into: Path | None, to: str | None) -> Place:
        from jobforge_es.commands.exporting.address import NoPlaceToSend, address
        from jobforge_es.commands.exporting.writing import Folder, remembered_path

        if to is not None:
            if target != "openlineage":
                raise NoPlaceToSend(f"only events of OpenLineage are sent, not {target}")
            return address(to)
        if into is None:
            return Folder(self.config.lake_path / "exports" / target, f"exports/{target}")
        folder = Path(os.path.abspath(into))  # noqa: PTH100 - without the dots, and links stay as they were named
        return Folder(folder, remembered_path(folder, self.config.root))
