"""What of an answer a person may see: personal values are masked wherever rows are shown."""
