"""BLAKE2b (RFC 7693) without `hashlib`, which loads OpenSSL for other digests: 2 ms of every export."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # what hashlib.blake2b is
except ImportError:  # another Python than CPython
    from hashlib import blake2b

__all__ = ["blake2b"]
