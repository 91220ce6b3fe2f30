"""What waits for a second person, whatever it is: one family of events. They stand in the stream of their subject."""

from __future__ import annotations

import attrs

from ledger.names import Sha256


@attrs.frozen
class ReviewRequested:
    """Something takes effect only when a second person agrees.

    Attributes:
        kind: of the subject, such as ``correction``, ``release``, ``rejection``, ``term``, ``contract`` or ``model``.
        subject: its id, unique among those of its kind that wait.
        title: what people are shown of it; no value of a row.
        content: hash of what is to be agreed to; an approval of anything else is refused. None where nothing of it can
            change before it is agreed to.
    """

    kind: str
    subject: str
    title: str
    content: Sha256 | None = None


@attrs.frozen
class ReviewApproved:
    """A second person agreed: the subject takes effect here.

    Attributes:
        kind, subject, content: as they were requested.
        alone: it was one of its authors, in a project that declares that it has a single person.
    """

    kind: str
    subject: str
    content: Sha256 | None = None
    alone: bool = False


@attrs.frozen
class ReviewRejected:
    """A second person refused: the subject never takes effect."""

    kind: str
    subject: str
    content: Sha256 | None = None
