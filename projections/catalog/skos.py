"""The glossary as SKOS (W3C, 2009) in Turtle: sorted, so that the same terms give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from projections.catalog.glossary import Term

TERM = "urn:term:"
"""Before the key of a term; contracts name terms like this too."""

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TEXTS = {
    "label": "skos:prefLabel",
    "synonyms": "skos:altLabel",
    "abbreviation": "skos:altLabel",
    "definition": "skos:definition",
    "scope_note": "skos:scopeNote",
    "example": "skos:example",
}
"""Properties that each language words for itself."""
LINKS = {
    "broader": "skos:broader",
    "is_a": "skos:broader",
    "see_also": "rdfs:seeAlso",
    "replaced_by": "dcterms:isReplacedBy",
}
IRI = re.compile(r"(?:https?|urn):[^\s<>\"{}|\\^`\x00-\x20]+")


def skos(name: str, terms: Iterable[Term]) -> str:
    """Write terms as a concept scheme.

    ``is_a`` is written as ``skos:broader`` as well; what SKOS has no word for is said in Dublin Core, OWL and schema.

    Args:
        name: of the project, which names the scheme.
        terms: in any order; what links to a term that is not among them is left out.
    """
    found = {each.key: each for each in terms}
    scheme = f"<urn:jobforge:glossary:{_percent(name)}>"
    tops = [key for key, each in found.items() if not _above(each, found)]
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    about = [("a", "skos:ConceptScheme"), ("rdfs:label", _text(name))]
    lines += ["", *_subject(scheme, [*about, *(("skos:hasTopConcept", _concept(key)) for key in sorted(tops))])]
    for key in sorted(found):
        lines += ["", *_subject(_concept(key), [("a", "skos:Concept"), ("skos:inScheme", scheme), *_said(found, key)])]
    return "\n".join(lines) + "\n"


def _said(found: dict[str, Term], key: str) -> list[tuple[str, str]]:
    term = found[key]
    told = {*_texts(term), *(_match(value) for value in term.values("exact_match"))}
    for name, predicate in LINKS.items():
        told |= {(predicate, _concept(other)) for other in term.values(name) if other in found}
    below = (other for other, each in found.items() if key in _above(each, found))
    told |= {("skos:narrower", _concept(other)) for other in below}
    told |= {("skos:related", _concept(other)) for other in term.related if other in found}
    told |= {("dcterms:source", _text(value)) for value in term.values("citation")}
    told |= {("dcterms:valid", f'"{value}"^^xsd:date') for value in term.values("review_by")}
    told.add(("schema:creativeWorkStatus", _text(term.stage)))
    if term.stage == "deprecated":
        told.add(("owl:deprecated", "true"))
    return sorted(told)


def _texts(term: Term) -> Iterator[tuple[str, str]]:
    for (name, language), values in term.said.items():
        for value in values:
            if name in TEXTS and (name == "label" or value != term.text("label", language)):
                yield TEXTS[name], _text(value, language)


def _above(term: Term, found: dict[str, Term]) -> list[str]:
    return [other for other in (*term.values("broader"), *term.values("is_a")) if other in found]


def _match(value: str) -> tuple[str, str]:
    return ("skos:exactMatch", f"<{value}>") if IRI.fullmatch(value) else ("skos:note", _text(value))


def _subject(subject: str, told: list[tuple[str, str]]) -> Iterator[str]:
    yield subject
    for number, (predicate, value) in enumerate(told, 1):
        yield f"    {predicate} {value} {'.' if number == len(told) else ';'}"


def _concept(key: str) -> str:
    return f"<{TERM}{key}>"


def _percent(text: str) -> str:
    from urllib.parse import quote  # only what is exported needs it

    return quote(text, safe="")


def _text(text: str, language: str | None = None) -> str:
    escaped = "".join(ESCAPES.get(c) or (c if c.isprintable() or c == " " else f"\\U{ord(c):08X}") for c in text)
    return f'"{escaped}"{f"@{language}" if language else ""}'


ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
