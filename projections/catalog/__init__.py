"""The first catalog: definitions, batches, steps, datasets and columns, as the ledger tells them."""
