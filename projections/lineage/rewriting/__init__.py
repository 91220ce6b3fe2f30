"""Rewrites a SELECT so that each row of its answer says where it comes from; the answer itself stays the same."""
