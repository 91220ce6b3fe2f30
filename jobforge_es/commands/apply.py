"""Apply: record which sources, contracts and models have changed in the project's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from jobforge_es.commands.agreeing import GONE, put_terms_forward, waits
from jobforge_es.commands.outcome import Outcome
from jobforge_es.definitions.files import Kind
from jobforge_es.definitions.project import Definitions, Known, read_definitions
from jobforge_es.errors import DefinitionRefused, TwoMakers, UnknownName
from jobforge_es.session import Author, Session
from ledger.definitions import Contract
from ledger.events import CatalogFileAdopted, ContractAdopted, DefinitionRetired, Event, SourceAdopted
from ledger.names import Sha256
from projections.catalog import definitions
from projections.catalog.definitions import ContractRow

if TYPE_CHECKING:
    from jobforge_es.definitions.project import Loaded
    from ledger.definitions import Source, Statements


def apply(session: Session, needed: str | None = None) -> Iterator[Outcome]:
    """Adopt what is new or changed, retire what is gone; files that are as they were cost one hash each.

    Sources come first, then contracts, then models, each checked against those before.

    Args:
        session: of the command.
        needed: a source that has to be among them; None for none.

    Raises:
        DefinitionsBroken: files are wrong; nothing was recorded.
        UnknownName: no file defines the source that is needed; nothing was recorded.
    """
    known = known_files(session)
    found = read_definitions(session.config.root, known)
    if needed is not None and needed not in found.sources:
        raise UnknownName("source", needed, found.sources, ("jobforge source show",))
    _check_references(session, found)
    gone = _gone(known, found)
    if gone or found.any_changed:
        from jobforge_es.commands.questions.needed import check_needed
        from jobforge_es.commands.saying import check_said  # only what has changed needs it

        origins = [f"{kind}:{name}" for kind, name, _ in gone]
        check_said(session, found, origins)
        check_needed(session, found, origins)
    by = _authors(session, found, gone)
    yield from _retire(session, gone, by)
    for name, source in found.sources.items():
        if source.value is not None:
            yield adopt_source(session, name, source, by.get(source.path))
    for table, contract in found.contracts.items():
        if contract.value is not None:
            check_contract(contract.value)
            writer = by.get(contract.path)
            yield waits(session, "contract", table, contract.path, contract.raw, writer) or adopt_contract(
                session, table, contract, by=writer
            )
    if found.models:
        yield from _adopt_models(session, found, by)
    for path, file in found.files.items():
        if file.value is not None:
            yield adopt_file(session, path, file, by.get(path))
            yield from put_terms_forward(session, (s.subject for s in file.value.statements if s.kind == "term"))


def known_files(session: Session) -> dict[str, Known]:
    """Give path to hash, kind and name of everything that holds."""
    rows: list[tuple[str, str, Kind, str]] = [
        (r.path, r.file_sha256, "source", r.name) for r in definitions.sources(session.db)
    ]
    rows += [(r.path, r.file_sha256, "contract", r.table_name) for r in definitions.contracts(session.db)]
    rows += [(r.path, r.file_sha256, "model", r.table_name) for r in definitions.models(session.db)]
    rows += [(r.path, r.file_sha256, "file", r.path) for r in definitions.catalog_files(session.db)]
    return {path: (Sha256(sha256), kind, name) for path, sha256, kind, name in rows}


def _check_references(session: Session, found: Definitions) -> None:
    """Refuse a contract whose source or parent table nothing declares."""
    sources = set(found.sources)
    tables = set(found.contracts) | set(found.models)
    for table, loaded in found.contracts.items():
        contract = _contract(session, table, loaded)
        if contract.source is not None and contract.source not in sources:
            raise DefinitionRefused("source", contract.source, loaded.path, sources)
        if contract.source is None and table not in found.models:
            raise DefinitionRefused("model for", table, loaded.path, found.models)
        if contract.source is not None and table in found.models:
            raise TwoMakers(
                f"{table} is fed by source {contract.source} and made by {found.models[table].path}",
                where=loaded.path,
                why="a table has one maker, or nobody could say where a row came from",
                mend=("remove jobforge.source from the contract, or rename the model",),
            )
        for rule in contract.rules:
            if rule.reference and rule.reference not in tables:
                raise DefinitionRefused("table", rule.reference, loaded.path, tables)


def _contract(session: Session, table: str, loaded: Loaded[Contract]) -> Contract:
    if loaded.value is not None:
        return loaded.value
    row = definitions.contract(session.db, table)
    assert row is not None, "a file that is known has been adopted"  # noqa: S101 - tells the type checker
    return session.recall(row.definition, Contract)


def _gone(known: Mapping[str, Known], found: Definitions) -> list[tuple[Kind, str, str]]:
    """Give kind, name and path of what was adopted and has no file any more."""
    there = {("source", n) for n in found.sources} | {("contract", n) for n in found.contracts}
    there |= {("model", n) for n in found.models} | {("file", n) for n in found.files}
    return [(kind, name, path) for path, (_, kind, name) in known.items() if (kind, name) not in there]


def _authors(session: Session, found: Definitions, gone: list[tuple[Kind, str, str]]) -> dict[str, Author]:
    """Give who wrote the changed files, where git knows; of models where a second person is asked."""
    kinds: list[Mapping[str, Loaded[Any]]] = [found.sources, found.contracts, found.files]
    if "model" in session.config.second_person:
        kinds.append(found.models)
    files = {file.path: file.raw for files in kinds for file in files.values() if file.value is not None}
    files_gone = dict.fromkeys(path for kind, _, path in gone if kind != "model" or found.models in kinds)
    if not files and not files_gone:
        return {}
    from jobforge_es.commands.authors import authors_of  # only what has changed has an author

    return authors_of(session, files | files_gone)


def _retire(session: Session, gone: list[tuple[Kind, str, str]], by: Mapping[str, Author]) -> Iterator[Outcome]:
    for kind, name, path in gone:
        if kind in ("contract", "model") and (waiting := waits(session, kind, name, path, GONE, by.get(path))):
            yield waiting
            continue
        stream = f"catalog-{name}" if kind == "file" else f"{kind}-{name}"
        appended = session.record(stream, [DefinitionRetired(kind, name, path)], by=by.get(path))
        yield Outcome("apply", path, "retired", appended.last, note=f"{kind} {name}: its file is gone")


def adopt_file(session: Session, path: str, loaded: Loaded[Statements], by: Author | None = None) -> Outcome:
    """Record a file of the catalog that was read."""
    session.vault.keep_bytes(loaded.raw)
    event = CatalogFileAdopted(path, loaded.sha256, session.keep(loaded.value))
    return _adopt(session, f"catalog-{path}", event, path, by=by)


def adopt_source(session: Session, name: str, loaded: Loaded[Source], by: Author | None = None) -> Outcome:
    """Record a source that was read from its file."""
    session.vault.keep_bytes(loaded.raw)
    event = SourceAdopted(name, loaded.path, loaded.sha256, session.keep(loaded.value))
    return _adopt(session, f"source-{name}", event, loaded.path, by=by)


def adopt_contract(
    session: Session,
    table: str,
    loaded: Loaded[Contract],
    scope: Literal["rebuild"] | None = None,
    by: Author | None = None,
) -> Outcome:
    """Record a contract that was read from its file.

    Args:
        session: of the command.
        table: that it is of.
        loaded: from its file.
        scope: of the revision; None for what the file says, or the default.
        by: who wrote it, where that is not the actor of the session.
    """
    contract = loaded.value
    assert contract is not None, "only files that were read are adopted"  # noqa: S101 - tells the type checker
    check_contract(contract)
    former = definitions.contract(session.db, table)
    generation = definitions.former_generation(session.db, table)
    settled = scope or adopted_scope(session, former, contract)
    session.vault.keep_bytes(loaded.raw)
    event = ContractAdopted(
        table=table,
        path=loaded.path,
        file_sha256=loaded.sha256,
        definition=session.keep(contract),
        source=contract.source,
        version=contract.version,
        scope=settled,
        generation=generation + (settled == "rebuild"),
    )
    note = f"version {contract.version}"
    if former is not None:
        note += ", its batches are promoted again" if settled == "rebuild" else ", for batches from now on"
    return _adopt(session, f"contract-{table}", event, loaded.path, note, by)


def adopted_scope(session: Session, former: ContractRow | None, contract: Contract) -> Literal["from_now", "rebuild"]:
    """Tell with which scope a contract is adopted in place of a former one."""
    from jobforge_es.definitions.scope import settled_scope  # only a changed contract needs it

    if former is None:
        return "rebuild"
    asked = contract.about.get("jobforge.scope")
    settled = settled_scope(session.recall(former.definition, Contract), contract, asked)
    return "rebuild" if settled == "rebuild" else "from_now"


def check_contract(contract: Contract) -> None:
    """Refuse a contract that could never be kept: a pattern that is none, a bound of another type, a policy at odds.

    Raises:
        UnfitRule, UnfitColumn, PolicyAtOdds: what is wrong with it.
    """
    from projections.layers.casting import check_column  # loads the data libraries, for changes only
    from projections.layers.rules import ROW_RULES, check_rule
    from projections.layers.silver import check_policy

    check_policy(contract)
    if contract.source is not None:
        for column in contract.columns:
            check_column(column)
    for rule in contract.rules:
        if rule.kind in ROW_RULES:
            check_rule(rule, contract)


def _adopt(session: Session, stream: str, event: Event, path: str, note: str = "", by: Author | None = None) -> Outcome:
    return Outcome("apply", path, "done", session.record(stream, [event], by=by).last, note=note)


def _adopt_models(session: Session, found: Definitions, by: Mapping[str, Author]) -> Iterator[Outcome]:
    from jobforge_es.commands.adopt_models import adopt_models  # loads the SQL parser when it must

    yield from adopt_models(session, found.models, found.contracts, by)
