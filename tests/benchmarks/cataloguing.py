"""A large catalog: search, cards, and the rebuild of the catalog against a plain typed read of the ledger.

``python -m tests.benchmarks.cataloguing [TABLES]`` makes TABLES sources with a contract of 15 columns each (so twice as
many tables and 30 columns a source) and five terms a source; 1,000 by default, which takes minutes to adopt.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from jobforge_es.commands.cards.card import card
from jobforge_es.workspace import Workspace
from ledger.codec import from_json
from ledger.definitions import Contract, Source, Statements
from ledger.events import CatalogFileAdopted, ContractAdopted, SourceAdopted
from projections.catalog.search import search
from projections.read_models import read_models
from projections.runner import PROJECTIONS, catch_up

KINDS = {ContractAdopted: Contract, SourceAdopted: Source, CatalogFileAdopted: Statements}
COLUMNS = 15
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {name}
version: 1.0.0
status: active
customProperties: [{{property: jobforge.source, value: {name}}}]
schema:
  - name: {name}
    physicalName: silver.{name}
    businessName: {title}
    description: {text}
    properties:
"""
COLUMN = (
    "      - {{name: c{n:02}, businessName: {title}, description: {text}, logicalType: string, customProperties: "
    "[{{property: jobforge.title.fr, value: {title}}}, {{property: jobforge.description.fr, value: {text}}}]}}\n"
)
TERM = "  term-{n}: {{label: {{en: {title}, fr: {title}}}, definition: {{en: {text}, fr: {text}}}}}\n"


def write(root: Path, tables: int) -> Path:
    """Write the project."""
    chance = random.Random(1)
    lexicon = [f"w{n:04}" for n in range(3_000)]

    def words() -> dict[str, str]:
        return {"title": " ".join(chance.choices(lexicon, k=2)), "text": " ".join(chance.choices(lexicon, k=7))}

    for folder in ("sources", "contracts", "glossary", "inbox"):
        (root / folder).mkdir(parents=True)
    (root / "jobforge.toml").write_text('name = "large"\n')
    terms = "".join(TERM.format(n=n, **words()) for n in range(5 * tables))
    (root / "glossary/terms.yaml").write_text(f"terms:\n{terms}")
    for n in range(tables):
        name = f"s{n:04}"
        (root / f"sources/{name}.yaml").write_text(f'files: ["{name}_*.csv"]\nformat: csv\nencoding: utf-8\n')
        columns = "".join(COLUMN.format(n=each, **words()) for each in range(COLUMNS))
        (root / f"contracts/{name}.yaml").write_text(CONTRACT.format(name=name, **words()) + columns)
    return root


def timed(what: Callable[[], object], times: int = 5) -> float:
    """Give the least of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        what()
        found.append(time.perf_counter() - start)
    return min(found)


def main(tables: int) -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder) / "p", tables)
        workspace = Workspace.open(root)
        workspace.apply()
        with workspace.reading() as session:
            for text in ("w0001", "w0001 w0002", "w00", "term"):
                print(f"search {text:<12} {timed(lambda text=text: search(session.db, text)):.4f} s")
            for subject in ("silver.s0001", "silver.s0001.c03", "term:term-7", "source:s0001"):
                print(f"card {subject:<18} {timed(lambda subject=subject: card(session, subject)):.4f} s")

            def plain() -> None:
                for event in session.store.after(0):
                    kind = KINDS.get(type(event.data))
                    if kind is not None:
                        from_json(session.vault.read(event.data.definition), kind)

            def rebuilt() -> None:
                with closing(read_models(None, PROJECTIONS)) as db:
                    catch_up(db, session.store, session.vault)

            read, made = timed(plain, 2), timed(rebuilt, 2)
            print(f"rebuild {made:.2f} s, plain typed read {read:.2f} s: {read / made:.2f} of its rate")
        for words in (["catalog", "search", "w0001"], ["catalog", "show", "silver.s0001"], ["--version"]):
            command = [sys.executable, "-m", "jobforge_es.cli", "--project", str(root), *words]
            seconds = timed(lambda command=command: subprocess.run(command, check=True, capture_output=True))
            print(f"command {' '.join(words):<26} {seconds:.3f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
