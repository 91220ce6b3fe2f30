"""Definitions: sources, contracts and models, read from a project's files.

Reading is pure: bytes in, compiled values or errors with file, line and column out. ``project`` reads a whole folder
and loads the readers of YAML, contracts and SQL only for files that are new.
"""
