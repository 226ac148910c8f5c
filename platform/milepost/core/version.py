"""The version: read by the build, shown by the command, and part of every cache key."""

__version__ = "0.1.0"
