"""Where stewards work: the catalog as a workbook, and what they have changed in it."""
