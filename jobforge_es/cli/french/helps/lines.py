"""Une ligne par commande, et les phrases autour."""

from __future__ import annotations

from typing import Final

AUDIENCES: Final = {"Engineer": "Ingénierie", "Steward": "Intendance", "Auditor": "Audit"}

LINES: Final = {
    "demo": "L'exemple fourni, de la source à gold, et l'histoire d'une ligne.",
    "init": "Préparer un projet.",
    "plan": "Dire ce que ferait run; n'écrit rien.",
    "apply": "Consigner les sources, les contrats et les modèles qui ont changé.",
    "pull": "Écrire dans les fichiers ce qu'ont dit les commandes.",
    "fetch": "Télécharger les fichiers des adresses que déclarent les sources.",
    "ingest": "Recevoir des fichiers dans staged.",
    "promote": "Faire monter ce qui doit l'être.",
    "run": "Appliquer, recevoir la boîte d'arrivée, promouvoir jusqu'à gold.",
    "query": "Un SELECT sur les couches, telles qu'elles sont ou étaient.",
    "trace": "D'où viennent des lignes, jusqu'à l'enregistrement du fichier source.",
    "explain-value": "Les lignes derrière un chiffre, qui le donnent une fois additionnées.",
    "why-not": "Pourquoi un tableau n'a pas une ligne, et les lignes qui le montrent.",
    "lineage": "De quoi un tableau est fait, et ce qui est fait de lui.",
    "diff": "Ce qui diffère entre deux moments d'un tableau, et ce qui l'a causé.",
    "export": "Écrire le catalogue pour d'autres programmes.",
    "replay": "Reconstruire tout ce qui est dérivé, et comparer.",
    "gc": "Compacter, et supprimer les fichiers dérivés inutiles.",
    "doctor": "Ce qui pourrait mal tourner sur cet ordinateur.",
    "completion": "Imprimer le script de complétion d'un interpréteur.",
    "status": "Ce qu'il y a, ce qui est dû, ce qui attend une personne.",
    "quarantine": "Les données retenues, et les règles qu'elles enfreignent.",
    "correct": "Corriger une valeur acceptée qui est fausse.",
    "review": "Approuver, comme deuxième personne, ce que quelqu'un propose.",
    "withdraw": "Retirer un lot; son histoire reste.",
    "reinstate": "Rétablir un lot retiré.",
    "catalog": "Tableaux et colonnes, en français et en anglais.",
    "source": "Les sources : en proposer une pour un fichier, leur lecture.",
    "contract": "Ébaucher ce que promet un tableau, d'après ce qui a été reçu.",
    "explain": "Ce que veut dire un code d'erreur.",
    "log": "Ce qui a été consigné, dans l'ordre.",
    "controls": "Des énoncés de bonne pratique, calculés; ce dont les gens se portent garants.",
    "audit": "Questions nommées et SQL en lecture seule sur le registre.",
    "verify": "Recalculer le registre, le coffre et les fichiers des couches.",
    "glossary": "Les termes, ce qu'ils veulent dire, et qui en est d'accord.",
    "inbox": "Ce qui attend quelqu'un, et la commande qui s'en occupe.",
    "people": "Qui il y a, et qui répond de quoi, et quand.",
    "question": "Les questions d'affaires : ce qui y répond, et qui s'en sert.",
}
"""Une ligne par commande."""
EPILOG: Final = "« jobforge COMMANDE --help » en dit plus. Première visite : jobforge demo. In English: --lang en"
ENGLISH_ONLY: Final = "(Cette aide n'existe qu'en anglais.)"
ANSWERS_IN_ENGLISH: Final = "(cette commande répond encore en anglais)"

SPEAKING: Final = frozenset(
    {
        *(
            "status",
            "trace",
            "diff",
            "explain-value",
            "lineage",
            "why-not",
            "correct",
            "withdraw",
            "reinstate",
            "explain",
            "log",
            "controls",
            "audit",
            "verify",
        ),
        *(f"quarantine {each}" for each in ("list", "show", "correct", "retry", "release", "reject")),
        *(f"review {each}" for each in ("list", "approve", "reject")),
        *("inbox", "review show", "question show", "source show", "source credits"),
        *(f"controls {each}" for each in ("show", "trend", "scope", "waive", "attest")),
        *(f"people {each}" for each in ("list", "show", "add", "assign", "end")),
        *(f"glossary {each}" for each in ("add", "revise", "submit", "relate", "deprecate", "show", "list", "skos")),
        *(f"catalog {each}" for each in ("show", "completeness", "search", "profile", "describe", "history", "words")),
        *(f"catalog {each}" for each in ("categorize", "link", "map", "export", "import")),
    }
)
"""Commands whose answers are French; of the others it is said that they are not."""
