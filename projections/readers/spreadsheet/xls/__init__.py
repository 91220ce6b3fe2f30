"""XLS workbooks: what makes calamine fail, and what it does not tell."""
