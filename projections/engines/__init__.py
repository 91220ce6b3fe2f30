"""Engines run SQL over pinned files; each refuses what could make the answer differ or reach outside."""
