"""Cards: all that the catalog knows of one subject."""
