"""Readers: one folder per format, each turning a file into records of text and refusing what it cannot read.

A reader never types, drops or repairs a record, and never guesses how a file is written.
"""
