"""Descriptions, terms, sources and links (DMBOK2 chapter 12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from projections.catalog import batches, definitions
from projections.catalog.glossary import Term, term, terms
from projections.catalog.vocabulary import KINDS, LANGUAGES, Property
from projections.catalog.vocabulary.values import split_link
from projections.controls.control import Control
from projections.controls.evidence import Evidence, SaidOf
from projections.controls.items import Item, aged, breaks, holds, judged

IN = {"en": "it has no description in English", "fr": "it has no description in French"}
OF_SOURCE = {
    "publisher": "it has no publisher",
    "licence": "it has no licence",
    "url": "it has no address",
    "frequency": "it does not say how often it comes",
    "contact": "it has no contact",
    "steward": "it has no steward",
}


def described(at: Evidence) -> Iterator[Item]:
    """Look for the description of every table above staged and of its columns, in both languages, of its own."""
    for row in at.promised_layers:
        columns = [f"{row.table_name}.{column.name}" for column in at.own_columns(row.table_name)]
        subjects = [("table", row.table_name), *(("column", name) for name in columns)]
        texts = {each: at.said(*each) for each in subjects}
        for language in LANGUAGES:
            often = Counter(_text(said, "description", language) for said in texts.values())
            for (kind, subject), said in texts.items():
                path = f"description.{language}=..."
                say = ("jobforge", "catalog", "describe", subject, "--set", path, "--reason", "...")
                yield judged(f"{kind}:{subject}", _undescribed(subject, said, language, often), *say)


def _undescribed(subject: str, said: SaidOf, language: str, often: Mapping[str, int]) -> str:
    text = _text(said, "description", language)
    if not text:
        return IN[language]
    if text.casefold() in (subject.rpartition(".")[2].casefold(), _text(said, "title", language).casefold()):
        return "its description says no more than its name"
    return "its description is that of others too" if often[text] > 1 else ""


def _text(said: SaidOf, name: str, language: str = "") -> str:
    row = said.get((name, language))
    return "" if row is None else row.values[0].strip()


def termed(at: Evidence) -> Iterator[Item]:
    """Look for an approved term of every gold column."""
    stages: dict[str, str] = {}
    for row in at.of_layers("gold"):
        for column in at.columns(row.table_name):
            name = f"{row.table_name}.{column.name}"
            linked = at.said("column", name).get(("terms", ""))
            keys = () if linked is None else linked.values
            for key in keys:
                stages.setdefault(key, term(at.db, key).stage)
            yield _termed(name, keys, stages)


def _termed(name: str, keys: tuple[str, ...], stages: Mapping[str, str]) -> Item:
    if not keys:
        say = ("jobforge", "catalog", "describe", name, "--set", "terms=...", "--reason", "...")
        return breaks(f"column:{name}", "it is linked to no term", *say)
    if not any(stages[key] == "approved" for key in keys):
        return breaks(f"column:{name}", "its term {term} is not approved", *_submit(keys[0]), term=keys[0])
    return holds(f"column:{name}")


def _submit(key: str) -> tuple[str, ...]:
    return "jobforge", "glossary", "submit", key, "--reason", "..."


def defined(at: Evidence) -> Iterator[Item]:
    """Look at every approved term: definitions, steward, day of review, and whether others have its label."""
    approved = [each for each in terms(at.db) if each.stage == "approved"]
    labels = Counter(
        (at_, text.casefold()) for each in approved for at_ in LANGUAGES for text in each.values("label", at_)
    )
    for each in approved:
        say = ("jobforge", "glossary", "revise", each.key, "--reason", "...")
        day = each.text("review_by")
        wrong = _undefined(each, labels)
        if not wrong and day < at.day.isoformat():
            yield aged(f"term:{each.key}", "it was to be looked at again by {day}", *say, day=day)
        else:
            yield judged(f"term:{each.key}", wrong, *say)


def _undefined(each: Term, labels: Mapping[tuple[str, str], int]) -> str:
    if not all(each.text("definition", language) for language in LANGUAGES):
        return "it is not defined in both languages"
    if not each.text("steward"):
        return "it has no steward"
    if not each.text("review_by"):
        return "nothing says when it is to be looked at again"
    shared = any(labels[at, text.casefold()] > 1 for at in LANGUAGES for text in each.values("label", at))
    return "another term has its label" if shared else ""


def published(at: Evidence) -> Iterator[Item]:
    """Look for what should be known of every source, and for the publication date of every file in effect."""
    for row in definitions.sources(at.db):
        said = at.said("source", row.name)
        for name, what in OF_SOURCE.items():
            there = any(of == name for of, _ in said)
            say = ("jobforge", "source", "revise", row.name, "--set", f"{_path(name)}=...", "--reason", "...")
            yield judged(f"source:{row.name}", "" if there else what, *say)
    for batch in batches.batches(at.db):
        if batch.status == "in_effect":
            what = "" if batch.published else "nothing says when its file was published"
            mend = ("jobforge", "plan", "--withdraw", batch.batch_id)
            yield judged(f"batch:{batch.batch_id}", what, *mend)


def _path(name: str) -> str:
    return f"{name}.en" if KINDS["source"].properties[name].bilingual else name


def not_dangling(at: Evidence) -> Iterator[Item]:
    """Follow every link of the catalog."""
    there = _subjects(at)
    for kind in KINDS.values():
        links = {each.name: each for each in kind.properties.values() if each.shape == "link"}
        for subject in at.subjects(kind.name):
            for (name, _), row in at.said(kind.name, subject).items():
                for value in row.values if name in links else ():
                    yield _link(f"{kind.name}:{subject}", links[name], value, there)


def _subjects(at: Evidence) -> dict[str, set[str]]:
    found = {kind: set(at.subjects(kind)) for kind in KINDS}
    found["table"] = {row.table_name for row in at.tables}
    found["column"] = {f"{row.table_name}.{column.name}" for row in at.tables for column in at.columns(row.table_name)}
    found["source"] = {row.name for row in definitions.sources(at.db)}
    return found


def _link(subject: str, what: Property, value: str, there: Mapping[str, set[str]]) -> Item:
    kind, key = split_link(what, value)
    lost = key not in there.get(kind, set())
    told = "its {name} leads to {target}, which is not there" if lost else ""
    say = ("jobforge", "catalog", "describe", subject, "--set", f"{what.name}=...", "--reason", "...")
    return judged(subject, told, *say, name=what.name, target=f"{kind}:{key}")


CONTROLS = (
    Control(
        "L01",
        "Each table above staged and each of its columns has a description of its own, in English and in French.",
        "Chaque tableau au-dessus de staged et chaque colonne a sa description, en anglais et en français.",
        described,
    ),
    Control(
        "L02",
        "Each gold column is linked to an approved term.",
        "Chaque colonne de gold est liée à un terme approuvé.",
        termed,
    ),
    Control(
        "L03",
        "Each approved term is defined in both languages, has a steward, is due for no review and shares no label.",
        "Chaque terme approuvé est défini en deux langues, a un intendant et son libellé, et n'attend aucune révision.",
        defined,
    ),
    Control(
        "L06",
        "Publisher, licence, address, frequency and contact of each source are known, and the date of each file.",
        "On connaît éditeur, licence, adresse, fréquence et contact de chaque source, et la date des fichiers.",
        published,
    ),
    Control(
        "L07",
        "No link of the catalog leads nowhere.",
        "Aucun lien du catalogue ne mène nulle part.",
        not_dangling,
    ),
)
