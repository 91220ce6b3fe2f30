"""Column lineage: which columns of the inputs each result column of a SELECT is made from, found in its text."""
