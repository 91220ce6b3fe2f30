"""The agenda: what asks for a person, whose it is, and the command that deals with it."""
