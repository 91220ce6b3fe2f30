"""Tables and their columns."""

from __future__ import annotations

from projections.catalog.vocabulary.governed import GOVERNED, TERMS
from projections.catalog.vocabulary.kinds import Property, bilingual, kind, link, word

SUMMARIES = ("none", "sum", "average", "min", "max", "count", "distinctCount")

TABLE = kind(
    "table",
    "tables",
    "table",
    "table",
    *GOVERNED,
    bilingual("purpose", "purpose", "raison d'être", expected="above_staged"),
    bilingual("grain", "one row is", "une ligne est", expected="gold"),
    bilingual("usage", "usage", "utilisation"),
    bilingual("limits", "limits", "limites"),
    bilingual("totals", "rows that are totals", "lignes qui sont des totaux"),
    Property("retention", "retention", "délai de conservation", expected="above_staged"),
    Property("tags", "tags", "mots-clés", many=True),
    TERMS,
    Property("purview.type", "Purview type", "type Purview", "word"),
    Property("purview.qualified_name", "Purview qualified name", "nom qualifié Purview"),
    Property("purview.collection", "Purview collection", "collection Purview"),
    Property("purview.attributes", "Purview managed attributes", "attributs gérés Purview", many=True),
    Property("powerbi.name", "Power BI name", "nom Power BI"),
    Property("powerbi.hidden", "hidden in Power BI", "masquée dans Power BI", "flag"),
    Property("powerbi.relationships", "Power BI relationships", "relations Power BI", "relationship", many=True),
    derived=True,
)

COLUMN = kind(
    "column",
    "columns",
    "column",
    "colonne",
    *GOVERNED,
    word("role", "role", "rôle", "key", "attribute", "measure", "coded", expected="gold"),
    Property("unit", "unit", "unité"),
    Property("additive", "may be added up", "additif", "flag"),
    link("code_list", "code list", "liste de codes", "source", "table"),
    Property("code_list_edition", "edition of the code list", "édition de la liste de codes"),
    Property("critical", "critical data element", "élément de données critique", "flag"),
    TERMS,
    Property("purview.type", "Purview type", "type Purview", "word"),
    Property("purview.qualified_name", "Purview qualified name", "nom qualifié Purview"),
    Property("purview.attributes", "Purview managed attributes", "attributs gérés Purview", many=True),
    Property("powerbi.name", "Power BI name", "nom Power BI"),
    Property("powerbi.folder", "Power BI display folder", "dossier d'affichage Power BI"),
    Property("powerbi.format", "Power BI format", "format Power BI"),
    word("powerbi.summarize_by", "Power BI summary", "agrégation Power BI", *SUMMARIES),
    Property("powerbi.category", "Power BI data category", "catégorie de données Power BI", "word"),
    Property("powerbi.sort_by", "Power BI sorted by", "triée par, dans Power BI"),
    Property("powerbi.hidden", "hidden in Power BI", "masquée dans Power BI", "flag"),
    derived=True,
)
