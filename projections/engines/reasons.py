"""Why some well-known functions are not allowed in a model, and what to write instead."""

from __future__ import annotations

from typing import Final

import attrs


@attrs.frozen
class Reason:
    """Why a function is refused.

    Attributes:
        why: it is, after its name.
        mend: what to write instead.
        differs: its answer is not the same each time; otherwise it does not fit into a model at all.
    """

    why: str
    mend: str
    differs: bool = True


CLOCK: Final = Reason(
    "reads the clock, so the table would change from day to day", "compare with a column of an input instead"
)
CHANCE: Final = Reason("gives another value each time", "make an identifier from the columns, for example with md5()")
SESSION: Final = Reason("depends on who runs it, and with which settings", "write the value itself")
ORDER: Final = Reason(
    "depends on the order in which rows happen to come",
    "use min() or max(), or string_agg(x, ',' ORDER BY x), or row_number() with a total order in a QUALIFY",
)
ROUGH: Final = Reason("gives an approximation that differs from run to run", "use the exact count(DISTINCT ...)")
FLOATS: Final = Reason(
    "adds binary fractions, whose last digits depend on the order in which rows come",
    "CAST to DECIMAL and use sum(), count() and avg()",
)
MACHINE: Final = Reason("differs in its last digits between machines", "compute it in the tool that shows the table")
VERSION: Final = Reason("may change with the version of the engine", "use md5() or sha256()")
OUTSIDE: Final = Reason(
    "reads from outside the tables", "ingest the file as a source and read its silver table", differs=False
)
NESTED: Final = Reason(
    "works with lists or structures, which tables do not hold", "give each value its own row or column", differs=False
)
MADE: Final = Reason(
    "makes rows that no source has", "ingest the rows as a source, or write them with VALUES", differs=False
)
SILENT: Final = Reason("hides errors", "use TRY_CAST or nullif() where the error can occur", differs=False)
UNKNOWN: Final = Reason(
    "is not in the list of functions that are known to give the same answer on every machine and in every run",
    "say it with a listed function: jobforge explain M-002 names them",
    differs=False,
)

_WORDS: Final = (
    (
        CLOCK,
        (
            "now today current_date current_time current_timestamp current_localtime current_localtimestamp localtime "
            "localtimestamp get_current_time get_current_timestamp transaction_timestamp currentdate currenttime "
            "currenttimestamp current_datetime ago age clock_timestamp statement_timestamp"
        ),
    ),
    (CHANCE, "random rand setseed uuid gen_random_uuid uuidv4 uuidv7 generate_uuid nextval currval"),
    (
        SESSION,
        (
            "current_setting getvariable current_user session_user user current_role current_schema current_schemas "
            "current_database current_catalog current_query current_connection_id txid_current version current_version "
            "getenv pg_typeof in_search_path duckdb_settings duckdb_variables"
        ),
    ),
    (
        ORDER,
        (
            "first last any_value arbitrary mode arg_min arg_max argmin argmax min_by max_by list array_agg histogram "
            "arg_min_null arg_max_null arg_min_nulls_last arg_max_nulls_last reservoir_quantile listagg_distinct"
        ),
    ),
    (ROUGH, "approx_count_distinct approx_distinct approx_quantile approx_top_k hll"),
    (
        FLOATS,
        (
            "stddev stddev_pop stddev_samp variance variance_pop var_pop var_samp corr covar_pop covar_samp regr_slope "
            "regr_intercept regr_r2 regr_avgx regr_avgy regr_sxx regr_sxy regr_syy kahan_sum fsum sumkahan favg "
            "skewness kurtosis kurtosis_pop entropy product geomean geometric_mean sem mad"
        ),
    ),
    (MACHINE, "ln log log2 log10 exp pow power sin cos tan asin acos atan atan2 cbrt gamma lgamma sinh cosh tanh pi"),
    (VERSION, "hash"),
    (
        OUTSIDE,
        (
            "read_csv read_csv_auto read_parquet parquet_scan read_json read_json_auto read_json_objects read_ndjson "
            "read_text read_blob glob sniff_csv parquet_metadata parquet_schema query query_table iceberg_scan "
            "delta_scan sqlite_scan postgres_scan read_xlsx which_secret"
        ),
    ),
    (NESTED, "unnest explode struct_pack struct list_value array map list_transform array_length json_extract row"),
    (MADE, "range generate_series generateseries repeat_row"),
    (SILENT, "try"),
)

REASONS: Final = {word: reason for reason, words in _WORDS for word in words.split()}
"""By the name of a function in small letters."""
