"""Ce que veulent dire les codes des commandes, et de JobForge lui-même."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
U-000  La ligne de commande n'a pas été comprise.
       jobforge COMMANDE --help dit ce qu'une commande accepte.
U-001  Rien ne porte ce nom.
       L'erreur nomme ce qui s'en approche, ou ce qui existe.
U-002  Ce n'est pas un moment de ce registre.
       Un moment est une position (41), un jour (2026-03-31, soit sa fin) ou une heure (2026-03-31T12:00).
U-003  Un projet ne peut être créé à cet endroit.
       jobforge init crée un nouveau dossier, ou en remplit un vide.
U-004  Une reconstruction ne peut écrire ses fichiers à cet endroit.
       Un dossier hors du projet sépare ce qui a été reconstruit de ce que le projet contient.
U-020  Une requête est sans réponse.
       Les propres mots du moteur sont dans l'erreur. Les tableaux s'écrivent couche.tableau.
U-021  Une condition sur des lignes est inutilisable.
       --where accepte ce qu'accepte le WHERE d'un modèle, sur les colonnes d'une seule ligne : comparaisons, AND, OR,
       IN, fonctions.
U-022  Une valeur ne peut être expliquée comme un chiffre.
       explain-value prend une seule ligne d'un tableau que fait un modèle : nommez-la par --where.
U-023  Le plus récent des deux moments vient en premier.
       diff dit ce qui a changé du plus ancien au plus récent.
U-031  Ce fichier n'existe pas.
       Vérifiez le chemin; rien n'a été consigné.
U-032  Ce n'est pas un fichier.
       Les dossiers, les tubes et les périphériques ne peuvent être conservés : nommez un fichier ordinaire.
U-033  Un fichier est illisible.
       Vérifiez qui peut le lire; rien n'a été consigné.
U-041  L'audit ne peut répondre à cela.
       Il répond aux questions qui ont un nom, et aux SELECT sur les vues du registre.
U-050  Personne n'a accepté ce qui était proposé.
       Ce qui est proposé s'écrit quand quelqu'un l'accepte au terminal, ou par --yes. --set CLÉ=VALEUR répond
       d'avance à une question.
U-051  Ce qui doit être écrit existe déjà.
       Une proposition n'écrase jamais une source ou un contrat que quelqu'un a écrit.
U-052  Une réponse ne convient à aucune question.
       --set CLÉ=VALEUR répond à une question que l'examen du fichier laisse ouverte; l'erreur les nomme.
U-053  Aucun fichier de la source n'a été reçu.
       Un contrat s'ébauche d'après ce que contiennent les fichiers : recevez-en un par jobforge ingest, puis
       ébauchez.
U-060  Ce qui doit être fait demande une raison.
       --reason "..." dit pourquoi; elle est consignée avec l'événement, pour qui le lira plus tard.
X-000  Quelque chose a mal tourné.
       L'erreur en dit plus.
X-001  C'est une faute de JobForge lui-même.
       Relancez la commande avec --debug et signalez ce qu'elle imprime. Ce qui était déjà consigné est en sûreté.
X-130  La commande a été interrompue.
       On peut la relancer sans danger : ce qui était terminé est conservé.
"""
"""Code et titre sur une ligne, puis ce que cela veut dire et ce qui aide."""
