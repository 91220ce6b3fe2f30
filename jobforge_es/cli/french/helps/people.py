"""L'aide du glossaire, des personnes et de leur liste : commandes et options."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "inbox": """Énumérer ce qui attend quelqu'un, avec la commande qui s'en occupe.

    Lignes retenues, fichiers refusés ou qui ne sont pas venus, ce qui attend une deuxième personne, termes dont la date
    de révision est passée, rôles sans titulaire, questions sans la réponse attendue.""",
    "review show": "Montrer ce que l'on approuverait : en quoi cela diffère de ce qui valait avant.",
    "people": "Dire qui il y a, et qui répond de quoi, de quand à quand.",
    "people list": """Énumérer tout le monde et tous les rôles : ceux qui sont tenus, et ceux qui ont pris fin sans que
    personne suive.""",
    "people show": """Montrer une partie et ses rôles, ou qui répond d'un tableau, d'une colonne (gold.t.c) ou d'un
    autre sujet (term:CLÉ).""",
    "people add": """Ajouter une personne, une équipe ou une organisation, comme a.roy@example.org. --reason doit dire
    pourquoi.""",
    "people assign": """Charger quelqu'un de répondre d'un tableau, d'une colonne, de source:CLÉ, term:CLÉ,
    question:CLÉ ou consumer:CLÉ.

    --reason doit dire pourquoi.""",
    "people end": "Dire jusqu'à quand quelqu'un répond d'une chose. --reason doit dire pourquoi.",
    "glossary": "Consigner ce que veulent dire les mots, et en faire convenir une deuxième personne.",
    "glossary add": "Ajouter un terme, comme groupe-de-base, à l'état d'ébauche. --reason doit dire pourquoi.",
    "glossary revise": """Modifier un terme; ce qui n'est pas nommé reste. Il redevient une ébauche. --reason doit dire
    pourquoi.""",
    "glossary submit": """Soumettre des termes, pour qu'une deuxième personne approuve ce qu'ils disent maintenant :
    jobforge review approve.""",
    "glossary relate": """Lier un terme à d'autres, ou enlever un lien. Il redevient une ébauche. --reason doit dire
    pourquoi.""",
    "glossary deprecate": """Dire qu'un terme n'est plus utilisé; il reste, avec ce qui en a été dit. --reason doit dire
    pourquoi.""",
    "glossary show": "Montrer un terme : son sens, où il en est, qui l'a approuvé, ce qui l'utilise.",
    "glossary list": "Énumérer tous les termes, où ils en sont, et avant quand les revoir.",
    "glossary skos": """Imprimer le glossaire en SKOS (Turtle), pour d'autres catalogues; les mêmes termes donnent les
    mêmes octets.""",
}
"""L'aide entière d'une commande; la clé est son chemin."""

OPTIONS: Final = {
    "--label": "Le nom du terme, en anglais.",
    "--label-fr": "Le nom du terme, en français.",
    "--definition": "Ce qu'il veut dire, en anglais.",
    "--definition-fr": "Ce qu'il veut dire, en français.",
    "--abbreviation": "Sa forme abrégée, en anglais.",
    "--abbreviation-fr": "Sa forme abrégée, en français.",
    "--scope-note": "Comment on l'emploie ici, en anglais.",
    "--scope-note-fr": "Comment on l'emploie ici, en français.",
    "--example": "Un exemple, en anglais.",
    "--example-fr": "Un exemple, en français.",
    "--steward": "La clé de la partie qui en prend soin.",
    "--citation": "D'où vient la définition.",
    "--review-by": "Le jour avant lequel le revoir (2027-03-31).",
    "--synonym": "Un autre mot, en anglais; plusieurs fois pour plusieurs.",
    "--synonym-fr": "Un autre mot, en français; plusieurs fois pour plusieurs.",
    "--broader": "Un terme plus large; plusieurs fois pour plusieurs.",
    "--related": "Un terme qui va avec lui.",
    "--is-a": "Le terme dont il est une sorte.",
    "--see-also": "Un terme à voir aussi.",
    "--replaced-by": "Le terme à employer à sa place.",
    "--exact-match": "L'adresse du même terme ailleurs.",
    "inbox --for": "Seulement ce qui revient à cette partie, ou à son équipe.",
    "--effective": "Le jour où l'on en répond; par défaut : celui du moment.",
    "--role": "Dans quel rôle.",
    "people assign --party": "Qui.",
    "people end --party": "Qui, s'il y en a plusieurs; vacant : personne.",
    "--vacant": "Dire que personne ne tient le rôle.",
    "people assign --from": "Le premier jour; par défaut : aujourd'hui.",
    "people assign --until": "Le dernier jour.",
    "people end --until": "Le dernier jour; par défaut : aujourd'hui.",
    "--acting-for": "À la place de qui.",
    "people add --name": "Le nom de cette partie, en anglais.",
    "--name-fr": "Le nom de cette partie, en français.",
    "people add --type": "Ce que c'est.",
    "--email": "Son adresse de courriel.",
    "--entra-id": "Son identifiant d'objet dans Microsoft Entra.",
    "--member-of": "L'équipe dont cette partie est membre.",
    "--stage": "Seulement les termes qui en sont là.",
}
"""L'aide d'une option, par son plus long nom."""
