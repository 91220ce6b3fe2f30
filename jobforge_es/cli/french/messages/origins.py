"""D'où viennent les lignes et les chiffres, et ce qui diffère entre deux moments."""

from __future__ import annotations

from typing import Final

ORIGINS: Final = {
    # lineage
    "any column of {table}": "toute colonne de {table}",
    "asks it": "l'interroge",
    "as it is": "tel quel",
    "batches of": "lots de",
    "by SQL": "par SQL",
    "chooses the value": "choisit la valeur",
    "compared with": "comparé à",
    "compares with it": "s'y compare",
    "computed": "calculé",
    "files of": "fichiers de",
    "goes into": "sert à",
    "how many rows there are": "combien il y a de lignes",
    "in {table}": "dans {table}",
    "its value is the same in every row, whatever its inputs hold": (
        "sa valeur est la même dans chaque ligne, quelles que soient ses données d'origine"
    ),
    "made from": "fait de",
    "nothing leads to it or from it": "rien n'y mène et rien n'en part",
    "put together from rows": "réuni à partir de plusieurs lignes",
    "shows it": "le montre",
    "SQL over": "SQL sur",
    "which rows are alike": "quelles lignes se valent",
    "which rows are looked at": "quelles lignes sont regardées",
    "which rows come first": "quelles lignes viennent d'abord",
    "which rows go together": "quelles lignes vont ensemble",
    "which rows meet": "quelles lignes se rencontrent",
    "which rows stay": "quelles lignes restent",
    "which rows there are is decided by": "les lignes présentes dépendent de",
    "a change of it reaches {columns}, and which rows stand in {tables}": (
        "un changement atteint {columns}, et le choix des lignes de {tables}"
    ),
    "{how}, because {why}": "{how} (motif en anglais : {why})",
    "{how}: {columns}": "{how} : {columns}",
    "{n:,} column": "{n:,} colonne",
    "{n:,} columns": "{n:,} colonnes",
    "{n:,} table": "{n:,} tableau",
    # explain-value
    "one row": "une ligne",
    "{rows}, worked out again: IT DIFFERS": "{rows}, le calcul refait donne AUTRE CHOSE",
    "{rows}, worked out again: it is the same": "{rows}, le calcul refait donne le même résultat",
    "{rows}; not worked out again: {why}": "{rows}; calcul non refait (en anglais : {why})",
    # why-not
    " (position {position})": " (à la position {position})",
    "a newer delivery took its place": "remplacée par une livraison plus récente",
    "a newer row took its place": "remplacée par une ligne plus récente",
    "asked {table}: {what}": "cherché dans {table} : {what}",
    "by    {rule}": "règle {rule}",
    "it is there": "elle y est",
    "left out by the model": "écartée par le modèle",
    "never received": "jamais reçue",
    "no combination fits": "aucune combinaison ne convient",
    "no partner in a join": "sans vis-à-vis dans une jointure",
    "not built": "pas encore construit",
    "not promoted": "pas encore promue",
    "other values": "autres valeurs",
    "the same as another": "identique à une autre",
    "withdrawn": "retirée",
    "{kind}: {said}": "{kind} (en anglais) : {said}",
    "{table} where {where}, as of position {position}": "{table} où {where}, à la position {position}",
    # diff
    " by {key}": " d'après {key}",
    "; no key tells its rows apart": "; aucune clé ne distingue ses lignes",
    "column {name} is gone": "la colonne {name} a disparu",
    "column {name} is new": "la colonne {name} est nouvelle",
    "the same rows": "les mêmes lignes",
    "{added:,} added, {removed:,} removed, {changed:,} changed": (
        "lignes ajoutées : {added:,}, enlevées : {removed:,}, changées : {changed:,}"
    ),
    "{name}: {n:,} other value": "{name} : {n:,} valeur différente",
    "{name}: {n:,} other values": "{name} : {n:,} valeurs différentes",
    "{table} from position {start} ({before}) to {end} ({after})": (
        "{table}, de la position {start} ({before}) à {end} ({after})"
    ),
}
