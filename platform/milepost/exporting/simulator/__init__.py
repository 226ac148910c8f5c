"""Trying a package before it goes to an LMS: whose packages, where they stand, what they may not do."""
