-- title: Employment outlook
-- title_fr: Perspectives d'emploi
-- question: How many jobs are expected per region and occupation, and how does that differ from the year before?
-- question_fr: Combien d'emplois prévoit-on par région et profession, et quel est l'écart avec l'année précédente?
WITH published AS (
  SELECT region, occupation_code, year, jobs
  FROM silver.forecast
  WHERE jobs IS NOT NULL
)
SELECT
  region,
  occupation_code,
  year,
  jobs,
  jobs - lag(jobs) OVER (PARTITION BY region, occupation_code ORDER BY year) AS change
FROM published
