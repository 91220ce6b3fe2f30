"""JobForge decides and speaks: commands, the Python API and the command line."""
