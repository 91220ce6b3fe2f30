"""Exporting: the catalog written for other programs."""
