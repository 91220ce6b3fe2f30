"""The projections derive: everything here can be deleted and comes back from the ledger and the vault."""
