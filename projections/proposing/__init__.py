"""Looking at files that nobody has described: what they are, and why it seems so. Nothing here writes."""
