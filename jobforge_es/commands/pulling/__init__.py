"""Writing what the ledger knows back into the files."""
