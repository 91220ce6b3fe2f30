"""Files for the tests of looking, and what is found in them."""

from __future__ import annotations

from pathlib import Path

from projections.proposing.asking import Question, proposed
from projections.proposing.dialect import find_dialect
from projections.proposing.encoding import find_encoding
from projections.proposing.layout import Layout, find_layout
from projections.proposing.sample import take_sample


class Asked:
    """Takes what is proposed, or the answers it was given, and remembers the questions."""

    def __init__(self, **answers: str) -> None:
        self._answers = answers
        self.keys: list[str] = []
        self.questions: list[Question] = []

    def __call__(self, question: Question) -> str:
        self.keys.append(question.key)
        self.questions.append(question)
        return self._answers.get(question.key) or proposed(question)


def looked(folder: Path, content: str | bytes, ask: Asked | None = None) -> Layout:
    """Look at delimited text."""
    path = folder / "unknown.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    answering = ask or Asked()
    encoding = find_encoding(path, answering).value
    sample = take_sample(path, encoding)
    settings, _ = find_dialect(sample, answering)
    return find_layout(sample, settings, answering)
