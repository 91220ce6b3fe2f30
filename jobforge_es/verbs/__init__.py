"""The verbs of a workspace, by who uses them: one class a family, all of one session's making."""
