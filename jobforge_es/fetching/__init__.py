"""Getting files from addresses that a source declares: the only network there is, and only where a person asks."""
