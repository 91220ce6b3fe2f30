"""What the codes of batches mean that are taken out of effect."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
W-001  The batch was never landed.
       A file that was refused when it came has nothing in effect, so there is nothing to withdraw or to bring back.
W-002  The same bytes were landed again meanwhile.
       A batch cannot come back beside another one of the same bytes: its rows would count twice. Withdraw that one
       first.
W-010  The bytes are needed by a batch that is in effect.
       Rows in effect can always be built again from the bytes that they came from. Withdraw the batch first.
W-011  The object says how other bytes are read.
       Sources, contracts and models are kept for ever: without them nothing could be read again.
W-012  The bytes were disposed of.
       Somebody decided, under the authority that is named, that they are kept no longer. Their hash and every proof
       stay; what was made of them cannot be made again.
"""
"""Code and title on a line, then what it means and what helps."""
