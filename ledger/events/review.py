"""What waits for a second person, whatever it is: one family of events. They stand in the stream of their subject."""

from __future__ import annotations

import attrs


@attrs.frozen
class ReviewRequested:
    """Something takes effect only when a second person agrees.

    Attributes:
        kind: of the subject, such as ``correction``, ``release``, ``rejection``, ``term``, ``contract`` or ``model``.
        subject: its id, unique among those of its kind that wait.
        title: what people are shown of it; no value of a row.
    """

    kind: str
    subject: str
    title: str


@attrs.frozen
class ReviewApproved:
    """A second person agreed: the subject takes effect here."""

    kind: str
    subject: str


@attrs.frozen
class ReviewRejected:
    """A second person refused: the subject never takes effect."""

    kind: str
    subject: str
