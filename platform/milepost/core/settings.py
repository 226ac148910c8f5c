"""Settings from the environment, read once. docs/operating.md describes each."""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from milepost.core.errors import MilepostError


class DataFolder(MilepostError):
    """The data folder cannot be made or written to."""


class Settings(NamedTuple):
    """Where things are and how the site is reached. Paths are absolute.

    `operator` and `contact` are who runs the site and how to reach them (GDPR, article 13(1)(a)).
    """

    data: Path
    database_url: str
    secret_key: str
    base_url: str
    content: Path | None
    proxies: str = ""
    try_url: str = ""
    operator: str = ""
    contact: str = ""

    @property
    def https(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.base_url.startswith("https:")

    def cookie(self, name: str) -> str:
        """Return what a cookie is called in full: over TLS, only this very host can set `__Host-…`.

        Hosts under the same domain could set any other name (RFC 6265bis, 4.1.3.2).
        """
        return f"__Host-{name}" if self.https else name

    @property
    def cache(self) -> Path:
        """The folder of compiled courses; may be deleted at any time."""
        return self.data / "cache"


def data_folder() -> Path:
    """Return `MILEPOST_DATA` (default `./var`), without making it."""
    return Path(os.environ.get("MILEPOST_DATA", "var")).absolute()


def load() -> Settings:
    """Read the environment; make the data folder and, on the first start, the secret key in it.

    Raises DataFolder when that is not allowed.
    """
    data = data_folder()
    content = os.environ.get("MILEPOST_CONTENT")
    try:
        data.mkdir(parents=True, exist_ok=True)
        secret_key = os.environ.get("MILEPOST_SECRET_KEY") or _kept_secret(data / "secret-key")
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataFolder(
            f"the data folder {data} cannot be written to ({reason}): "
            "change its owner, or set MILEPOST_DATA to another folder"
        ) from error
    base_url = os.environ.get("MILEPOST_BASE_URL", "http://localhost:8000").rstrip("/")
    return Settings(
        data=data,
        database_url=os.environ.get("MILEPOST_DATABASE_URL") or f"sqlite:///{data / 'milepost.sqlite3'}",
        secret_key=secret_key,
        base_url=base_url,
        content=Path(content).absolute() if content else None,
        proxies=os.environ.get("MILEPOST_PROXIES", ""),
        try_url=(os.environ.get("MILEPOST_TRY_URL") or _own_try_url(base_url)).rstrip("/"),
        operator=os.environ.get("MILEPOST_OPERATOR", "").strip(),
        contact=os.environ.get("MILEPOST_CONTACT", "").strip(),
    )


def keep_address(settings: Settings) -> None:
    """Remember where the site is served, for commands that print addresses of it."""
    with suppress(OSError):
        (settings.data / "address").write_text(settings.base_url, encoding="utf-8")


def served_at(settings: Settings) -> str:
    """Return where people reach the site: MILEPOST_BASE_URL, else where it was served last."""
    if os.environ.get("MILEPOST_BASE_URL"):
        return settings.base_url
    try:
        return (settings.data / "address").read_text(encoding="utf-8").strip() or settings.base_url
    except OSError:
        return settings.base_url


def _own_try_url(base_url: str) -> str:
    """Return where packages are tried on one's own computer: a name that browsers know (RFC 6761, 6.3)."""
    scheme, _, host = base_url.partition("://")
    is_own = host == "localhost" or host.startswith("localhost:")
    return f"{scheme}://try.{host}" if is_own else ""


def _kept_secret(path: Path) -> str:
    """Return the key in `path`, making it (readable by the owner only) when it is missing.

    The key is written to a file of its own and linked into place, so that two workers that
    start together end up with the same one.
    """
    if not path.exists():
        import secrets  # random, hmac and more: exports read settings and need none of it

        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
