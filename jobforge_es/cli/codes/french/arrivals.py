"""Ce que veulent dire les codes de ce qui est dit des fichiers, et de leur téléchargement."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
A-001  Ce n'est ni une période ni un jour.
       Une période s'écrit 2026, 2026-03, 2026-Q1, 2026-03-31 ou, pour un exercice, 2025/2026; chacune n'a qu'une
       graphie, afin que la même période soit toujours le même mot. Un jour s'écrit 2026-03-31.
A-002  Deux endroits disent autre chose du même fichier.
       La commande, le fichier voisin (FICHIER.meta.yaml) et le nom peuvent tous dire quand, dans quelle édition et
       pour quelle période il a été publié. S'ils diffèrent, choisir serait deviner : rien n'a été reçu.
A-003  Le nom d'un fichier ne dit pas ce que sa source annonce.
       `name_pattern` de la source doit convenir au nom entier, et chaque jour qui s'y trouve doit exister. Renommez
       le fichier, ou dites dans FICHIER.meta.yaml ce qu'on en sait.
A-004  Il manque un renseignement nécessaire sur un fichier.
       `requires` de la source le nomme, ou `delivery` s'en sert pour reconnaître les fichiers d'une même livraison.
       Le fichier attend jusqu'à ce que FICHIER.meta.yaml ou son nom le dise; jobforge ingest l'accepte comme option.
A-005  Les mêmes octets ont déjà été reçus, et on en avait dit autre chose.
       Ce qui est consigné au sujet d'un lot ne change pas. Mettez `requires` dans la source, afin qu'un fichier
       attende ce qu'il faut en savoir.
A-006  Ce fichier en décrit un autre.
       FICHIER.meta.yaml est lu avec FICHIER et n'est jamais reçu seul.
A-007  Un fichier n'est pas celui qui a été déclaré : son SHA-256 diffère.
       La copie est endommagée ou incomplète, ou FICHIER.meta.yaml décrit une autre édition. Ses octets sont
       conservés.
A-008  Un fichier n'est pas celui qui a été déclaré : sa taille diffère.
       La copie est incomplète, ou FICHIER.meta.yaml décrit une autre édition. Ses octets sont conservés.
A-009  Un fichier n'est pas celui qui a été déclaré : son nombre d'enregistrements diffère.
       On compte sans l'en-tête ni ce que la source déclare à omettre. Ses octets sont conservés, de même que les
       enregistrements illisibles.
A-010  Un nombre d'enregistrements est déclaré pour un fichier en plusieurs parties.
       Chaque membre d'une archive et chaque feuille est reçu séparément. Déclarez plutôt `sha256` ou `bytes`.
A-011  La liste des fichiers d'une livraison est illisible.
       C'est un texte UTF-8 à raison d'un nom par ligne, ou ce qu'imprime sha256sum; les lignes vides et celles qui
       portent # sont omises.
N-001  Une adresse est injoignable.
       Personne ne répond, la connexion se rompt ou le serveur est occupé, à chaque tentative. Ce qui est arrivé d'un
       fichier est gardé et sera poursuivi. Relancez la commande plus tard.
N-002  Un serveur refuse.
       L'adresse est erronée, ou il veut un nom et un mot de passe, que JobForge ne donne jamais. Obtenez le fichier
       autrement et déposez-le dans la boîte d'arrivée.
N-003  Un fichier de la boîte d'arrivée serait remplacé avant d'avoir été reçu.
       Ce qui a été téléchargé porte le même nom et d'autres octets. Lancez d'abord jobforge run : ses octets seront
       alors conservés.
N-004  Un fichier téléchargé n'est pas celui que sa source déclare.
       `checksum` de `remote` est le SHA-256 d'une seule édition. Si l'éditeur en a une nouvelle, révisez la source.
N-005  Un fichier est plus grand que sa source ne le permet.
       `max_bytes` de `remote` fixe la taille permise. Ce qui était arrivé a été supprimé.
N-006  Une adresse mène là d'où rien n'est téléchargé.
       Une réponse peut renvoyer à d'autres adresses en http ou https, cinq au plus, et jamais de https à http.
       Écrivez la dernière adresse dans la source.
N-007  Une réponse est comprimée malgré notre demande.
       On ne saurait ni la taille du fichier ni où le reprendre. Téléchargez un fichier comprimé, comme nom.csv.gz,
       sous son propre nom.
N-008  Un serveur ne peut prouver son identité.
       Son certificat n'est pas reconnu sur cet ordinateur. Si votre organisation a le sien, SSL_CERT_FILE nomme le
       fichier qui le contient.
N-009  Une source n'a pas d'adresse de téléchargement.
       `remote: {url: ...}` dans la source lui en donne une.
N-010  Une bibliothèque facultative n'est pas installée.
       Ce qui télécharge et ce qui écrit pour OpenLineage est facultatif : tout le reste fonctionne sans cela.
N-011  Ce qui a été envoyé à une adresse n'a pas été accepté.
       La commande a réessayé aussi souvent que le dit [retries] dans jobforge.toml. Envoyer de nouveau ne nuit pas :
       chaque exécution et chaque tableau y a son propre nom.
N-012  Rien ne peut être envoyé à une adresse.
       Elle commence par http:// ou https:// et un hôte, sans nom, ni mot de passe, ni requête : elle est consignée.
"""
"""Code et titre sur une ligne, puis ce que cela veut dire et ce qui aide."""
