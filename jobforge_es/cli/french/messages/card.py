"""Les fiches du catalogue, et ce qui leur manque."""

from __future__ import annotations

from typing import Final

CARD: Final = {
    "  (derived)": "  (déduit)",
    "  acting for {party}": "  par intérim pour {party}",
    "  until {day}": "  jusqu'au {day}",
    "(in the file: {header})": "(dans le fichier : {header})",
    "complete": "complet",
    "complete: {percent} %, {told:,} of {wanted:,}": "complet à {percent} %, {told:,} sur {wanted:,}",
    "each row of {table}": "chaque ligne de {table}",
    "edition": "édition",
    "followed": "suivi",
    "from batches, by contract": "de lots, selon un contrat",
    "from files, as they came": "de fichiers, tels quels",
    "gave the same rows twice, at {at}": "a donné deux fois les mêmes lignes, à la position {at}",
    "header": "en-tête",
    "into": "vers",
    "key": "clé",
    "lineage": "lignage",
    "made": "fait",
    "newest batch": "lot le plus récent",
    "newest file": "dernier fichier",
    "not yet: it has given no rows": "pas encore : il n'a donné aucune ligne",
    "nothing has to be said of it": "rien n'est demandé à son sujet",
    "nothing has these words": "rien ne porte ces mots",
    "there is no table yet of which anything could be said": "il n'y a encore aucun tableau dont on puisse parler",
    "last file": "dernier fichier",
    "{file} was refused whole ({code})": "{file} a été refusé en entier ({code})",
    "open rows": "lignes à traiter",
    "people": "responsables",
    "period": "période",
    "proof": "preuve",
    "published": "publié",
    "questions and consumers": "questions et consommateurs",
    "said": "dit",
    "sources": "sources des données",
    "stale": "périmé",
    "subject": "sujet",
    "terms of the glossary": "termes du glossaire",
    "together": "ensemble",
    "wanted": "demandé",
    "what is said": "ce qui est dit",
    "{n:,} more": "{n:,} de plus",
    "{path}, by {who}, {when}": "{path}, par {who}, {when}",
    "{read:,} read, {accepted:,} accepted, {quarantined:,} set aside, {deduplicated:,} left out as equal": (
        "lues : {read:,}, acceptées : {accepted:,}, retenues : {quarantined:,}, omises comme égales : {deduplicated:,}"
    ),
    "{table} as a whole: {why}": "{table} en entier (en anglais : {why})",
}
