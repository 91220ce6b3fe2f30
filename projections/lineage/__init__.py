"""Lineage: where tables and rows come from."""
