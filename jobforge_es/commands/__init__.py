"""The commands: each gathers, decides, and appends."""
