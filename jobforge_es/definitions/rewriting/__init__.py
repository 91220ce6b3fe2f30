"""Change what a YAML file says where it stands: whatever is not changed keeps every byte, comments and order too."""
