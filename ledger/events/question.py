"""Events of business questions. Stream ``question-<key>``."""

from __future__ import annotations

from typing import Literal

import attrs

from ledger.events.parts import TableAt
from ledger.names import Sha256


@attrs.frozen
class QuestionVerified:
    """The SQL that answers a business question was run and its answer compared with what is expected of it.

    Attributes:
        question: its key.
        outcome: ``passed``; ``failed`` where the answer is not as expected; ``broken`` where there was none.
        sql: hash of the SQL that ran (vault), so that an answer can be asked for again.
        expectation: as its author wrote it.
        unmet: the parts of it that did not hold; never a value of a row.
        tables: that were read, each at its position.
        rows: of the answer; None where there was none.
        digest: of the answer, sorted by all its columns; None where there was none.
        error: code of the error that kept it from being answered.
    """

    question: str
    outcome: Literal["passed", "failed", "broken"]
    sql: Sha256
    expectation: str
    unmet: tuple[str, ...] = ()
    tables: tuple[TableAt, ...] = ()
    rows: int | None = None
    digest: Sha256 | None = None
    error: str | None = None
