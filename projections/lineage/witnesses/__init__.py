"""Which rows of the inputs a row of a model is made of: the recorded SQL, rewritten once more when somebody asks."""
