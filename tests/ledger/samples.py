"""One event of every type, and what stands around it: the same values in all tests and golden files."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from ledger.definitions import (
    Column,
    ColumnLineage,
    ColumnOrigin,
    ColumnUse,
    Contract,
    Corrections,
    Csv,
    HeaderName,
    Layout,
    Model,
    ModelColumn,
    Remote,
    Retries,
    Rule,
    Source,
    Statement,
    Statements,
    TieCheck,
)
from ledger.event import Metadata, NewEvent
from ledger.events import (
    AttemptFailed,
    BatchIngested,
    BatchPromoted,
    BatchReinstated,
    BatchRejected,
    BatchWithdrawn,
    CatalogFileAdopted,
    ContractAdopted,
    ControlAttested,
    ControlDecisionEnded,
    ControlScoped,
    ControlsEvaluated,
    ControlWaived,
    DecisionEnded,
    DefinitionRetired,
    DeliveryAnnounced,
    DeliveryRepeated,
    Event,
    ExportPublished,
    ModelAdopted,
    ModelProven,
    ObjectDisposed,
    PromotionRejected,
    PropertySet,
    QuestionVerified,
    ReviewApproved,
    ReviewRejected,
    ReviewRequested,
    RowsCorrected,
    RowsRejected,
    RowsReleased,
    SchemaDrifted,
    SourceAdopted,
    StepFailed,
    StepRecovered,
    TableBuilt,
    TableCompacted,
    ValuesRevealed,
)
from ledger.events.control import ControlCount
from ledger.events.export import ExportedFile
from ledger.events.parts import Applied, Balance, Built, FileRecord, RuleCount, Skips, TableAt
from ledger.events.withdrawal import RowsOf
from ledger.names import Position, Sha256

A = Sha256("a" * 64)
B = Sha256("b" * 64)
C = Sha256("c" * 64)
DECISION = "d-0199c0de-0000-7000-8000-000000000003"
BATCH = "b-0199c0de-0000-7000-8000-000000000001"
NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
BUILT = Built({"duckdb": "2.0.0", "pyarrow": "26.0.1"}, Decimal("0.125"))
STAGED = FileRecord("layers/staged/main/noc/b-1-aaaaaaaaaaaaaaaa.parquet", "data", 9, 4096, A, B)
ASIDE = FileRecord("layers/quarantine/staged/main/noc/b-1-cccccccccccccccc.parquet", "quarantine", 1, 1024, C, A)
ENDED = FileRecord("layers/superseded/silver/main/noc/b-1-bbbbbbbbbbbbbbbb.parquet", "superseded", 3, 512, B, C)
COUNTED = Balance(
    read=14, accepted=9, quarantined=1, deduplicated=1, filtered=0, skipped=Skips(1, 1, 1, 0), inserted=9, superseded=2
)
RULES = (RuleCount("noc_code.pattern", "error", 1), RuleCount("wage_positive", "warning", 2))

EVENTS: dict[str, Event] = {
    "batch-ingested": BatchIngested(
        batch_id=BATCH,
        source="noc",
        table="staged.noc",
        source_file="Données (été) 😀.csv",
        file_sha256=A,
        file_size=2**53 - 1,
        ingested_at=NOON,
        effective_at=datetime(2026, 1, 1, tzinfo=UTC),
        period="2026",
        generation=1,
        definition=B,
        layout=C,
        balance=COUNTED,
        files=(STAGED, ASIDE),
        built=BUILT,
    ),
    "batch-rejected": BatchRejected(
        batch_id=BATCH,
        source="noc",
        source_file='not\u0301e "quoted"\n\t\\.csv',  # a source word: decomposed, and kept like that
        file_sha256=A,
        file_size=0,
        ingested_at=NOON,
        period=None,
        definition=B,
        code="S-001",
        reason="the header does not match",
    ),
    "delivery-repeated": DeliveryRepeated(BATCH, "noc", "noc.csv", A, NOON),
    "batch-promoted": BatchPromoted(
        table="silver.noc",
        batch_id=BATCH,
        from_table="bronze.noc",
        from_position=Position(7),
        contract=B,
        contract_version="1.2.0",
        generation=2,
        replaces="batch",
        basis=(TableAt("silver.noc", Position(6), 120),),
        balance=Balance(read=9, accepted=9, inserted=4, updated=3, unchanged=2, superseded=3),
        rules=RULES,
        files=(STAGED, ENDED),
        built=BUILT,
        outdates=(Position(31), Position(34)),
        closes=True,
        applied=Applied(C, corrected=2, released=1, rejected=3, admitted=1),
    ),
    "promotion-rejected": PromotionRejected(
        table="bronze.noc",
        batch_id=BATCH,
        from_table="staged.noc",
        from_position=Position(5),
        contract=B,
        contract_version="1.2.0",
        generation=1,
        basis=(),
        code="K-003",
        limit="0.05",
        balance=Balance(read=9, accepted=4, quarantined=5, inserted=4),
        rules=RULES,
        files=(ASIDE,),
        built=BUILT,
        withdraws=True,
        outdates=(Position(31),),
    ),
    "table-built": TableBuilt(
        table="gold.dim_noc",
        version_id="t-0199c0de-0000-7000-8000-000000000002",
        model=A,
        contract=None,
        inputs=(TableAt("silver.noc", Position(9), 129), TableAt("silver.titles", Position(0), 0)),
        rows=0,
        changed=False,
        rules=(),
        files=(),
        built=Built({}, Decimal(0)),
    ),
    "batch-withdrawn": BatchWithdrawn(
        BATCH, "noc", (RowsOf("staged.noc", 9), RowsOf("silver.noc", 4)), (Position(31), Position(34))
    ),
    "batch-reinstated": BatchReinstated(BATCH, "noc", Position(52), (Position(55),)),
    "object-disposed": ObjectDisposed(A, 2**40, "Retention schedule 2026-7, § 4", (BATCH,)),
    "table-compacted": TableCompacted(
        "silver.noc",
        "c-0199c0de-0000-7000-8000-000000000003",
        B,
        TableAt("silver.noc", Position(60), 12),
        3,
        (FileRecord("layers/compacted/silver/main/noc/c-1-bbbbbbbbbbbbbbbb.parquet", "compacted", 9, 4096, B, A),),
        BUILT,
    ),
    "source-adopted": SourceAdopted("noc", "sources/noc.yaml", A, B),
    "contract-adopted": ContractAdopted("silver.noc", "contracts/noc.yaml", A, B, "noc", "1.2.0", "rebuild", 2),
    "model-adopted": ModelAdopted("gold.dim_noc", "models/gold/dim_noc.sql", A, B, ("silver.noc",), "row", draft=True),
    "catalog-file-adopted": CatalogFileAdopted("glossary/terms.yaml", A, B),
    "control-scoped": ControlScoped("dadm", None, "2027-03-31", "II"),
    "control-attested": ControlAttested("dadm:6.1.1", "aia.pdf", A, "2027-03-31"),
    "control-waived": ControlWaived("M01", "table:gold.agg_openings", "2026-09-30"),
    "control-decision-ended": ControlDecisionEnded("M01", None, "waiver"),
    "controls-evaluated": ControlsEvaluated(
        Position(41),
        "2026-03-31",
        False,
        (ControlCount("G01", 1, "FAIL", 24, 2), ControlCount("L07", 1, "PASS", 90, 0)),
    ),
    "values-revealed": ValuesRevealed("query", ("silver.people.name",), C, Position(9)),
    "property-set": PropertySet("term", "unit-group", "synonyms", "fr", ("métier", "groupe de base")),
    "question-verified": QuestionVerified(
        "how-many",
        "failed",
        A,
        "rows > 0 and no nulls in code",
        ("no nulls in code",),
        (TableAt("gold.dim_noc", Position(4), 2),),
        2,
        B,
    ),
    "model-proven": ModelProven("gold.dim_noc", B, C, (TableAt("silver.noc", Position(4), 2),), 2, A, BUILT),
    "definition-retired": DefinitionRetired("model", "gold.dim_noc", "models/gold/dim_noc.sql"),
    "step-failed": StepFailed("ingest", "noc", "D-003", "the file is not UTF-8", None, C),
    "attempt-failed": AttemptFailed("fetch", "noc.csv", "N-001", "the address cannot be reached", 2, 2_150),
    "export-published": ExportPublished(
        "odcs",
        Position(41),
        "lake/exports/odcs",
        (ExportedFile("gold.t.odcs.yaml", A),),
        "Protected A",
        ("gold.t.wage",),
    ),
    "step-recovered": StepRecovered("fetch", "noc.csv"),
    "delivery-announced": DeliveryAnnounced("noc", "2026-03", "noc_2026-03.manifest.txt", A, 3),
    "rows-corrected": RowsCorrected(
        DECISION, BATCH, "bronze.noc", (7, 9), ("intitule",), C, Position(8), "publisher", "INC-4471"
    ),
    "rows-released": RowsReleased(
        DECISION, BATCH, "silver.noc", (7,), ("code.reference",), "2026-12-31", Position(9), None
    ),
    "rows-rejected": RowsRejected(DECISION, BATCH, "staged.noc", (2**40,), None),
    "decision-ended": DecisionEnded(DECISION, "undone", BATCH, (7,)),
    "review-requested": ReviewRequested("correction", DECISION, "correct 2 rows of bronze.noc", A),
    "review-approved": ReviewApproved("correction", DECISION, A, alone=True),
    "review-rejected": ReviewRejected("release", DECISION, A),
    "schema-drifted": SchemaDrifted("noc", BATCH, "renamed", "map", ("Intitulé",), 1, ("Titre",), share="0.87"),
}

SOURCE = Source(
    "noc",
    ("noc*.csv",),
    Csv(encoding="cp1252", delimiter=";", columns=("Code", "Intitulé")),
    null_words=("NA", ".."),
    about={"publisher": "Statistics Canada"},
    remote=Remote(("https://example.org/noc.csv",)),
    retries={"fetch": Retries(attempts=8)},
)
LAYOUT = Layout((HeaderName("Code", "code"), HeaderName("Intitulé", "intitule")))
CONTRACT = Contract(
    "silver.noc",
    "1.2.0",
    (
        Column("code", "string", header="Code", key=1, titles={"en": "Code", "fr": "Code"}),
        Column("wage", "decimal", precision=12, scale=2, decimal_mark=",", null_words=("",)),
    ),
    (Rule("code.pattern", "pattern", ("code",), pattern="[0-9]{5}"),),
    source="noc",
)
CORRECTIONS = Corrections("00" * 16, {"7": {"intitule": "Élagueur", "note": None}, "9": {"intitule": ""}})
MODEL = Model(
    "gold.dim_noc",
    "SELECT code FROM silver.noc",
    "SELECT code, _batch_id FROM silver.noc",
    ("silver.noc",),
    (ModelColumn("code", "VARCHAR"),),
    context={"silver.noc": "a window"},
    ties=(TieCheck("rank", "SELECT 0"),),
    about={"title": "Occupations"},
    lineage=ColumnLineage(
        (ColumnOrigin("code", (ColumnUse("silver.noc", "code", "identity"),)),),
        (ColumnUse("silver.noc", "*", "rows"), ColumnUse("silver.noc", "*", "filter", "PIVOT is not followed")),
    ),
)

STATEMENTS = Statements(
    (
        Statement("table", "gold.dim_noc", "purpose", "fr", ("Les professions.",)),
        Statement("table", "gold.dim_noc", "terms", None, ("noc", "occupation")),
    )
)

METADATA = Metadata("typed", "r-0199c0de", "jobforge 0.1.0", "correction after the review", Position(3), NOON)


def new(event: Event, actor: str = "a.roy", **metadata: object) -> NewEvent:
    """Make an event of a plain run."""
    return NewEvent(event, actor, Metadata(**{"actor_known": "typed", "run": "r-1", "software": "test", **metadata}))


def small(number: int = 0, actor: str = "a.roy", **metadata: object) -> NewEvent:
    """Make a small event whose content is a number."""
    return new(DefinitionRetired("source", f"s{number}", "sources/s.yaml"), actor, **metadata)


class Clock:
    """A clock that is set by hand, in UTC microseconds."""

    def __init__(self, now: int = 1_800_000_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now
