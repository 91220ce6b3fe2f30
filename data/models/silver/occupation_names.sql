-- title: Names of occupations
-- title_fr: Noms des professions
-- question: Under which names, official or in use, can an occupation be found?
-- question_fr: Sous quels noms, officiels ou en usage, peut-on trouver une profession?
SELECT occupation_code, 'en' AS language, 'official' AS kind, title_en AS name
FROM silver.occupations
UNION ALL
SELECT occupation_code, 'fr' AS language, 'official' AS kind, title_fr AS name
FROM silver.occupations
UNION ALL
SELECT occupation_code, language, 'in use' AS kind, title AS name
FROM silver.titles
WHERE status = 'active'
