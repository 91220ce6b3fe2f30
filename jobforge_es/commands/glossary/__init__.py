"""The glossary: terms on their way from a draft to what a second person has agreed to."""
