"""What definitions say about the subjects of the catalog: one module a kind of definition."""
