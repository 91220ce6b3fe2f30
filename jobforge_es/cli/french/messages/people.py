"""Ce qui attend une deuxième personne, le glossaire, les personnes et leur liste."""

from __future__ import annotations

from typing import Final

PEOPLE: Final = {
    # glossary
    "draft": "ébauche",
    "deprecated": "désuet",
    "in review": "en révision",
    "it was to be looked at again by {day}": "à revoir au plus tard le {day}",
    "label": "libellé",
    "narrower terms": "termes spécifiques",
    "not said yet": "pas encore dit",
    "related terms": "termes associés",
    "review by": "à revoir avant le",
    "term": "terme",
    "used by": "utilisé par",
    "{n:,} terms": "{n:,} termes",
    "{stage}: put forward by {who} at position {position}, {when}": (
        "{stage} : soumis par {who} à la position {position}, {when}"
    ),
    "{stage} by {who} at position {position}": "{stage}, dit par {who} à la position {position}",
    "{stage}: {outcome} by {who} at position {position}": "{stage} : {outcome} par {who} à la position {position}",
    "; the author, in a project of one person": "; l'auteur lui-même, dans un projet d'une seule personne",
    # people
    "acting for": "par intérim pour",
    "approver": "approbateur",
    "ended": "terminé",
    "expert": "expert",
    "expired": "rôle échu",
    "for": "pour",
    "in force": "en vigueur",
    "name": "nom",
    "nobody is named": "personne n'est nommé",
    "on {day}, as of position {position}": "le {day}, à la position {position}",
    "organisation": "organisme",
    "owner": "propriétaire",
    "party": "partie",
    "person": "personne",
    "role": "rôle",
    "team": "équipe",
    "technical steward": "intendant technique",
    "to come": "à venir",
    "type": "type",
    "vacant": "rôle vacant",
    # inbox
    ", by {day}": ", d'ici le {day}",
    "delivery": "livraison",
    "no party goes by the name {name}: jobforge people list": (
        "aucune partie ne porte le nom {name} : jobforge people list"
    ),
    "review date": "date de révision",
    "to review": "à réviser",
    "{n:,} more have nobody who answers for them": "{n:,} de plus dont personne ne répond",
    "{n:,} thing to do": "{n:,} chose à faire",
    "{n:,} things to do": "{n:,} choses à faire",
    # review
    "contract": "contrat",
    "model": "modèle",
    "because {why}": "motif : {why}",
    "replaced": "remplacé",
    "written by {who}": "écrit par {who}",
    "{stands}; proposed by {who}, {when}": "{stands}; proposé par {who}, {when}",
    "withdrawn by its author": "retiré par son auteur",
}
"""Dont les noms de rôles et d'états."""
