"""Controls: mechanically checked statements of good practice, each over its whole population at a position."""
