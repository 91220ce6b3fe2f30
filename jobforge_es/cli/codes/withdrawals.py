"""What the codes of batches mean that are taken out of effect."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
W-001  The batch was never landed.
       A file that was refused when it came has nothing in effect, so there is nothing to withdraw or to bring back.
W-002  The same bytes were landed again meanwhile.
       A batch cannot come back beside another one of the same bytes: its rows would count twice. Withdraw that one
       first.
"""
"""Code and title on a line, then what it means and what helps."""
