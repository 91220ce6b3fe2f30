"""L'aide des commandes et de leurs options; la clé est le chemin de la commande, celle d'une option son nom.

Une option qui n'a pas le même sens partout a une clé propre à sa commande, comme ``log --limit``.
"""

from __future__ import annotations

from typing import Final

AUDIENCES: Final = {"Engineer": "Ingénierie", "Steward": "Intendance", "Auditor": "Audit"}

LINES: Final = {
    "demo": "L'exemple fourni, de la source à gold, et l'histoire d'une ligne.",
    "init": "Préparer un projet.",
    "plan": "Dire ce que ferait run; n'écrit rien.",
    "apply": "Consigner les sources, les contrats et les modèles qui ont changé.",
    "fetch": "Télécharger les fichiers des adresses que déclarent les sources.",
    "ingest": "Recevoir des fichiers dans staged.",
    "promote": "Faire monter ce qui doit l'être.",
    "run": "Appliquer, recevoir la boîte d'arrivée, promouvoir jusqu'à gold.",
    "query": "Un SELECT sur les couches, telles qu'elles sont ou étaient.",
    "trace": "D'où viennent des lignes, jusqu'à l'enregistrement du fichier source.",
    "explain-value": "Les lignes derrière un chiffre, qui le donnent une fois additionnées.",
    "why-not": "Pourquoi un tableau n'a pas une ligne, et les lignes qui le montrent.",
    "lineage": "De quoi un tableau est fait, et ce qui est fait de lui.",
    "diff": "Ce qui diffère entre deux moments d'un tableau, et ce qui l'a causé.",
    "replay": "Reconstruire tout ce qui est dérivé, et comparer.",
    "gc": "Compacter, et supprimer les fichiers dérivés inutiles.",
    "doctor": "Ce qui pourrait mal tourner sur cet ordinateur.",
    "completion": "Imprimer le script de complétion d'un interpréteur.",
    "status": "Ce qu'il y a, ce qui est dû, ce qui attend une personne.",
    "quarantine": "Les données retenues, et les règles qu'elles enfreignent.",
    "correct": "Corriger une valeur acceptée qui est fausse.",
    "review": "Approuver, comme deuxième personne, ce que quelqu'un propose.",
    "withdraw": "Retirer un lot; son histoire reste.",
    "reinstate": "Rétablir un lot retiré.",
    "catalog": "Tableaux et colonnes, en français et en anglais.",
    "source": "Les sources : en proposer une pour un fichier, leur lecture.",
    "contract": "Ébaucher ce que promet un tableau, d'après ce qui a été reçu.",
    "explain": "Ce que veut dire un code d'erreur.",
    "log": "Ce qui a été consigné, dans l'ordre.",
    "audit": "Questions nommées et SQL en lecture seule sur le registre.",
    "verify": "Recalculer le registre, le coffre et les fichiers des couches.",
    "question": "Les questions d'affaires : ce qui y répond, et qui s'en sert.",
}
"""Une ligne par commande."""

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
    "catalog show": "Énumérer tous les tableaux, ou en montrer un avec ses colonnes.",
    "catalog describe": """Dire ce qu'est un tableau, une colonne (gold.t.c) ou un autre sujet
    (term:groupe-de-base).

    Une propriété qui a une valeur dans chaque langue s'écrit avec elle : --set title.fr=Région. --reason doit
    dire pourquoi.""",
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

OPTIONS: Final = {
    "--help": "Montrer cette aide.",
    "--version": "Montrer la version.",
    "--lang": "La langue de l'aide et des messages : en ou fr.",
    "--project": "Un dossier du projet; par défaut : ici.",
    "--json": "Un objet JSON sur la sortie standard.",
    "--debug": "Montrer la trace d'une erreur.",
    "--actor": "Qui agit; par défaut : le compte de l'utilisateur.",
    "log --actor": "Seulement ce que cette personne a fait.",
    "--reason": "Pourquoi; c'est consigné.",
    "--wait": "Attendre une autre commande qui écrit.",
    "--dry-run": "Dire ce qui serait fait; ne rien écrire.",
    "--as-of": "Une position (41), un jour (2026-03-31) ou une heure; par défaut : maintenant.",
    "--reveal": "Montrer les renseignements personnels tels quels; demande --reason, et c'est consigné.",
    "--basis": "Qui dit que la valeur est juste; privacy : une personne l'a demandé.",
    "--ticket": "Où il en est question, comme INC-4471.",
    "--set": "Une valeur telle qu'elle serait dans le fichier source; rien après = la supprime.",
    "catalog describe --set": "Le dire; deux fois en fait une liste de deux.",
    "source propose --set": "Répondre d'avance à une question.",
    "contract propose --set": "Répondre d'avance à une question.",
    "audit --set": "Restreindre la question; peut être répété.",
    "--from": "Plusieurs : un fichier CSV qui a id,column,value.",
    "log --from": "Seulement à partir de cette position.",
    "quarantine correct --undo": "Annuler une correction : celle de la ligne ID, ou toute une décision (d-...).",
    "quarantine release --undo": "Annuler une dérogation : celle de la ligne ID, ou toute une décision (d-...).",
    "quarantine reject --undo": "Annuler un refus : celui de la ligne ID, ou toute une décision (d-...).",
    "correct --undo": "Annuler une correction (d-...).",
    "--until": "Le dernier jour où elle vaut (2026-12-31).",
    "--table": "Seulement les lignes à l'entrée de ce tableau.",
    "log --table": "Seulement ce qui concerne ce tableau.",
    "--batch": "Seulement les lignes de ce lot; le début de son nom suffit.",
    "--status": "Seulement les lignes dans cet état; par défaut : celles qui attendent quelque chose.",
    "--limit": "Lignes montrées; 0 pour toutes.",
    "trace --limit": "Lignes suivies; 0 pour toutes.",
    "log --limit": "Les plus récents, autant que dit; 0 pour tous.",
    "--where": "Quelles lignes : une condition sur les colonnes du tableau; par défaut : n'importe lesquelles.",
    "correct --where": "Quelles lignes : une condition en SQL sur les colonnes du tableau.",
    "--forward": "Ce que les lignes ont atteint, plutôt que d'où elles viennent.",
    "--all": "Aussi ce qui est conclu.",
    "catalog history --property": "Seulement cette propriété.",
    "--name": "Nom de la source; par défaut : tiré du nom du fichier.",
    "--yes": "Prendre ce qui est proposé; ne rien demander.",
    "--type": "Seulement cette sorte d'événement, comme batch-ingested ou « *-rejected ».",
    "--since": "Seulement à partir de ce jour ou de cette heure.",
    "--source": "Seulement ce qui concerne cette source.",
    "--follow": "Continuer, et montrer les événements à mesure qu'ils sont consignés.",
    "--sql": "Votre propre SELECT sur les vues du registre; en lecture seule.",
    "--text": "La question, en anglais.",
    "--text-fr": "La question, en français.",
    "--audience": "Qui la pose, en anglais.",
    "--audience-fr": "Qui la pose, en français.",
    "--owner": "Qui en répond.",
    "--priority": "high, medium ou low.",
    "question add --sql": "Un SELECT sur gold qui y répond.",
    "question revise --sql": "Un SELECT sur gold qui y répond.",
    "--expect": "Ce qu'on attend de la réponse, comme 'value = 35'.",
    "--requires": "Une colonne qu'elle demande, couche.tableau.colonne; plusieurs fois pour plusieurs.",
    "question consumer --requires": "Une colonne qu'il montre; plusieurs fois pour plusieurs.",
    "--terms": "Un terme du glossaire dont elle parle; plusieurs fois pour plusieurs.",
    "--reads": "Une couche, outre gold, que lit son SQL.",
    "--unset": "L'enlever.",
    "--remove": "Enlever les liens.",
    "--title": "Son nom, en anglais.",
    "--title-fr": "Son nom, en français.",
    "question consumer --type": "dashboard, report, application, export ou model.",
    "--url": "Où il se trouve.",
    "--questions": "Une question dont il montre la réponse; plusieurs fois pour plusieurs.",
    "--for": "Seulement ce qui est pour l'un des deux.",
    "--batches": "Chaque lot séparément aussi.",
    "source revise --set": "Le dire, comme licence.fr=...",
}
"""L'aide d'une option, par son plus long nom."""

EPILOG: Final = "« jobforge COMMANDE --help » en dit plus. Première visite : jobforge demo. In English: --lang en"
ENGLISH_ONLY: Final = "(Cette aide n'existe qu'en anglais.)"
ANSWERS_IN_ENGLISH: Final = "(cette commande répond encore en anglais)"

SPEAKING: Final = frozenset(
    {
        *("status", "correct", "withdraw", "reinstate", "explain", "log", "audit", "verify"),
        *(f"quarantine {each}" for each in ("list", "show", "correct", "retry", "release", "reject")),
        *(f"review {each}" for each in ("list", "approve", "reject")),
        *(f"catalog {each}" for each in ("describe", "history", "words")),
    }
)
"""Commands whose answers are French; of the others it is said that they are not."""
