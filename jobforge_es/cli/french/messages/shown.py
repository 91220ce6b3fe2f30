"""Ce que montrent les sources, les questions et les profils."""

from __future__ import annotations

from typing import Final

SHOWN: Final = {
    "arrived": "reçu",
    "batch": "lot",
    "changed: {column} in {batch}: {what}": "changé : {column} dans {batch} (en anglais : {what})",
    "column": "colonne",
    "consumer": "consommateur",
    "declared in": "déclarée dans",
    "different": "distinctes",
    "error": "erreur",
    "files": "fichiers",
    "filled": "remplie",
    "header in the file": "en-tête du fichier",
    "highest": "maximum",
    "it is made from no source": "il n'est fait d'aucune source",
    "last verified": "dernière vérification",
    "lowest": "minimum",
    "most frequent": "les plus fréquentes",
    "needs": "a besoin de",
    "needs {names}, which is not there": "a besoin de {names}, qui n'y est pas",
    "never verified": "jamais vérifiée",
    "no answer": "aucune réponse",
    "not as expected": "inattendu",
    "not there": "absents",
    "passed": "réussie",
    "read": "lues",
    "refused: {code}": "refusé : {code}",
    "revised since it was verified": "révisée depuis sa vérification",
    "source": "source de données",
    "text": "libellé de la question",
    "without {fact}": "sans : {fact}",
    "{n:,} file of {of:,}": "{n:,} fichier sur {of:,}",
    "{n:,} files of {of:,}": "{n:,} fichiers sur {of:,}",
    "{n:,} question": "{n:,} question d'affaires",
    "{n:,} questions": "{n:,} questions d'affaires",
    "{n:,} source": "{n:,} source de données",
    "{n:,} sources": "{n:,} sources de données",
    "{outcome}, {rows}, by {who} at position {position}": "{outcome}, {rows}, par {who} à la position {position}",
}
