"""JobForge decides and speaks: commands, the Python API and the command line."""

__version__ = "0.1.0"
