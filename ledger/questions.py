"""The named questions that an auditor can put to the ledger, each one small SELECT over its stable views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs


@attrs.frozen
class Question:
    """A question with a name.

    Attributes:
        name: what is typed.
        titles: what it asks, by language code.
        sql: over the views; parameters are ``:name``, and NULL where nothing was said.
        parameters: what each one narrows, by name.
    """

    name: str
    titles: Mapping[str, str]
    sql: str
    parameters: Mapping[str, str] = attrs.field(factory=dict)


_WHEN: Final = {"since": "from this moment on, such as 2026-03-01", "until": "before this moment; of a day, its end"}
_SPAN: Final = "(:since IS NULL OR recorded_at >= :since) AND (:until IS NULL OR recorded_at < :until)"

_ALL: Final = (
    Question(
        "who",
        {"en": "Who did what, when, and why?", "fr": "Qui a fait quoi, quand et pourquoi ?"},
        f"""SELECT position, recorded_at, actor, actor_known, type, stream, reason, run FROM log
            WHERE {_SPAN} AND (:actor IS NULL OR actor = :actor) AND (:run IS NULL OR run = :run)
            ORDER BY position""",
        {**_WHEN, "actor": "only this person", "run": "only this run"},
    ),
    Question(
        "actors",
        {
            "en": "Who has written to the ledger, and how sure is each name?",
            "fr": "Qui a écrit dans le registre, et à quel point chaque nom est-il sûr ?",
        },
        """SELECT actor, actor_known, count(*) AS events, count(DISTINCT run) AS runs,
             min(recorded_at) AS first, max(recorded_at) AS last FROM log
           GROUP BY actor, actor_known ORDER BY actor, actor_known""",
    ),
    Question(
        "refused",
        {
            "en": "Which files and promotions were refused, and why?",
            "fr": "Quels fichiers et quelles promotions ont été refusés, et pourquoi ?",
        },
        f"""SELECT position, recorded_at, 'file' AS kind, source AS subject, batch_id, source_file, code,
              refused_because, rows_read, rows_quarantined, actor FROM batches
            WHERE outcome = 'rejected' AND {_SPAN}
            UNION ALL
            SELECT position, recorded_at, 'promotion', table_name, batch_id, NULL, code,
              'more than ' || quarantine_limit || ' of the rows in quarantine', rows_read, rows_quarantined, actor
            FROM promotions WHERE outcome = 'rejected' AND {_SPAN}
            ORDER BY position""",
        _WHEN,
    ),
    Question(
        "quarantine",
        {
            "en": "How many rows are in quarantine, per table? (newest step of each batch)",
            "fr": "Combien de lignes sont en quarantaine, par table ? (étape la plus récente de chaque lot)",
        },
        """WITH steps AS (
             SELECT table_name, batch_id, position, rows_read, rows_quarantined FROM batches
             WHERE outcome = 'ingested'
             UNION ALL
             SELECT table_name, batch_id, position, rows_read, rows_quarantined FROM promotions
             WHERE outcome = 'promoted'),
           newest AS (SELECT table_name, batch_id, max(position) AS position FROM steps GROUP BY table_name, batch_id)
           SELECT table_name, count(*) AS batches, sum(rows_read) AS rows_read,
             sum(rows_quarantined) AS rows_quarantined
           FROM steps JOIN newest USING (table_name, batch_id, position)
           WHERE :table IS NULL OR table_name = :table
           GROUP BY table_name ORDER BY rows_quarantined DESC, table_name""",
        {"table": "only this table"},
    ),
    Question(
        "failures",
        {"en": "Which steps failed, and why?", "fr": "Quelles étapes ont échoué, et pourquoi ?"},
        f"""SELECT position, recorded_at, step, subject, code, failed_because, actor, run FROM failures
            WHERE {_SPAN} AND (:subject IS NULL OR subject = :subject) ORDER BY position""",
        {**_WHEN, "subject": "only this source, table or file"},
    ),
    Question(
        "adoptions",
        {
            "en": "Which sources, contracts and models were adopted or retired?",
            "fr": "Quelles sources, quels contrats et modèles ont été adoptés ou retirés ?",
        },
        f"""SELECT position, recorded_at, kind, name, outcome, version, scope, path, file_sha256, definition, actor,
              reason FROM adoptions
            WHERE {_SPAN} AND (:name IS NULL OR name = :name) ORDER BY position""",
        {**_WHEN, "name": "only this source or table"},
    ),
    Question(
        "deliveries",
        {"en": "Which files were delivered more than once?", "fr": "Quels fichiers ont été livrés plus d'une fois ?"},
        """SELECT first.source, first.source_file, first.file_sha256, first.batch_id, first.recorded_at AS ingested_at,
             count(*) AS repetitions, max(again.recorded_at) AS last_repeated_at
           FROM deliveries AS again JOIN batches AS first USING (batch_id)
           WHERE first.outcome = 'ingested' AND (:source IS NULL OR first.source = :source)
           GROUP BY first.position ORDER BY first.position""",
        {"source": "only this source"},
    ),
    Question(
        "contracts",
        {
            "en": "Which contract versions were applied to which tables?",
            "fr": "Quelles versions de contrat ont été appliquées à quelles tables ?",
        },
        """SELECT table_name, contract_version, contract, generation, count(DISTINCT batch_id) AS batches,
             sum(outcome = 'promoted') AS promoted, sum(outcome = 'rejected') AS rejected,
             min(position) AS first_position, max(position) AS last_position
           FROM promotions WHERE :table IS NULL OR table_name = :table
           GROUP BY table_name, contract, contract_version, generation ORDER BY first_position""",
        {"table": "only this table"},
    ),
    Question(
        "runs",
        {"en": "What did each run do?", "fr": "Qu'a fait chaque exécution ?"},
        f"""SELECT run, actor, min(recorded_at) AS started, max(recorded_at) AS ended, count(*) AS events,
              sum(type LIKE '%-adopted') AS adopted, sum(type = 'batch-ingested') AS ingested,
              sum(type = 'batch-promoted') AS promoted, sum(type = 'table-built') AS built,
              sum(type IN ('batch-rejected', 'promotion-rejected')) AS rejected, sum(type = 'step-failed') AS failed
            FROM log WHERE {_SPAN} AND (:run IS NULL OR run = :run)
            GROUP BY run, actor ORDER BY min(position)""",
        {**_WHEN, "run": "only this run"},
    ),
    Question(
        "builds",
        {
            "en": "When was each modelled table built, and did it change?",
            "fr": "Quand chaque table modélisée a-t-elle été produite, et a-t-elle changé ?",
        },
        """SELECT position, recorded_at, table_name, version_id, rows_out, changed, model, contract, seconds, actor
           FROM builds WHERE :table IS NULL OR table_name = :table ORDER BY position""",
        {"table": "only this table"},
    ),
)

QUESTIONS: Final[Mapping[str, Question]] = {question.name: question for question in _ALL}
"""Every question by its name, in the order in which they are listed."""
