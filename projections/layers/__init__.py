"""The layers: what builds the files of staged, bronze, silver, gold and quarantine."""
