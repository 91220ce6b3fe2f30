"""What was looked at, and what was found."""

from __future__ import annotations

from typing import Literal

import attrs

State = Literal["good", "doubtful", "bad"]


@attrs.frozen
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: what.
        state: ``good``, ``doubtful`` (works, for now) or ``bad``.
        what: what was found.
        mend: what helps, safest first; empty when good.
    """

    subject: str
    state: State
    what: str
    mend: tuple[str, ...] = ()
