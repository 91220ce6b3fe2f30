"""Exports: the catalog in the forms of other programs, each a pure function of what is known at a position."""
