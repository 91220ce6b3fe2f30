"""The glossary, and which assets each term is linked to."""

from __future__ import annotations

import re
from typing import Any, Final

from projections.catalog.glossary import Stage, Term
from projections.exports.changed import Changed
from projections.exports.purview.contacts import OF_TERMS, contacts
from projections.exports.purview.names import Names
from projections.exports.purview.words import TEMPLATE, attributes
from projections.exports.told import CatalogTold

STATUS: Final[dict[Stage, str]] = {
    "draft": "Draft",
    "in review": "Draft",
    "approved": "Approved",
    "rejected": "Alert",
    "deprecated": "Expired",
}
RELATIONS: Final = {
    "broader": "isA",
    "is_a": "isA",
    "related": "seeAlso",
    "see_also": "seeAlso",
    "replaced_by": "replacedBy",
}

Json = dict[str, Any]


class Glossary:
    """Writes the terms of a catalog; their guids follow those of the assets, and stand for the ones that they get."""

    def __init__(self, told: CatalogTold, names: Names, changed: list[Changed]) -> None:
        self._told, self._names, self._changed = told, names, changed
        first = len(names.guids) + 1
        self._guid = str(-first)
        self._guids = {each.key: str(-number) for number, each in enumerate(told.terms, first + 1)}
        self._called = self._titles()

    def document(self) -> Json:
        """Give the glossary with its terms, by key."""
        name = _fitting(self._told.project)
        about = {"guid": self._guid, "name": name, "qualifiedName": name}
        return {"glossary": about, "terms": [self._term(each, name) for each in self._told.terms]}

    def links(self) -> list[Json]:
        """Give for each term the assets that are linked to it."""
        found = []
        for term in self._told.terms:
            subjects = (each.partition(":")[2] for each in term.used_by if each.startswith(("table:", "column:")))
            entities = [
                {"typeName": name.type, "uniqueAttributes": {"qualifiedName": name.qualified}}
                for each in sorted(subjects)
                if (name := self._names.of.get(each))
            ]
            if entities:
                found.append({**self._header(term.key), "entities": entities})
        return found

    def _term(self, term: Term, glossary: str) -> Json:
        called = self._called[term.key]
        fields = (
            ("longDescription", term.text("definition", "en")),
            ("abbreviation", ", ".join(term.values("abbreviation", "en"))),
            ("usage", term.text("scope_note", "en")),
        )
        if term.stage in ("in review", "rejected"):
            self._changed.append(Changed(f"term:{term.key}", term.stage, STATUS[term.stage], "there is no such status"))
        found: Json = {
            "guid": self._guids[term.key],
            "name": called,
            "qualifiedName": f"{called}@{glossary}",
            "anchor": {"glossaryGuid": self._guid},
            "status": STATUS[term.stage],
            "attributes": {TEMPLATE: attributes(TEMPLATE, term.said)},
        }
        found |= {name: value for name, value in fields if value}
        examples = list(term.values("example", "en"))
        found |= {"examples": examples} if examples else {}
        people = self._told.of_terms.get(term.key, ())
        answering = contacts(f"term:{term.key}", people, OF_TERMS, self._told.directory, self._changed)
        return found | ({"contacts": answering} if answering else {}) | self._related(term)

    def _related(self, term: Term) -> Json:
        found: Json = {}
        for name, relation in RELATIONS.items():
            for other in term.values(name):
                if other not in self._guids:
                    why = "the other term is not in the glossary"
                    self._changed.append(Changed(f"term:{term.key}", f"{name}: {other}", "", why))
                elif self._header(other) not in found.setdefault(relation, []):
                    found[relation].append(self._header(other))
        return found

    def _header(self, key: str) -> Json:
        return {"termGuid": self._guids[key], "displayText": self._called[key]}

    def _titles(self) -> dict[str, str]:
        """Call each term by its English label; by its key where it has none or another has the same."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for term in self._told.terms:
            label = term.text("label", "en") or term.key
            name = _fitting(label)
            if name.casefold() in taken:
                name = _fitting(term.key)
            if name != label:
                why = "a name is its own among terms, and has no @ and no point"
                self._changed.append(Changed(f"term:{term.key}", label, name, why))
            taken.add(name.casefold())
            found[term.key] = name
        return found


def _fitting(name: str) -> str:
    return re.sub(r"[@.\s]+", " ", name).strip()
