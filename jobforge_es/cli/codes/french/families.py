"""De quoi parlent les codes qui ont une même lettre."""

from __future__ import annotations

from typing import Final

FAMILIES: Final = {
    "A": "ce qui est dit d'un fichier : dates, périodes, livraisons",
    "B": "des comptes qui ne balancent pas",
    "C": "les réglages et les fichiers de définition",
    "D": "les caractères et les encodages",
    "F": "les fichiers et les dossiers qu'écrit JobForge",
    "I": "l'intégrité : une chose n'est pas ce qui a été consigné",
    "K": "les vérifications : trop de lignes enfreignent leurs règles",
    "L": "le registre et son verrou",
    "M": "les modèles et les requêtes",
    "N": "le téléchargement de fichiers",
    "P": "la lecture des enregistrements d'un fichier",
    "Q": "les décisions sur les données retenues, et leurs révisions",
    "S": "les colonnes, les types et les contrats",
    "U": "la façon dont une commande a été employée",
    "W": "ce qui a été retiré, et les octets dont on s'est défait",
    "X": "JobForge lui-même",
}
