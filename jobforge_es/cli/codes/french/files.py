"""Ce que veulent dire les codes des fichiers sources, de leurs enregistrements et de leurs colonnes."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
B-001  Les comptes ne balancent pas.
       Des lignes ont été perdues ou doublées entre ce qui a été lu et ce qui a été produit. C'est une faute de
       JobForge ou d'une bibliothèque, non de vos données : l'étape n'a consigné que son échec.
B-002  Des lignes sont venues dans un autre ordre que celui de la source.
       C'est une faute de JobForge ou d'une bibliothèque, non de vos données : l'étape n'a consigné que son échec.
D-001  La marque d'ordre des octets du fichier nomme un autre encodage que sa source.
       Lu comme déclaré, chaque texte pourrait être faux. Si le fichier est juste, réglez `encoding` dans la source.
D-002  Un enregistrement contient des octets étrangers à l'encodage déclaré.
       Il est mis en quarantaine avec ses octets bruts. S'il y en a beaucoup, `encoding` de la source est faux : les
       fichiers d'anciens programmes français ou de Windows sont souvent en cp1252.
D-003  Un enregistrement contient un caractère NUL.
       Aucun texte n'en a : le fichier est endommagé, ou il est en UTF-16 et sa source ne le dit pas. L'enregistrement
       est mis en quarantaine.
D-004  Un fichier UTF-16 se termine au milieu d'un caractère.
       Il a un nombre impair d'octets : une copie interrompue, ou un autre encodage.
D-005  Un fichier UTF-16 ne dit pas l'ordre de ses octets.
       Sans marque d'ordre, ce serait deviner : mettez `encoding: utf-16-le` ou `utf-16-be` dans la source.
D-010  Un fichier a changé pendant la lecture.
       Attendez que celui qui l'écrit ait terminé, puis relancez la commande.
K-001  Trop de lignes enfreignent leurs règles.
       La source ou le contrat dit quelle part peut être retenue. Le lot a été refusé en entier, ses lignes sont
       conservées avec leurs motifs (jobforge quarantine list), et rien n'a changé au-dessus.
P-040  Une ligne est plus courte que ses champs.
       Elle est mise en quarantaine telle quelle; voyez `jobforge quarantine list`, et `fields` de la source.
P-041  Une ligne a du texte là où il n'y a pas de champ.
       Elle est mise en quarantaine telle quelle, afin que rien ne se perde; voyez `fields` de la source.
P-000  Un fichier a été refusé en entier.
       Aucune de ses lignes n'a été reçue; ses octets sont conservés.
P-001  Le fichier est vide.
       Pas même un en-tête : une copie interrompue a cet aspect. Obtenez le fichier de nouveau.
P-002  Un enregistrement a moins de champs que l'en-tête.
       Il est mis en quarantaine avec ses octets bruts, car on ne sait pas quel champ manque.
P-003  Un enregistrement a plus de champs que l'en-tête.
       Souvent, un séparateur se trouve dans un texte sans guillemets. Il est mis en quarantaine avec ses octets
       bruts.
P-004  Du texte suit un guillemet fermant.
       Souvent, un guillemet n'est pas doublé dans un texte entre guillemets. L'enregistrement est mis en quarantaine
       avec ses octets bruts.
P-005  Un guillemet se trouve dans un champ qui ne commence pas par un guillemet.
       L'enregistrement est mis en quarantaine avec ses octets bruts. Si les guillemets n'ont pas de sens dans le
       fichier, mettez `quote: none`.
P-006  Un guillemet n'est jamais fermé.
       Tout ce qui suit jusqu'à la fin du fichier appartiendrait à un champ. C'est mis en quarantaine avec les octets
       bruts.
P-007  Un enregistrement est plus long que sa source ne le permet.
       La limite est `max_record_bytes` de la source. Un guillemet jamais fermé a aussi cet aspect.
P-008  Le fichier n'a pas d'en-tête.
       Vérifiez `skip_lines` et `skip_footer` de la source.
P-009  Le fichier est plus court que son préambule et son pied.
       Vérifiez `skip_lines` et `skip_footer` de la source.
P-010  L'en-tête d'un fichier est illisible.
       Vérifiez `encoding`, `delimiter`, `quote` et `skip_lines` de la source.
P-011  Le fichier a raccourci pendant la lecture.
       Attendez que celui qui l'écrit ait terminé, puis recommencez.
P-050  Un enregistrement n'est pas un objet.
       Les enregistrements de JSON sont des objets, dont les clés nomment les colonnes : {"code": 1}. Un nombre, un
       texte ou une liste n'en nomme aucune. Il est mis en quarantaine tel quel.
P-051  Une ligne n'est pas du JSON.
       Elle est mise en quarantaine telle quelle, et la suivante est lue. Si toutes le sont, le fichier est peut-être
       un seul document sur plusieurs lignes : `format: json`.
P-052  Une clé figure deux fois dans un objet.
       Choisir l'une des deux valeurs serait deviner. L'enregistrement est mis en quarantaine tel quel.
P-053  Un texte contient la moitié d'un caractère.
       Elle s'écrit de \\uD800 à \\uDFFF sans son autre moitié, et ne représente rien. L'enregistrement est mis en
       quarantaine.
P-054  Un enregistrement est imbriqué trop profondément.
       La limite est `max_depth` de la source. L'enregistrement est mis en quarantaine tel quel.
P-055  Un enregistrement contient NaN ou Infinity.
       JSON n'a pas de tels nombres, et les programmes qui les écrivent n'entendent pas la même chose.
       L'enregistrement est mis en quarantaine tel quel.
P-056  Le fichier n'est plus du JSON à partir d'un endroit.
       L'erreur nomme la ligne et la colonne. Où un enregistrement n'est pas du JSON, rien ne dit comment il finit :
       le fichier est refusé en entier. Une copie interrompue a aussi cet aspect. Dans les fichiers d'un
       enregistrement par ligne (`format: ndjson`), seule la ligne est retenue.
P-057  Il n'y a pas d'enregistrements là où la source le dit.
       `records` de la source nomme les clés ou les éléments qui y mènent : `records: data.items` pour JSON, une liste
       si une clé contient un point, `records: root/row` pour XML.
P-058  Le fichier n'a pas d'enregistrement, et aucune colonne n'est déclarée.
       Dans ces fichiers, les enregistrements nomment les colonnes. Avec `columns` dans la source, un fichier sans
       enregistrement est un lot sans ligne.
P-059  Les enregistrements nomment trop de colonnes différentes.
       Le plus souvent, des noms y sont des valeurs, comme une clé par personne. Demandez une liste où ce sont des
       valeurs.
P-060  Le fichier n'est pas comprimé comme sa source le dit.
       Mettez dans `packing` ce qu'il en est : gzip, zip, zstd ou none. Cela n'est jamais deviné.
P-061  Un fichier comprimé n'est pas entier.
       Il finit trop tôt, une somme de contrôle diffère, ou quelque chose suit sa fin : une copie interrompue a cet
       aspect. Obtenez-le de nouveau.
P-062  Un fichier comprimé est plus grand que sa source ne le permet.
       Un petit fichier qui en donne un énorme peut remplir un disque. Les limites sont `max_unpacked`, `max_ratio` et
       `max_members` de la source.
P-063  Une archive ne peut être lue en sûreté.
       Elle a des noms qui sortent de leur dossier ou figurent deux fois, des membres qui se chevauchent, des liens,
       des mots de passe, ou une méthode qui n'est pas lue. Demandez une archive simple.
P-064  Aucun membre d'une archive n'est demandé.
       `members` de la source contient les motifs de leurs noms; l'erreur dit ce que l'archive contient.
P-070  Le fichier n'est pas le classeur que sa source annonce.
       Bien des fichiers nommés .xls sont du HTML ou du CSV. L'erreur dit ce qu'il semble être : mettez cela dans
       `format` de la source.
P-071  Un classeur n'est pas entier.
       Ouvrez-le dans un tableur, enregistrez-le de nouveau et recevez ce fichier.
P-072  Un classeur deviendrait trop grand.
       Il en donne plus qu'aucun vrai classeur, ou ses cellules sont à des millions de cellules vides l'une de
       l'autre. Supprimez ce qui est loin du tableau.
P-073  Aucune feuille d'un classeur n'est demandée.
       `sheet` de la source est un nom, un motif avec *, ou # et un numéro. Une feuille masquée n'est lue que si son
       nom entier est donné.
P-074  Un classeur est chiffré.
       Un mot de passe n'est pas un réglage de source. Enregistrez-le sans mot de passe et recevez ce fichier.
P-075  Une feuille est plus courte que sa source ne le dit.
       Vérifiez `skip_rows`, `header_rows`, `skip_footer` et `first_column` de la source.
P-080  Le fichier n'est pas du Parquet.
       Il ne commence ni ne finit comme Parquet : il est d'un autre format, ou c'est une copie interrompue.
P-081  Un fichier Parquet est endommagé.
       Une partie en est illisible, ou ses comptes diffèrent de ce qu'il dit. Obtenez-le de nouveau.
P-082  Un fichier Parquet est chiffré.
       Une clé n'est pas un réglage de source. Demandez un fichier qui n'est pas chiffré.
P-083  Une valeur est une date qu'aucun calendrier n'a.
       Son année dépasse de loin celles qui peuvent s'écrire. L'enregistrement est mis en quarantaine avec ce qui est
       inscrit.
P-090  Un fichier n'est d'aucun format qui se lit.
       Ni ses premiers octets ni son texte ne disent ce qu'il est, ou c'est un document, une image ou une page Web.
       Enregistrez-en le tableau en CSV, ou demandez le tableau lui-même à l'expéditeur.
P-100  Le fichier n'est plus du XML à partir d'un endroit.
       L'erreur nomme la ligne et la colonne. Rien n'est reçu d'un fichier qui ne se lit pas en entier; une copie
       interrompue a aussi cet aspect. Sont lus UTF-8, UTF-16 et les encodages d'un octet par caractère.
P-101  Deux noms ne diffèrent que par leur espace de noms.
       Les colonnes portent les noms des éléments et des attributs sans leur espace de noms. Un enregistrement où deux
       partageraient une colonne, ou dont l'espace de noms diffère des précédents, est mis en quarantaine tel quel.
P-102  Un fichier XML déclare ou emploie ses propres entités.
       Par elles, un petit fichier peut devenir un texte énorme ou lire d'autres fichiers. Demandez un fichier sans
       type de document.
S-020  L'en-tête n'est pas celui que la source attend.
       Rien n'a été chargé dans de fausses colonnes. Si l'éditeur a changé le fichier, révisez `columns` dans la
       source.
S-021  Un contrat promet une colonne qu'aucun fichier de sa source n'a.
       Dites par `jobforge.header` sous quel en-tête elle figure dans le fichier, ou ôtez-la du contrat.
S-022  Deux en-têtes donneraient le même nom de colonne.
       Les noms de colonnes sont en minuscules sans accents : les en-têtes qui ne diffèrent que par là se heurtent.
       Déclarez des `columns` distinctes dans la source, avec `header: false` et un `skip_lines` qui passe l'en-tête.
S-023  Un tableau contient des lots dont les types de colonnes diffèrent.
       Un lot qu'un contrat plus sévère a refusé reste dans le tableau tel qu'il avait été promu, avec les types
       d'alors. Corrigez le contrat pour qu'il passe, ou remplacez-le par un fichier corrigé.
S-029  Les réglages d'une source se contredisent.
       L'erreur dit lesquels.
S-031  Un format de dates ou d'heures serait deviné.
       Déclarez-le par yyyy MM dd HH mm ss SSS et XXX, chaque partie une fois.
S-032  Une colonne est déclarée de telle façon qu'aucun texte ne pourrait se lire.
       Corrigez le contrat comme le dit l'erreur.
S-033  Une règle ne peut jamais être vérifiée.
       Son motif, sa borne, sa valeur ou sa colonne est fautif : corrigez le contrat.
S-034  Le mode de chargement d'un contrat et le reste de ce qu'il dit se contredisent.
       `jobforge.onConflict: last` en mode append changerait des lignes de lots antérieurs : employez le mode upsert,
       ou first, ou quarantine. Les modes upsert et history demandent une clé primaire : une ligne y prend la place de
       celle qui a la même clé.
"""
"""Code et titre sur une ligne, puis ce que cela veut dire et ce qui aide."""
