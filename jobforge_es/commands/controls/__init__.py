"""Controls: looked at, decided about, recorded."""
