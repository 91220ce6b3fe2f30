"""People: who there is, and who answers for what from when until when."""
