"""The version, as the package on the registry bears it."""

__version__ = "0.1.0"
