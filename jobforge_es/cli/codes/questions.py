"""What the codes of business questions mean."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
C-030  A changed definition takes away a column that a question or a dashboard needs.
       The error names who needs it. Keep the column, or change what they need first: in their file, or by
       jobforge question link KEY COLUMN --remove.
C-031  What is to be added is there already.
       Change it with jobforge question revise, or a glossary term with jobforge glossary revise.
C-032  A glossary term lacks what a second person would agree to.
       It needs a label and a definition, in one of the languages at least: jobforge glossary revise.
K-010  The answer to a business question is not as expected.
       The error tells which part of the expectation does not hold. Either the data are wrong, or the question
       is to be revised.
K-011  A business question could not be answered.
       Its SQL is wrong, is not allowed, or needs tables or columns that are not there. The error tells which.
K-012  A question reads a table that has never been made.
       Run the pipeline first, or correct the name of the table.
"""
"""Code and title on a line, then what it means and what helps."""
