"""The same codes in French: a module beside each English one; a test finds a code that only one of them tells."""
