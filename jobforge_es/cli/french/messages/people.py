"""Ce qui attend une deuxième personne, le glossaire, les personnes et leur liste."""

from __future__ import annotations

from typing import Final

PEOPLE: Final = {
    # review
    "replaced": "remplacé",
    "withdrawn by its author": "retiré par son auteur",
}
"""Dont les noms de rôles et d'états."""
