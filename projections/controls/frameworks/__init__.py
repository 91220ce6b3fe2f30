"""What the controls are for: instruments and their clauses. Each JSON file of this folder is one framework."""
