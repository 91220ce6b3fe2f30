"""Business questions: asked, linked to columns, answered, and heard before a column goes."""
