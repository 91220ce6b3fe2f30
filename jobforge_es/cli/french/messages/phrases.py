"""Ce que plusieurs commandes disent."""

from __future__ import annotations

from typing import Final

PHRASES: Final = {
    " (expected by {day})": " (attendu au plus tard le {day})",
    " (found {value})": " (on y trouve {value})",
    " and {n:,} more": " et {n:,} de plus",
    " in {column}": " dans {column}",
    " of {head}": " sur {head}",
    "   (somebody else)": "   (quelqu'un d'autre)",
    "(tried {n:,} times, event {position})": "(essayé {n:,} fois, événement {position})",
    "(event {position})": "(événement {position})",
    "({note})": "(en anglais : {note})",
    ", version {version}": ", en version {version}",
    ", {n:,} are not there and can be built again": ", {n:,} n'y sont pas et peuvent être reconstruits",
    '--reveal --reason "..." shows it, and that is recorded': '--reveal --reason "..." les montre, et c\'est consigné',
    "; there are more": "; il y en a d'autres",
    "accepted into {table}": "acceptée dans {table}",
    "as of position {position}": "à la position {position}",
    "at byte {at:,} of the file, {n:,} bytes": "à l'octet {at:,} du fichier, {n:,} octets",
    "by {who}": "par {who}",
    "contract {version}": "contrat {version}",
    "done: {policy}": "suite donnée : {policy}",
    "draft: no contract": "ébauche : pas de contrat",
    "everything is as it was recorded": "tout est tel que consigné",
    "for {n:,} row": "pour {n:,} ligne",
    "for {n:,} rows": "pour {n:,} lignes",
    "it takes effect when a second person agrees": "cela prend effet quand une deuxième personne l'approuve",
    "lacks {names}; {n:,} landed": "il manque {names}; {n:,} reçus",
    "line {line:,}, at byte {at:,} of the file": "ligne {line:,}, à l'octet {at:,} du fichier",
    "matched by no source": "sans source qui leur convienne",
    "no event recorded it; nothing reads it": "aucun événement ne l'a consigné; rien ne le lit",
    "not applied yet": "pas encore appliqués",
    "not looked at yet": "pas encore examinés",
    "nothing has come": "rien n'est venu",
    "nothing to do": "rien à faire",
    "nothing was recorded that fits, up to position {position}": (
        "rien n'a été consigné qui convienne, jusqu'à la position {position}"
    ),
    "nothing was written: this is what would happen": "rien n'a été écrit : voilà ce qui se passerait",
    "of {n:,} batch": "de {n:,} lot",
    "of {n:,} batches": "de {n:,} lots",
    "personal information is masked: {names}": "des renseignements personnels sont masqués : {names}",
    "put a file into inbox/, say in sources/ how it is read, jobforge plan": (
        "déposez un fichier dans inbox/, dites dans sources/ comment le lire, jobforge plan"
    ),
    "record {record}": "enregistrement {record}",
    "record {record}, on the way into {table}": "enregistrement {record}, à l'entrée de {table}",
    "refused for good": "refusée pour de bon",
    "refused {names}": "{names} refusés",
    "released from {rules} {until}": "acceptée par dérogation à {rules} (en anglais : {until})",
    "retired: nothing makes it any more": "délaissé : plus rien ne le produit",
    "set aside on the way into {table}: {rules}": "mise en quarantaine à l'entrée de {table} : {rules}",
    "the file was refused": "le fichier a été refusé",
    "the newest {n:,}; --limit 0 shows all": "les plus récents, au nombre de {n:,}; --limit 0 les montre tous",
    "would be left out of {table}: an equal row stands": "serait omise de {table} : une ligne égale s'y trouve",
    "would be set aside on the way into {table}: {rules}": "serait mise en quarantaine à l'entrée de {table} : {rules}",
    "would stand in {table}": "figurerait dans {table}",
    "would wait": "attendrait",
    "{columns} corrected": "{columns} : valeur corrigée",
    "{day} late": "{day} en retard",
    "{former} is likely {now} now": "{former} est sans doute devenu {now}",
    "{header} was {was}, is {now}": "{header} était {was}, est {now}",
    "{n:,}": "{n:,}",
    "{n:,} events are not in the tables on disk yet: the next command that writes takes them in": (
        "{n:,} événements ne sont pas encore dans les tableaux sur le disque : la prochaine commande qui "
        "écrit les y mettra"
    ),
    "{n:,} events, each follows the one before; the last is {head}": (
        "{n:,} événements, chacun suit le précédent; le dernier est {head}"
    ),
    "{n:,} files hashed": "empreinte de {n:,} fichiers calculée",
    "{n:,} hold the rows that were recorded in the bytes of other libraries": (
        "{n:,} contiennent les lignes consignées, dans les octets d'autres bibliothèques"
    ),
    "{n:,} more; --json tells all": "{n:,} de plus; --json les donne toutes",
    "{n:,} more; --limit 0 shows all": "{n:,} de plus; --limit 0 les montre toutes",
    "{n:,} objects hashed": "empreinte de {n:,} objets calculée",
    "{n:,} of {of:,} would be accepted; nothing was written": "{n:,} sur {of:,} seraient acceptées; rien n'a été écrit",
    "{n:,} read": "{n:,} lues",
    "{n:,} row": "{n:,} ligne",
    "{n:,} row set aside": "{n:,} ligne retenue",
    "{n:,} rows": "{n:,} lignes",
    "{n:,} rows set aside": "{n:,} lignes retenues",
    "{n:,} statements": "{n:,} énoncés",
    "{n:,} tables": "{n:,} tableaux",
    "{n:,} things are not as recorded": "{n:,} choses ne sont pas telles que consignées",
    "{n:,} waiting": "{n:,} en attente",
    "question": "question d'affaires",
    "not answered as expected": "sans la réponse attendue",
    "{n:,} waiting for a second person": "{n:,} en attente d'une deuxième personne",
    "{outcome} by {who}": "{outcome} par {who}",
    "{reason}": "(en anglais) {reason}",
    "{share} of its values are the same": "{share} de ses valeurs sont les mêmes",
    "{what} is {outcome}, at position {position}": "{what} : {outcome}, à la position {position}",
    "{what} recorded at position {position}, {rows}; what came is kept": (
        "{what} : consigné à la position {position}, {rows}; ce qui est venu est conservé"
    ),
    "{what} taken back at position {position}, {rows}; that it held stays recorded": (
        "{what} : annulé à la position {position}, {rows}; il reste consigné que cela valait"
    ),
    "{what} was disposed of under {authority}, by {who}": (
        "on s'est défait de {what} en vertu de {authority}, par {who}"
    ),
    "{what} would be {outcome}, at position {position}": "{what} : serait {outcome}, à la position {position}",
}
