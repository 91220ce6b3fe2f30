"""Proposing: definitions for what nobody has described, with the reasons beside them."""
