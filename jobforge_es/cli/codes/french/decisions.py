"""Ce que veulent dire les codes des décisions sur les lignes, et de leurs révisions."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
Q-002  Il manque des valeurs à un enregistrement illisible.
       Il n'entre que si une personne dit ce que contient chacune de ses colonnes; --set COLONNE= dit qu'elle est
       vide.
Q-003  Rien ne peut être décidé de la ligne dans son état.
       Elle est refusée pour de bon, son fichier a été refusé en entier, ou il n'y a rien à annuler. L'erreur le
       précise.
Q-004  Une ligne ne peut être acceptée telle quelle.
       Une valeur qui ne convient pas à son type n'a pas sa place dans le tableau, et une clé n'y figure qu'une fois.
       Corrigez la ligne, ou refusez-la pour de bon. Le dernier jour d'une dérogation est aujourd'hui ou plus tard.
Q-005  Une liste de corrections, ou une valeur qu'elle contient, est inutilisable.
       La liste est un fichier CSV en UTF-8 qui a les colonnes id, column et value. Une valeur s'écrit comme dans le
       fichier source.
Q-006  Personne n'approuve sa propre proposition.
       Ce qui demande une deuxième personne prend effet quand quelqu'un d'autre l'approuve : jobforge review list.
Q-007  Des lignes ne peuvent être reprises sans en changer d'autres.
       Le contrat lit maintenant les valeurs autrement : toutes les lignes du fichier changeraient. Appliquez-le à
       tout ce qui a été promu : jobforge.scope: rebuild dans le contrat, puis jobforge run.
Q-008  Ce qui attend une deuxième personne a changé depuis la demande.
       Qui approuve n'approuve que ce qui a été soumis. Soumettez-le de nouveau; un terme du glossaire, avec
       jobforge glossary submit.
"""
"""Code et titre sur une ligne, puis ce que cela veut dire et ce qui aide."""
