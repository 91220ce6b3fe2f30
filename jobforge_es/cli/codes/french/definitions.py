"""Ce que veulent dire les codes des réglages, des définitions, des modèles et des requêtes."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
C-001  Il n'y a pas de projet ici.
       Les commandes cherchent jobforge.toml dans ce dossier et ceux qui le contiennent. Allez dans un projet,
       nommez-en un par --project DOSSIER, ou créez-en un par jobforge init.
C-002  Un réglage est inconnu ou a une valeur qu'il ne peut avoir.
       Les réglages se trouvent dans jobforge.toml, dans les variables qui commencent par JOBFORGE_, ou accompagnent
       la commande. L'erreur nomme l'endroit; rien n'est présumé à sa place.
C-003  Un fichier de définition est illisible.
       Les sources et les contrats sont en YAML, les modèles en SQL; tous sont des fichiers ordinaires en UTF-8.
C-004  Un fichier de définition a une clé qui n'y a aucun sens.
       Une clé que personne ne lit est le plus souvent une faute de frappe : elle est refusée, et l'erreur nomme la
       plus proche.
C-005  Un fichier de définition dit une chose qui ne peut être adoptée.
       L'erreur montre la ligne. Tant qu'un fichier est fautif, rien n'est consigné d'aucun fichier.
C-006  Deux fichiers de définition définissent le même nom.
       Choisir lequel vaut serait deviner. Renommez-en un, ou supprimez-le.
C-007  Un fichier de définition est un lien qui sort du projet.
       Un projet est complet dans son dossier, afin que ce qui a été adopté puisse être relu ailleurs.
C-010  Deux sources conviennent au même fichier de la boîte d'arrivée.
       Choisir laquelle le lit serait deviner : rien n'a été reçu. Restreignez `files:` dans l'une d'elles.
C-011  Une définition parle d'une chose que rien ne déclare.
       Un contrat nomme une source, un tableau ou un modèle pour lequel il n'y a pas de fichier.
C-012  Un tableau est produit de deux façons.
       Un tableau est rempli par une source ou fait par un modèle : sinon personne ne saurait d'où vient une ligne.
C-013  Deux fichiers disent des choses différentes de la même chose.
       Choisir serait deviner : rien n'a été consigné. Dites-le à un seul endroit.
C-014  Un fichier et une commande ont changé les mêmes mots.
       L'erreur montre les deux, côte à côte. jobforge pull écrit dans les fichiers ce que dit le catalogue; rien du
       fichier n'a été consigné.
C-015  Une propriété a une valeur qu'elle ne peut avoir.
       L'erreur dit quelles valeurs existent. Rien n'a été consigné.
C-016  Un fichier a changé alors qu'on allait l'écrire.
       Quelqu'un l'a écrit après sa lecture, et son travail n'est pas écrasé. Recommencez.
C-017  Un fichier n'est pas un classeur de ce projet, ou a été modifié là où il ne doit pas l'être.
       Ses feuilles, ses en-têtes et ses clés restent tels que jobforge catalog export les a écrits : sinon, nul ne
       saurait de quoi parle une cellule. L'erreur nomme la feuille et la cellule. Rien n'a été consigné.
C-018  Des cellules d'un classeur contiennent ce que le catalogue ne peut pas dire.
       L'erreur nomme chacune, avec ce qui peut s'y trouver. Collez sa valeur à la place d'une formule. Rien
       n'a été consigné.
C-019  Des cellules d'un classeur ont été modifiées ailleurs depuis son exportation.
       L'erreur montre, côte à côte, ce qui a été exporté, ce que dit le classeur et ce que dit maintenant le
       catalogue. Rien n'a été consigné.
M-000  Un modèle a été refusé.
       L'erreur dit pourquoi. Un modèle est un seul SELECT, qui donne la même réponse à chaque exécution.
M-001  Un modèle n'est pas un seul SELECT.
       Un fichier sous models/ contient exactement un SELECT, en SQL de DuckDB.
M-002  Un modèle emploie une chose qui n'est pas sur la liste.
       Seules sont permises les fonctions et la syntaxe dont la réponse dépend des seules lignes. En voici la liste.
M-003  La réponse d'un modèle pourrait différer d'une exécution à l'autre.
       Il lirait l'horloge ou le hasard, ou prendrait une ligne quelconque parmi d'autres. L'erreur montre le mot et
       ce qu'il faut écrire à la place.
M-004  Un modèle lit un tableau qui n'existe pas.
       Les tableaux s'écrivent avec leur couche, comme silver.noc.
M-005  Le moteur ne comprend pas le SQL d'un modèle.
       Le plus souvent, une colonne est mal écrite ou un type ne convient pas; ses propres mots sont dans l'erreur.
M-006  L'origine des lignes ne peut être suivie à travers un modèle.
       Chaque ligne de gold doit pouvoir nommer les lignes sources dont elle vient. L'erreur montre ce qui ne peut
       être suivi.
M-007  Une colonne de modèle ne peut être une colonne de tableau.
       Elle n'a pas de nom, son nom n'est pas valide, ou son type n'existe pas dans les tableaux : nommez-la par AS,
       ou convertissez-la.
M-008  Un modèle lit une couche trop basse.
       Gold lit silver. Pour lire tout de même bronze ou staged, dites-le en tête du fichier : -- reads: bronze.
M-009  Une somme de fractions binaires n'est pas exacte.
       Ses derniers chiffres dépendent de l'ordre des lignes. Convertissez d'abord en décimal, comme DECIMAL(18, 2).
M-010  Une requête a trop duré et a été arrêtée.
       La limite est `time_limit` dans jobforge.toml, en secondes.
M-011  Une requête avait besoin de plus de mémoire qu'il ne lui en est permis.
       La limite est `memory_limit` dans jobforge.toml. Ce qui n'entre pas va d'abord sur le disque : y faire de la
       place aide aussi.
M-012  Le moteur n'a pu répondre à une requête.
       Le SQL est fautif, ou une valeur n'a pu être traitée. Exécutez le SELECT par jobforge query pour en voir plus.
M-013  Un nom dans un modèle commence par un trait de soulignement.
       Ces noms sont à nous : des colonnes de provenance s'ajoutent à chaque ligne, et le SQL n'en parle jamais.
M-014  Le disque a refusé de lire ou d'écrire pendant un modèle ou une requête.
       Il peut fonctionner de nouveau sous peu : l'étape est tentée encore, comme le dit `retries`.
M-020  Le résultat d'un modèle enfreint son contrat.
       Le résultat est conservé en entier ou pas du tout : le tableau est inchangé. Corrigez le SQL ou le contrat.
M-021  Des modèles se lisent en cercle.
       Faites lire un autre tableau à l'un d'eux.
M-022  Des lignes sont à égalité dans un ordre dont le résultat dépend.
       Les lignes à égalité peuvent changer de place d'une exécution à l'autre. Ajoutez des colonnes à ORDER BY
       jusqu'à ce qu'il n'y en ait plus deux d'égales.
M-023  Un modèle a donné d'autres lignes quand il a été exécuté de nouveau.
       Avant de compter, un modèle est exécuté deux fois sur les mêmes lignes : en parallèle, puis seul avec les
       lignes dans un autre ordre. L'erreur nomme les colonnes qui diffèrent. Rien n'a été adopté ni construit.
"""
"""Code et titre sur une ligne, puis ce que cela veut dire et ce qui aide."""
