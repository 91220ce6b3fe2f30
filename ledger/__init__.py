"""The ledger remembers: everything that cannot be rebuilt, and nothing that can."""
