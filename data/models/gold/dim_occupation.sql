-- title: Occupation
-- title_fr: Profession
-- question: Which occupations are there, in both languages, and how many names in use lead to each?
-- question_fr: Quelles sont les professions, dans les deux langues, et combien d'appellations en usage mènent à chacune?
SELECT
  o.occupation_code,
  o.title_en,
  o.title_fr,
  o.broad_group,
  o.training_level,
  count(n.name) AS names_in_use
FROM silver.occupations AS o
LEFT JOIN silver.occupation_names AS n
  ON n.occupation_code = o.occupation_code AND n.kind = 'in use'
GROUP BY o.occupation_code, o.title_en, o.title_fr, o.broad_group, o.training_level
