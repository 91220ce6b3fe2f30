"""Business questions, and who consumes the answers."""

from __future__ import annotations

from projections.catalog.vocabulary.kinds import Property, bilingual, kind, link, word

QUESTION = kind(
    "question",
    "questions",
    "business question",
    "question d'affaires",
    bilingual("text", "question", "question", expected="always"),
    bilingual("audience", "audience", "public cible", expected="always"),
    link("owner", "owner", "propriétaire", "party", expected="always"),
    word("priority", "priority", "priorité", "high", "medium", "low"),
    link("requires", "required columns", "colonnes nécessaires", "column", many=True, expected="always"),
    link("terms", "glossary terms", "termes du glossaire", "term", many=True),
    Property("sql", "answered by", "réponse par", "sql", expected="always"),
    Property(
        "reads", "reads besides gold", "lit en plus de l'or", "word", many=True, words=("silver", "bronze", "staged")
    ),
    Property("expectation", "expected", "attendu", "expectation", expected="always"),
)

CONSUMER = kind(
    "consumer",
    "consumers",
    "consumer",
    "consommateur",
    bilingual("title", "title", "titre", expected="always"),
    word("type", "type", "type", "dashboard", "report", "application", "export", "model", expected="always"),
    Property("url", "address", "adresse"),
    word("maturity", "maturity", "maturité", "high", "medium", "low"),
    link("owner", "owner", "propriétaire", "party", expected="always"),
    link("requires", "required columns", "colonnes nécessaires", "column", many=True, expected="always"),
    link("questions", "questions", "questions", "question", many=True),
)
