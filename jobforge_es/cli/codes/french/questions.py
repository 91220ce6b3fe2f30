"""Ce que signifient les codes des questions d'affaires."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
C-030  Une définition modifiée enlève une colonne dont une question ou un tableau de bord a besoin.
       L'erreur nomme qui en a besoin. Gardez la colonne, ou changez d'abord ce qui la demande : dans son fichier,
       ou par jobforge question link CLÉ COLONNE --remove.
C-031  Ce qu'on veut ajouter existe déjà.
       Modifiez-le avec jobforge question revise, ou un terme du glossaire avec jobforge glossary revise.
C-032  Il manque à un terme du glossaire ce qu'une deuxième personne approuverait.
       Il lui faut un libellé et une définition, au moins dans l'une des langues : jobforge glossary revise.
K-010  La réponse à une question d'affaires n'est pas celle qu'on attendait.
       L'erreur indique quelle partie de l'attente n'est pas remplie. Ou bien les données sont fausses, ou bien la
       question doit être révisée.
K-011  On n'a pas pu répondre à une question d'affaires.
       Son SQL est faux, n'est pas permis, ou demande des tables ou des colonnes qui n'existent pas. L'erreur le
       précise.
K-012  Une question lit une table qui n'a jamais été construite.
       Exécutez d'abord le pipeline, ou corrigez le nom de la table.
"""
"""Code et titre sur une ligne, puis ce que le code signifie et ce qui aide."""
