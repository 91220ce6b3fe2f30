"""L'aide du classeur, là où travaille l'intendance."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "pull": """Écrire dans les fichiers ce que des commandes ont dit du catalogue, et consigner les fichiers tels qu'ils
    sont alors.

    Les commentaires et l'ordre restent. Avec --dry-run, montre les lignes qui changeraient.""",
    "catalog export": """Écrire le catalogue et les lignes retenues dans un classeur où travailler; import reprend ce
    qui y a changé.

    Une feuille par genre de sujet, une colonne par propriété, une par langue. Les valeurs personnelles sont
    masquées.""",
    "catalog import": """Consigner ce qui a changé dans un classeur depuis son exportation : tout, ou rien si une
    cellule ne peut être reprise.

    Les cellules dont les mots ont changé ailleurs entre-temps sont montrées côte à côte. --reason doit dire
    pourquoi.""",
}

OPTIONS: Final = {"--xlsx": "Le classeur à écrire."}
