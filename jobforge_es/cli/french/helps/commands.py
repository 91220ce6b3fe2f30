"""L'aide entière d'une commande; la clé est son chemin."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "": "Mener des fichiers sources jusqu'à gold, et se souvenir de chaque étape.",
    "trace": """Dire d'où viennent des lignes, jusqu'à l'enregistrement du fichier source.

    Au plus --limit lignes sont suivies parmi celles que désigne COND, et de chacune vers chaque tableau
    inférieur.""",
    "status": "Dire ce qu'il y a, ce qui est dû et ce qui attend une personne.",
    "quarantine": "Voir les lignes mises en quarantaine, et les corriger.",
    "quarantine list": """Compter les lignes mises en quarantaine, par tableau, règle et lot, avec leur âge, leur
    échéance et leur intendant des données.""",
    "quarantine show": """Montrer des lignes mises en quarantaine, telles qu'elles sont venues, et les règles
    enfreintes.

    ID nomme une ligne, comme le montre « quarantine list »; BATCH toutes celles d'un lot, dont le début suffit.""",
    "quarantine correct": """Dire ce qu'aurait dû contenir une ligne mise en quarantaine; ce qui est venu est
    conservé.

    La correction s'applique à bronze, maintenant et à chaque reconstruction du tableau. --dry-run dit ce que
    deviendraient les lignes.""",
    "quarantine retry": """Soumettre de nouveau aux règles des lignes mises en quarantaine, après une décision ou un
    contrat changé, jusqu'à gold.

    Sans nom : toutes celles dont quelque chose a été décidé. Les autres lignes de leurs fichiers restent les
    mêmes.""",
    "quarantine release": """Accepter telles quelles des lignes mises en quarantaine, jusqu'à un jour; ensuite elles
    sont jugées de nouveau.

    Il n'y a jamais de dérogation aux types ni aux clés.""",
    "quarantine reject": """Refuser pour de bon des lignes mises en quarantaine, quoi que dise plus tard leur
    contrat; leurs octets sont conservés.""",
    "correct": """Corriger une valeur acceptée qui est fausse, dans un tableau de bronze ou de silver.

    Ce qui est venu est conservé; la correction s'applique à bronze, maintenant et à chaque reconstruction du
    tableau. --dry-run dit ce que deviendraient les lignes.""",
    "review": "Approuver, comme deuxième personne, ce que quelqu'un d'autre propose.",
    "review list": "Énumérer ce qui attend une deuxième personne.",
    "review approve": "Approuver ce que quelqu'un d'autre propose; cela prend effet.",
    "review reject": "Refuser, avec --reason, ce que quelqu'un d'autre propose; cela ne prendra jamais effet.",
    "withdraw": """Retirer un lot : ses lignes quittent chaque tableau, et ce qui en est fait est refait.

    Ses octets et son histoire restent : --as-of montre ce qu'il y avait avant, et jobforge reinstate le
    rétablit. jobforge plan --withdraw BATCH dit d'abord ce qui en dépend. --reason doit dire pourquoi.""",
    "reinstate": "Rétablir un lot retiré; ce qui en est fait est refait. --reason doit dire pourquoi.",
    "catalog": "Dire ce que signifient les tableaux et les colonnes, en français et en anglais.",
    "catalog show": """Énumérer tous les tableaux, ou montrer la fiche de l'un d'eux, d'une colonne (gold.t.c) ou d'un
    autre sujet (term:groupe-de-base).""",
    "catalog completeness": """Dire quelle part de ce qui devrait être dit de chaque tableau l'est, ou, d'un seul, ce
    qui manque et ce qui y remédie.""",
    "catalog search": """Trouver des tableaux, des colonnes, des termes, des questions, des sources et des personnes
    par des mots français ou anglais, les meilleurs d'abord.""",
    "catalog describe": """Dire ce qu'est un tableau, une colonne (gold.t.c) ou un autre sujet
    (term:groupe-de-base).

    Une propriété qui a une valeur dans chaque langue s'écrit avec elle : --set title.fr=Région. --reason doit
    dire pourquoi.""",
    "catalog categorize": """Dire la catégorie de sécurité d'un tableau ou d'une colonne, comme "Protected B", et si ce
    sont des renseignements personnels.

    --reason doit dire pourquoi.""",
    "catalog link": """Lier un tableau ou une colonne à des termes du glossaire (term:CLÉ), une colonne aussi à sa liste
    de codes (source:CLÉ).

    --reason doit dire pourquoi.""",
    "catalog map": """Dire ce qu'est un tableau ou une colonne dans Purview et dans Power BI; le reste en découle.

    catalog properties montre ce qui en découle. --reason doit dire pourquoi.""",
    "catalog history": "Dire qui a dit quoi d'un sujet, et quand.",
    "catalog words": "Énumérer ce qui peut être dit, de chaque sorte de sujet ou d'une seule.",
    "source": "Dire d'où viennent les fichiers et comment ils sont lus.",
    "source show": """Énumérer toutes les sources, ou en montrer une : ses réglages adoptés, ses lots, les noms
    donnés à ses en-têtes.""",
    "source propose": """Examiner un fichier inconnu et écrire sources/NOM.yaml, avec un motif à chaque ligne.

    Le fichier entier est d'abord lu ainsi. Où deviner pourrait changer le sens, la commande demande.""",
    "contract": "Ébaucher ce que promet un tableau.",
    "contract propose": """Ébaucher contracts/NOM.yaml d'après tous les fichiers reçus d'une source : types, clés,
    motifs, ce qui ne manque jamais.

    Aucune ligne reçue n'en serait retenue, ce qui est d'abord éprouvé. C'est une ébauche : ce sont des
    personnes qui conviennent de ce qu'elle promet. Où une valeur se lit de deux façons, la commande demande.""",
    "explain": "Dire ce que veut dire un code d'erreur et ce qui aide; sans code, les énumérer tous.",
    "log": "Dire ce qui a été consigné, du plus ancien au plus récent : quand, quoi, de quoi, par qui, pourquoi.",
    "audit": """Poser au registre une question nommée, ou un SELECT; sans l'un ni l'autre, énumérer les questions.

    Le registre est un seul fichier SQLite : ses vues s'ouvrent aussi avec tout autre outil.""",
    "verify": """Recalculer la chaîne d'empreintes du registre, les octets conservés et les fichiers des couches.

    Se termine par le code 4 si une chose n'est pas ce qui a été consigné, et la nomme.""",
    "question": "Dire à quoi servent les données : les questions, le SQL qui y répond, et qui utilise les réponses.",
    "question add": "Ajouter une question d'affaires, comme openings-by-region. --reason doit dire pourquoi.",
    "question revise": "Modifier une question d'affaires; ce qui n'est pas nommé reste. --reason doit dire pourquoi.",
    "question link": """Lier une question aux colonnes qu'elle demande (gold.t.c) ou à des termes (term:CLÉ); un usage à
    des colonnes ou à question:CLÉ.

    --reason doit dire pourquoi.""",
    "question verify": """Répondre à toutes les questions, ou à celles nommées, et consigner si les réponses sont celles
    qu'on attend.

    Code de sortie 1 quand l'une ne l'est pas. Avec --as-of, on y répond selon les tableaux d'alors, et rien n'est
    consigné.""",
    "question show": "Énumérer toutes les questions et tous les usages, ou montrer une question.",
    "question consumer": """Inscrire un tableau de bord ou un rapport avec les colonnes et les questions qu'il demande,
    ou le modifier.

    --reason doit dire pourquoi.""",
    "catalog properties": """Énumérer tout ce qui vaut d'un tableau et de ses colonnes, et ce qui en découle là où
    personne n'a rien dit d'autre.

    catalog describe permet de dire autre chose.""",
    "catalog profile": """Compter ce que contiennent les colonnes d'un tableau : valeurs absentes et distinctes,
    étendues, valeurs les plus fréquentes.

    Ce qui n'est pas, dans un lot, comme dans le précédent est signalé. Les renseignements personnels sont masqués.""",
    "source revise": """Dire qui publie une source, à quelle fréquence, sous quelle licence, et à qui s'adresser;
    --reason doit dire pourquoi.

    La façon de lire ses fichiers se modifie dans sources/NOM.yaml. jobforge catalog words source énumère ce qui peut
    être dit.""",
    "source credits": """Dire de quelles sources un tableau est fait, et les licences et mentions qu'il transmet avec
    elles.""",
}
"""L'aide entière d'une commande."""
