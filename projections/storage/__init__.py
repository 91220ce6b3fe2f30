"""Where files lie: the folders of a lake and the manifest of what is in effect."""
