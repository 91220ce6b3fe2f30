-- The ledger, format 1. One entry is one row of events; what is hashed of it is written in entry.py.
-- Guards stop mistakes, in all forms of SQL; hashes and checkpoints kept elsewhere stop those who own the file.

CREATE TABLE ledger_meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  ledger_id BLOB NOT NULL CHECK (length(ledger_id) = 16),  -- a UUIDv7; the chain begins with its hash
  origin TEXT NOT NULL,                                    -- the name that checkpoints bear
  format INTEGER NOT NULL,
  created_at INTEGER NOT NULL                              -- UTC microseconds, the milliseconds of ledger_id
) STRICT;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,                                 -- position, from 1 without gaps
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,                                -- place in the stream, from 1 without gaps
  type TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL CHECK (recorded_at >= 0),   -- UTC microseconds, never falling
  actor TEXT NOT NULL,
  idem TEXT CHECK (idem <> ''),                            -- idempotency key of this entry
  payload BLOB NOT NULL,                                   -- canonical JSON
  metadata BLOB NOT NULL,                                  -- canonical JSON
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (stream, version)
) STRICT;

CREATE UNIQUE INDEX events_idem ON events (idem) WHERE idem IS NOT NULL;

CREATE TABLE request (
  idem TEXT PRIMARY KEY CHECK (idem <> ''),                -- idempotency key of the whole request
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
  first_seq INTEGER NOT NULL REFERENCES events (seq),
  last_seq INTEGER NOT NULL REFERENCES events (seq)
) STRICT;

CREATE TRIGGER events_keep_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no event is ever updated'); END;

CREATE TRIGGER events_keep_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no event is ever deleted'); END;

-- REPLACE deletes the row in its way without asking the delete guard, so each of its three ways is closed here.
CREATE TRIGGER events_keep_position BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an event takes the next position'); END;

CREATE TRIGGER events_keep_version BEFORE INSERT ON events
WHEN NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an event takes the next version of its stream'); END;

CREATE TRIGGER events_keep_key BEFORE INSERT ON events
WHEN NEW.idem IS NOT NULL AND EXISTS (SELECT 1 FROM events WHERE idem = NEW.idem)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an idempotency key is used once'); END;

CREATE TRIGGER request_keep_update BEFORE UPDATE ON request
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no request is ever updated'); END;

CREATE TRIGGER request_keep_delete BEFORE DELETE ON request
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no request is ever deleted'); END;

CREATE TRIGGER request_keep_key BEFORE INSERT ON request
WHEN EXISTS (SELECT 1 FROM request WHERE idem = NEW.idem OR rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an idempotency key is used once'); END;

CREATE TRIGGER ledger_meta_keep_update BEFORE UPDATE ON ledger_meta
BEGIN SELECT RAISE(ABORT, 'the identity of a ledger never changes'); END;

CREATE TRIGGER ledger_meta_keep_delete BEFORE DELETE ON ledger_meta
BEGIN SELECT RAISE(ABORT, 'the identity of a ledger never changes'); END;

CREATE TRIGGER ledger_meta_keep_insert BEFORE INSERT ON ledger_meta
WHEN EXISTS (SELECT 1 FROM ledger_meta)
BEGIN SELECT RAISE(ABORT, 'the identity of a ledger never changes'); END;

-- Stable views, for people, sqlite-utils and Datasette. A cast to text comes first, or a BLOB could pass for JSONB.

CREATE VIEW log AS
SELECT
  seq AS position,
  strftime('%Y-%m-%dT%H:%M:%S', recorded_at / 1000000, 'unixepoch')
    || printf('.%06dZ', recorded_at % 1000000) AS recorded_at,
  type,
  stream,
  version,
  actor,
  CAST(metadata AS TEXT) ->> '$.actor_known' AS actor_known,
  CAST(metadata AS TEXT) ->> '$.reason' AS reason,
  CAST(metadata AS TEXT) ->> '$.run' AS run,
  CAST(metadata AS TEXT) ->> '$.caused_by' AS caused_by,
  CAST(metadata AS TEXT) ->> '$.effective_at' AS effective_at,
  CAST(metadata AS TEXT) ->> '$.software' AS software,
  idem AS key,
  schema_version AS schema,
  CAST(payload AS TEXT) AS payload,
  lower(hex(hash)) AS hash
FROM events;

CREATE VIEW batches AS
SELECT
  position, recorded_at, actor, run,
  CASE type WHEN 'batch-ingested' THEN 'ingested' ELSE 'rejected' END AS outcome,
  payload ->> '$.batch_id' AS batch_id,
  payload ->> '$.source' AS source,
  payload ->> '$.table' AS table_name,
  payload ->> '$.source_file' AS source_file,
  payload ->> '$.file_sha256' AS file_sha256,
  payload ->> '$.file_size' AS file_size,
  payload ->> '$.ingested_at' AS ingested_at,
  payload ->> '$.effective_at' AS effective_at,
  payload ->> '$.period' AS period,
  payload ->> '$.generation' AS generation,
  payload ->> '$.definition' AS definition,
  payload ->> '$.balance.read' AS rows_read,
  payload ->> '$.balance.accepted' AS rows_accepted,
  payload ->> '$.balance.quarantined' AS rows_quarantined,
  payload ->> '$.code' AS code,
  payload ->> '$.reason' AS refused_because,
  payload ->> '$.built.seconds' AS seconds
FROM log WHERE type IN ('batch-ingested', 'batch-rejected');

CREATE VIEW deliveries AS
SELECT
  position, recorded_at, actor, run,
  payload ->> '$.batch_id' AS batch_id,
  payload ->> '$.source' AS source,
  payload ->> '$.source_file' AS source_file,
  payload ->> '$.file_sha256' AS file_sha256,
  payload ->> '$.delivered_at' AS delivered_at
FROM log WHERE type = 'delivery-repeated';

CREATE VIEW promotions AS
SELECT
  position, recorded_at, actor, run,
  CASE type WHEN 'batch-promoted' THEN 'promoted' ELSE 'rejected' END AS outcome,
  payload ->> '$.table' AS table_name,
  payload ->> '$.batch_id' AS batch_id,
  payload ->> '$.from_table' AS from_table,
  payload ->> '$.from_position' AS from_position,
  payload ->> '$.contract' AS contract,
  payload ->> '$.contract_version' AS contract_version,
  payload ->> '$.generation' AS generation,
  payload ->> '$.balance.read' AS rows_read,
  payload ->> '$.balance.accepted' AS rows_accepted,
  payload ->> '$.balance.quarantined' AS rows_quarantined,
  payload ->> '$.balance.deduplicated' AS rows_deduplicated,
  payload ->> '$.balance.inserted' AS rows_inserted,
  payload ->> '$.balance.updated' AS rows_updated,
  payload ->> '$.balance.unchanged' AS rows_unchanged,
  payload ->> '$.balance.superseded' AS rows_superseded,
  payload ->> '$.limit' AS quarantine_limit,
  payload ->> '$.code' AS code,
  payload ->> '$.built.seconds' AS seconds
FROM log WHERE type IN ('batch-promoted', 'promotion-rejected');

CREATE VIEW builds AS
SELECT
  position, recorded_at, actor, run,
  payload ->> '$.table' AS table_name,
  payload ->> '$.version_id' AS version_id,
  payload ->> '$.model' AS model,
  payload ->> '$.contract' AS contract,
  payload ->> '$.rows' AS rows_out,
  payload ->> '$.changed' AS changed,
  payload ->> '$.built.seconds' AS seconds
FROM log WHERE type = 'table-built';

CREATE VIEW adoptions AS
SELECT
  position, recorded_at, actor, reason, run,
  CASE type WHEN 'definition-retired' THEN payload ->> '$.kind' ELSE substr(type, 1, instr(type, '-') - 1) END AS kind,
  CASE type WHEN 'definition-retired' THEN 'retired' ELSE 'adopted' END AS outcome,
  coalesce(payload ->> '$.name', payload ->> '$.table', payload ->> '$.source') AS name,
  payload ->> '$.path' AS path,
  payload ->> '$.version' AS version,
  payload ->> '$.scope' AS scope,
  payload ->> '$.generation' AS generation,
  payload ->> '$.draft' AS draft,
  payload ->> '$.file_sha256' AS file_sha256,
  payload ->> '$.definition' AS definition
FROM log WHERE type IN ('source-adopted', 'contract-adopted', 'model-adopted', 'definition-retired');

CREATE VIEW failures AS
SELECT
  position, recorded_at, actor, run,
  payload ->> '$.step' AS step,
  payload ->> '$.subject' AS subject,
  payload ->> '$.code' AS code,
  payload ->> '$.reason' AS failed_because,
  payload ->> '$.detail' AS detail,
  payload ->> '$.attempt' AS attempt
FROM log WHERE type = 'step-failed';
