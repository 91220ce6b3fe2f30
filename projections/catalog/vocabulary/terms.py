"""Glossary terms."""

from __future__ import annotations

from projections.catalog.vocabulary.kinds import Property, bilingual, kind, link

RELATIONS = ("broader", "related", "is_a", "see_also", "replaced_by", "exact_match")

TERM = kind(
    "term",
    "terms",
    "glossary term",
    "terme du glossaire",
    bilingual("label", "label", "libellé", expected="always"),
    bilingual("definition", "definition", "définition", expected="always"),
    bilingual("abbreviation", "abbreviation", "abréviation"),
    bilingual("synonyms", "synonyms", "synonymes", many=True),
    bilingual("scope_note", "scope note", "note d'application"),
    bilingual("example", "example", "exemple"),
    link("broader", "broader term", "terme générique", "term", many=True),
    link("related", "related term", "terme associé", "term", many=True),
    link("is_a", "is a", "est un", "term", many=True),
    link("see_also", "see also", "voir aussi", "term", many=True),
    link("replaced_by", "replaced by", "remplacé par", "term", many=True),
    Property("exact_match", "same as, elsewhere", "équivalent, ailleurs", many=True),
    link("steward", "steward", "intendant", "party", expected="always"),
    Property("citation", "source of the definition", "source de la définition"),
    Property("review_by", "review by", "à revoir avant le", "date", expected="always"),
    Property("deprecated", "deprecated", "désuet", "flag"),
)
