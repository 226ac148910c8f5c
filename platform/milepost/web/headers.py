"""The headers that every answer carries, whoever made it: pages, files, errors, packages."""

from __future__ import annotations

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types milepost"
)
ALWAYS = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # Following a link to a source tells that site nothing about where the reader learns.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
        "midi=(), payment=(), usb=()",
    ),
]
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000")
# Pages differ from person to person: a shared cache must not keep them, a browser asks again.
PERSONAL = ("Cache-Control", "private, no-cache")


def always(*, https: bool, frames: str = "") -> list[tuple[str, str]]:
    """Return the headers of every answer. `frames` is the origin whose pages may stand in a frame."""
    headers = [*ALWAYS, HTTPS_ONLY] if https else list(ALWAYS)
    if frames:
        name, policy = headers[0]
        headers[0] = (name, f"{policy}; frame-src {frames}")
    return headers
