"""Looking for what could go wrong: at the machine, at the place of a project, at what it holds."""
