"""XLSX workbooks: which sheets they have, and what calamine does not tell of one."""
