-- title: Openings (draft, no contract yet)
-- title_fr: Postes ouverts (ébauche, sans contrat)
-- question: How many people are sought per region, group and month, and between which hourly wages?
-- question_fr: Combien de personnes recherche-t-on par région, groupe et mois, et entre quels salaires horaires?
SELECT
  p.region,
  o.broad_group,
  year(p.posted_on) AS posted_year,
  month(p.posted_on) AS posted_month,
  count(*) AS postings,
  CAST(sum(p.vacancies) AS BIGINT) AS vacancies,
  min(p.wage_low) AS wage_lowest,
  max(p.wage_high) AS wage_highest,
  CAST(sum(p.vacancies * p.wage_low) AS DECIMAL(14, 2)) AS hourly_wages_at_least
FROM silver.postings AS p
JOIN silver.occupations AS o ON o.occupation_code = p.occupation_code
GROUP BY p.region, o.broad_group, year(p.posted_on), month(p.posted_on)
