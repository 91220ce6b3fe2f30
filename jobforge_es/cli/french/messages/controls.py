"""Les contrôles : leur état, ce qui manque, et ce que les gens en ont décidé."""

from __future__ import annotations

from typing import Final

CONTROLS: Final = {
    # états
    "PASS": "RESPECTÉ",
    "FAIL": "NON RESPECTÉ",
    "NOT_EVIDENCED": "NON ÉTABLI",
    "STALE": "PÉRIMÉ",
    "WAIVED": "DÉROGATION",
    "ATTESTED": "ATTESTÉ",
    "NOT_APPLICABLE": "SANS OBJET",
    "NOTHING_TO_CHECK": "RIEN À VÉRIFIER",
    "SUPPORTED": "APPUYÉ",
    "OUTSIDE": "HORS PORTÉE",
    "scope": "portée",
    "attestation": "pièce à l'appui",
    "waiver": "dérogation",
    # tableau de bord
    "control": "contrôle",
    "controls": "contrôles",
    "looked at": "examinés",
    "failing": "en défaut",
    "statement": "énoncé",
    "{n:,} looked at": "{n:,} examiné",
    "{n:,} looked at, all there are": "{n:,} examinés, tous ceux qu'il y a",
    "{n:,} of which it does not hold": "{n:,} en défaut",
    "{n:,} waived": "{n:,} en dérogation",
    "{n:,} left out by people": "{n:,} écartés par des gens",
    "  and {n:,} more: --all shows them": "  et {n:,} de plus : --all les montre",
    "recorded at position {position}: jobforge controls trend": (
        "consigné à la position {position} : jobforge controls trend"
    ),
    "no score: nothing counts yet": "pas de note : rien ne compte encore",
    "score {n} %: those that pass among those that count": "note {n} % : ceux qui sont respectés sur ceux qui comptent",
    "it does not apply until {day}": "elle ne s'applique pas jusqu'au {day}",
    "nobody said at which level it applies: what any level asks for is asked": (
        "personne n'a dit à quel niveau il s'applique : tout ce que demande un niveau ou l'autre est demandé"
    ),
    "it applies at level {level}": "il s'applique au niveau {level}",
    "Whether an instrument is complied with is people's to declare.": (
        "Il revient aux gens de déclarer qu'un instrument est respecté."
    ),
    # tendance
    "no score": "pas de note",
    " (it looks at something else than before)": " (il n'examine plus la même chose)",
    "not computed then": "pas calculé alors",
    "no evaluation was recorded yet": "aucune évaluation n'a encore été consignée",
    "it could not be looked at: {error}": "on n'a pas pu l'examiner : {error}",
    # gouvernance et personnes
    "it has no owner in force": "il n'a aucun propriétaire en vigueur",
    "it has no steward in force": "il n'a aucun intendant en vigueur",
    "{party} is no person, team or organisation": "{party} n'est ni une personne, ni une équipe, ni un organisme",
    "{party} is no registered party": "{party} n'est pas une partie enregistrée",
    "nobody is named who said it": "on ne sait pas qui l'a dit",
    "no reason was given": "aucun motif n'a été donné",
    "its author agreed to it": "son auteur l'a lui-même approuvé",
    "its last day has passed": "son dernier jour est passé",
    "no evidence was handed in": "aucune pièce n'a été remise",
    "the last day of its evidence has passed": "le dernier jour de sa pièce est passé",
    "its evidence came after gold was first published": "sa pièce est venue après la première publication de gold",
    # architecture et modèles
    "it is in no catalog": "il n'est dans aucun catalogue",
    "its name and its layer differ": "son nom et sa couche diffèrent",
    "its name breaks the rule": "son nom enfreint la règle",
    "its file {path} lies in another layer": "son fichier {path} se trouve dans une autre couche",
    "its file {path} lies in the folder of another": "son fichier {path} se trouve dans le dossier d'un autre",
    "it is in effect and not there": "il est en vigueur et n'est pas là",
    "what is published is not what is in effect": "ce qui est publié n'est pas ce qui est en vigueur",
    "no event recorded it": "aucun événement ne l'a consigné",
    "it is made from {source}, which lies above it": "il est fait à partir de {source}, qui est au-dessus",
    "it is made from {source} and leaves out a layer without saying so": (
        "il est fait à partir de {source} et saute une couche sans le dire"
    ),
    "it is made from itself by way of {circle}": "il est fait à partir de lui-même, en passant par {circle}",
    "no contract promises it: contracts/{name}.yaml is to be written": (
        "aucun contrat ne le promet : contracts/{name}.yaml est à écrire"
    ),
    "{columns} are not as promised": "{columns} : pas comme promis",
    "its columns are in other order": "ses colonnes sont dans un autre ordre",
    "its contract declares no primary key": "son contrat ne déclare aucune clé primaire",
    "{n} of its keys are missing or come twice": "{n} de ses clés manquent ou viennent deux fois",
    "it changed what it promises and {version} is no new major version": (
        "il promet autre chose et {version} n'est pas une nouvelle version majeure"
    ),
    # stockage et sécurité
    "it is not what was recorded": "il n'est pas tel que consigné",
    "what guards it was changed": "ce qui le protège a été modifié",
    "its position {n} is not what was recorded": "sa position {n} n'est pas telle que consignée",
    "this kind of ledger keeps no chain that could be computed": (
        "cette sorte de registre ne garde aucune chaîne que l'on puisse calculer"
    ),
    "no checkpoint outside the ledger shows that its end was not cut off": (
        "aucun point de contrôle hors du registre ne montre que sa fin n'a pas été coupée"
    ),
    "it is not in the vault, and nobody decided so": "il n'est pas conservé, et personne n'en a décidé ainsi",
    "nothing says how long it is kept": "rien ne dit combien de temps il est conservé",
    "no day can be computed of its term, {term}: a person has to say whether it has passed": (
        "aucun jour ne se calcule de son délai, {term} : à une personne de dire s'il est échu"
    ),
    "it was to be kept until {day}": "il devait être conservé jusqu'au {day}",
    "it was not built again since it came into effect": "il n'a pas été refait depuis son entrée en vigueur",
    "not everything came out alike when it was built again": "tout n'est pas ressorti pareil quand il a été refait",
    "it does not come out as it was recorded": "il ne ressort pas tel que consigné",
    "it was never done": "cela n'a jamais été fait",
    "it was last done {n} days ago": "cela date de {n} jours",
    "it has no security category": "il n'a aucune catégorie de sécurité",
    "its category is lower than that of {source}": "sa catégorie est inférieure à celle de {source}",
    "nothing reads this kind of export": "rien ne lit cette sorte d'exportation",
    "it lies there no more, and the catalog has changed since": (
        "elle n'est plus là où elle a été écrite, et le catalogue a changé depuis"
    ),
    "it was changed, and cannot be read": "elle a été modifiée et ne se lit pas",
    "somebody changed it where it lies": "quelqu'un l'a modifié là où il se trouve",
    "the exported model does not have it": "le modèle exporté ne l'a pas",
    "the exported model tells another key": "le modèle exporté indique une autre clé",
    "the exported model gives it another type": "le modèle exporté lui donne un autre type",
    "the exported model describes it otherwise": "le modèle exporté la décrit autrement",
    "the export {target} does not say that it is {category}": "l'exportation {target} ne la dit pas {category}",
    # intégration et documents
    "it has no column {names}": "il n'a pas de colonne {names}",
    "{n} of its rows do not say where they came from": "{n} de ses lignes ne disent pas d'où elles viennent",
    "it names the batch {batch}, which none ingested": "il nomme le lot {batch}, que rien n'a reçu",
    "its books do not balance": "ses comptes ne sont pas justes",
    "it ended without a result": "elle s'est terminée sans résultat",
    "the bytes of {batch} were landed again": "les octets de {batch} ont été reçus de nouveau",
    "it was tried more often than the settings say": "on l'a essayé plus souvent que ne le disent les réglages",
    "nothing was waited before the next try": "on n'a pas attendu avant l'essai suivant",
    "no rule says why it is set aside": "aucune règle ne dit pourquoi elle est mise de côté",
    "its contract does not say by when it is to be mended": "son contrat ne dit pas pour quand il faut la réparer",
    "it was to be mended by {day}": "elle devait être réparée d'ici le {day}",
    "it does not say with what it was built": "il ne dit pas avec quoi il a été fait",
    "its bytes are not kept": "ses octets ne sont pas conservés",
    "the bytes that are kept are not those that came": "les octets conservés ne sont pas ceux qui sont arrivés",
    "nothing says where it came from": "rien ne dit d'où il vient",
    # codes, questions
    "it is coded, and no list of codes is named": "elle est codée, et aucune liste de codes n'est nommée",
    "its list of codes {source} has no key of one column, or no rows": (
        "sa liste de codes {source} n'a pas de clé d'une colonne, ou pas de lignes"
    ),
    "its list of codes {source} comes from a source without the role reference": (
        "sa liste de codes {source} vient d'une source sans le rôle reference"
    ),
    "its list of codes {source} stands in edition {found}, and {edition} is pinned": (
        "sa liste de codes {source} est dans l'édition {found}, et c'est {edition} qui est fixée"
    ),
    "{n} of its values are not in the list of codes": "{n} de ses valeurs ne sont pas dans la liste de codes",
    "{n} of its rows have no partner in {source}": "{n} de ses lignes n'ont pas de partenaire dans {source}",
    "{source} has no rows": "{source} n'a pas de lignes",
    "no business question needs it": "aucune question d'affaires n'en a besoin",
    "it needs {column}, which is not there": "elle demande {column}, qui n'existe pas",
    "it was never verified": "elle n'a jamais été vérifiée",
    "its answer was not as expected": "sa réponse n'était pas celle attendue",
    "it was revised since it was verified": "elle a été modifiée depuis sa vérification",
    "its tables have changed since it was verified": "ses tableaux ont changé depuis sa vérification",
    "it is not what the catalog says now": "ce n'est plus ce que dit le catalogue",
    # métadonnées
    "it has no description in English": "il n'a pas de description en anglais",
    "it has no description in French": "il n'a pas de description en français",
    "its description says no more than its name": "sa description n'en dit pas plus que son nom",
    "its description is that of others too": "sa description est aussi celle d'autres",
    "it is linked to no term": "elle n'est liée à aucun terme",
    "its term {term} is not approved": "son terme {term} n'est pas approuvé",
    "it is not defined in both languages": "il n'est pas défini dans les deux langues",
    "it has no steward": "il n'a pas d'intendant",
    "nothing says when it is to be looked at again": "rien ne dit quand le revoir",
    "another term has its label": "un autre terme a son libellé",
    "it ends at {column}, and nothing says what that is made from": (
        "elle s'arrête à {column}, et rien ne dit de quoi celle-ci est faite"
    ),
    "its definition and its newest build differ about {names}": (
        "sa définition et sa dernière construction diffèrent quant à {names}"
    ),
    "it has no publisher": "elle n'a pas d'éditeur",
    "it has no licence": "elle n'a pas de licence",
    "it has no address": "elle n'a pas d'adresse",
    "it has no contact": "elle n'a pas de contact",
    "it does not say how often it comes": "elle ne dit pas à quelle fréquence elle vient",
    "nothing says when its file was published": "rien ne dit quand son fichier a été publié",
    "its {name} leads to {target}, which is not there": "{name} : mène à {target}, qui n'existe pas",
    # qualité
    "its rule {rule} was never asked of batch {batch}": "sa règle {rule} n'a jamais été vérifiée sur le lot {batch}",
    "{n} of its rows break {rule}": "{n} de ses lignes enfreignent {rule}",
    "{n} of its values are missing": "{n} de ses valeurs manquent",
    "its files should have come by now": "ses fichiers auraient dû venir",
    "{now} % of its rows have a value in {column}, where {usual} % were usual": (
        "{now} % de ses lignes ont une valeur dans {column}, contre {usual} % d'habitude"
    ),
    "all its rows have the same value in {column}, where several were usual": (
        "toutes ses lignes ont la même valeur dans {column}, où il y en avait plusieurs d'habitude"
    ),
    "{n} rows came, where {usual} were usual": "{n} lignes sont venues, là où {usual} étaient habituelles",
    "the columns of its files changed, and nobody has looked at it": (
        "les colonnes de ses fichiers ont changé, et personne ne l'a examiné"
    ),
}
"""Les manques, tels que les contrôles les disent."""
