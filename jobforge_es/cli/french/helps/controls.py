"""L'aide des contrôles : commandes et options."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "controls": """Calculer des énoncés de bonne pratique, chacun sur tout ce dont il parle, et dire lesquels sont
    respectés.

    Sans mot à la suite, tous. Ce que seuls les gens peuvent dire (attest, waive, scope) est compté à part.""",
    "controls show": """Montrer un contrôle : son énoncé, ce qu'il a donné, et ce qui répare chaque chose en défaut.""",
    "controls trend": """Dire ce qu'ont donné les évaluations consignées, et quels contrôles ont changé de l'une à
    l'autre.""",
    "controls scope": """Dire qu'un contrôle, une disposition ou un cadre ne s'applique pas, ou à quel niveau il
    s'applique.

    --reason doit dire pourquoi.""",
    "controls waive": """Accepter jusqu'à un jour donné qu'un contrôle ne soit pas respecté; il ne compte pas comme
    respecté.

    --reason doit dire pourquoi.""",
    "controls attest": """Se porter garant d'un contrôle ou d'une disposition, pièce à l'appui; cela est distingué de ce
    qui a été calculé.

    --reason doit dire pourquoi.""",
}
OPTIONS: Final = {
    "--framework": "Où en sont les dispositions d'un instrument : dmbok, dadm ou gc-data-quality.",
    "--rebuild": "Refaire chaque fichier en vigueur, et comparer.",
    "--record": "Garder ce qu'ils ont donné, pour la tendance.",
    "controls show --all": "Chaque chose en défaut, et non seulement les premières.",
    **{
        f"{path} --for": "Seulement de ceci : un tableau, une colonne, ou SORTE:CLÉ."
        for path in ("controls", "controls show", "controls scope", "controls waive")
    },
    "controls scope --until": "Le dernier jour où cela vaut.",
    "controls waive --until": "Le dernier jour où cela vaut.",
    "controls attest --until": "Le dernier jour où cela vaut.",
    "controls scope --level": "Le cadre s'applique, à ce niveau : I, II, III ou IV.",
    "controls scope --end": "Revenir là-dessus.",
    "controls waive --end": "Revenir là-dessus.",
    "controls attest --end": "Revenir là-dessus.",
    "controls attest --evidence": "Ce qui le montre; ses octets sont conservés.",
}
