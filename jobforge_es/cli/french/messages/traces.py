"""Le chemin des lignes : de quoi elles sont faites, ce qui en fut décidé, ce que cela veut dire."""

from __future__ import annotations

from typing import Final

TRACES: Final = {
    " (above)": " (plus haut)",
    " (adopted at position {position})": " (adopté à la position {position})",
    " (when the file was landed: {then})": " (à la réception du fichier : {then})",
    " by {path}": " d'après {path}",
    " from {rules}": " de {rules}",
    " into {table}": " dans {table}",
    " until {day}": " jusqu'au {day}",
    "(the value was disposed of)": "(la valeur a été détruite)",
    ", acting for {party}": ", par intérim pour {party}",
    ", contract version {version}": ", contrat en version {version}",
    ", line {line:,} (byte {byte:,})": ", ligne {line:,} (octet {byte:,})",
    ", since {day}": ", depuis le {day}",
    ", the first {n:,} are followed": ", dont les {n:,} premières sont suivies",
    ", until {day}": ", jusqu'au {day}",
    ", whatever is in it": ", quoi qu'elle contienne",
    ", whatever is in them": ", quoi qu'elles contiennent",
    ", {n:,} of them followed": ", dont {n:,} suivies",
    "; the whole table plays a part: {why}": "; tout le tableau y a part (en anglais : {why})",
    "; these rows were made without it": "; ces lignes ont été faites sans elle",
    "agreed to {said}": "approuvé {said}",
    "at position {position}, {when}, by {who}": "à la position {position}, {when}, par {who}",
    "because {reason}": "motif : {reason}",
    "built": "construit",
    "by word of the {basis}": "sur la foi de : {basis}",
    "corrected": "corrigée",
    "counts from": "compte à partir de",
    "decided about these records": "décidé de ces enregistrements",
    "landed": "reçu",
    "made of {rows} of {table}": "fait de {rows} de {table}",
    "no definition is said": "aucune définition n'est donnée",
    "nobody is named as steward of {table} on {day}": "personne n'est nommé intendant de {table} le {day}",
    "not said: {names}": "pas dit : {names}",
    "declined": "déclinée",
    "lapsed": "échue",
    "privacy": "protection des renseignements personnels",
    "publisher": "éditeur",
    "undone": "annulée",
    "promoted": "promu",
    "released as it is": "acceptée telle quelle",
    "set aside before": "retenu auparavant",
    "source {name}": "source de données {name}",
    "steps": "étapes",
    "still": "encore",
    "term {id}: {label}, of {of} [{stage}]": "terme {id} : {label}, pour {of} [{stage}]",
    "until position {position}": "jusqu'à la position {position}",
    "what it means": "ce que cela veut dire",
    "{file}, record {record:,}": "{file}, enregistrement {record:,}",
    "{id} on the way into {table} at position {position}, {until}: {rules}": (
        "{id} à l'entrée de {table}, à la position {position}, {until} : {rules}"
    ),
    "{name}: {text}": "{name} : {text}",
    "{role} of {of} on {day}: {who}": "{role} de {of} le {day} : {who}",
    "whether rows of {file} ({batch}) stood here cannot be told": (
        "on ne peut dire si des lignes de {file} ({batch}) figuraient ici"
    ),
    "{rows} of {file} ({batch}) stood here": "{rows} de {file} ({batch}) figuraient ici",
}
