"""The controls themselves, by what they are about; each gives its population and what is wrong with its members."""
