"""Ce que veulent dire les codes du registre, du coffre et des fichiers qu'écrit JobForge."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
F-001  Il manque un fichier dérivé.
       Les fichiers des couches peuvent être supprimés et se reconstruisent à partir du registre et des octets
       conservés : jobforge replay.
F-010  Le disque est plein.
       Libérez de l'espace et relancez la commande. Un fichier à demi écrit n'est jamais utilisé et sera balayé.
F-011  Un fichier ou un dossier ne peut être utilisé.
       Lire demande le droit de lire le lac; consigner demande le droit d'y écrire.
F-012  La base des modèles de lecture est inutilisable.
       Elle est dérivée et peut être supprimée : jobforge replay la reconstruit. Il se peut aussi que le dossier du
       lac soit protégé contre l'écriture.
F-013  Un chemin ne mène pas à ce qui doit s'y trouver.
       Un dossier est un fichier ou l'inverse, des liens tournent en rond, un nom est trop long, ou rien ne peut y
       être créé. L'erreur nomme le chemin; `lake`, `ledger` et `inbox` se trouvent dans jobforge.toml.
F-014  Le disque a refusé de lire ou d'écrire.
       Vérifiez-le, puis lancez jobforge verify. Ce qui était consigné auparavant est conservé.
F-031  Les octets d'un fichier n'ont pu être conservés.
       Avant toute lecture, les octets vont au coffre; le plus souvent, le disque est plein.
F-040  Le dossier d'une exportation contient autre chose.
       Une exportation prend la place de ce qui est dans son dossier; elle ne va donc que là où il n'y a rien
       ou là où il y en avait une.
I-001  Le registre n'est pas ce qui a été consigné.
       Un événement, ou le fichier qui contient les événements, diffère de son empreinte. Gardez le fichier comme
       preuve, restaurez une sauvegarde et comparez avec un point de contrôle conservé ailleurs.
I-002  Des octets conservés manquent au coffre.
       Un événement nomme des octets sources ou une définition qui n'y sont pas. Restaurez le fichier d'une sauvegarde
       du coffre.
I-003  Des octets conservés ne sont plus ce qui a été conservé.
       Un fichier du coffre n'a pas l'empreinte qui est son nom. Restaurez-le d'une sauvegarde du coffre.
I-010  La reconstruction a donné d'autres octets que ceux consignés.
       Avec les bibliothèques que nomment les événements, chaque fichier doit être identique. Lancez jobforge verify
       et signalez-le : c'est une faute de JobForge ou d'une bibliothèque.
I-011  Le registre a disparu ou a perdu ses événements, alors que le coffre ou les couches en gardent la trace.
       Restaurez ledger.db d'une sauvegarde. Rien n'est créé à sa place : un nouveau registre commencerait une autre
       histoire.
L-000  Le registre a refusé.
       L'erreur dit pourquoi; rien n'a été consigné.
L-001  Quelqu'un d'autre a écrit d'abord.
       Deux commandes ont décidé de la même chose en même temps. Relancez la commande : elle décidera de nouveau.
L-002  La même demande est revenue avec un autre contenu.
       Ce qui avait été demandé sous ce nom est consigné et le reste; faites la demande sous un autre nom.
L-003  Le registre est occupé.
       Un autre programme en tient le verrou d'écriture. Attendez et recommencez, ou ajoutez --wait SECONDES.
L-004  Une inscription est trop grande pour le registre.
       Un grand contenu va au coffre : c'est un bogue.
L-005  Une valeur ne peut figurer dans un événement.
       C'est un bogue de JobForge et non une faute de vos données.
L-006  Un événement est d'une sorte que cette version ne connaît pas.
       Une version plus récente de JobForge l'a écrit : mettez JobForge à jour. Rien n'est perdu.
L-007  Le registre ne peut être utilisé.
       Le fichier n'est pas un registre, vient d'une version plus récente de JobForge, se trouve là où il ne peut être
       gardé en sûreté, ou la bibliothèque SQLite peut perdre des événements. L'erreur le précise; jobforge doctor
       examine la bibliothèque.
L-008  Le disque n'a plus de place pour un événement.
       Libérez de l'espace et relancez la commande.
L-009  Le registre est protégé contre l'écriture.
       Vous ne pouvez que lire son fichier ou son dossier. Les commandes qui lisent fonctionnent tout de même.
L-010  Le disque a fait défaut pendant l'usage du registre.
       Après une écriture manquée, on ne sait pas ce que contient le disque. Vérifiez-le, puis relancez la commande :
       répéter ne nuit pas, et dit ce qui a été consigné.
L-011  Une autre commande est en train d'écrire.
       Une seule commande à la fois écrit les couches. Attendez-la, ou ajoutez --wait SECONDES; jobforge doctor la
       nomme.
"""
"""Code et titre sur une ligne, puis ce que cela veut dire et ce qui aide."""
