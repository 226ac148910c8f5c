"""Passkeys (W3C Web Authentication Level 3). The library is imported when the first one is used.

A challenge works once and for ten minutes: its hash is a row in `one_time_token`, and the browser
that asked for it holds it in its signed cookie.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from milepost.accounts.models import NAME_LENGTH, Passkey, User
from milepost.accounts.services import tokens
from milepost.accounts.services.tokens import Purpose
from milepost.core.errors import Conflict, Invalid, NotFound
from milepost.core.messages import N_

_REFUSED = N_("This passkey did not work. Try again, or choose another way.")


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site as an authenticator knows it (section 4, "Relying Party Identifier": the host name)."""

    id: str
    origins: tuple[str, ...]
    name: str = "Milepost"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the site asked of an authenticator: kept by the browser in its signed cookie until it answers."""

    challenge: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """A new passkey whose answer was right."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    user_handle: bytes


def relying_party(base_url: str, visited: str) -> RelyingParty:
    """Return the site by its base address; on localhost any port counts, since all are this machine."""
    base = urlsplit(base_url)
    origins = [f"{base.scheme}://{base.netloc}"]
    if base.hostname == "localhost" and urlsplit(visited).hostname == "localhost":
        origins.append(f"{urlsplit(visited).scheme}://{urlsplit(visited).netloc}")
    return RelyingParty(base.hostname or "", tuple(origins))


def parse(answer: str) -> dict[str, Any]:
    """Return an authenticator's answer, as the browser's toJSON() wrote it. Raises Invalid."""
    try:
        parsed = json.loads(answer)
    except ValueError as error:
        raise Invalid(_REFUSED, "credential") from error
    if not isinstance(parsed, dict):
        raise Invalid(_REFUSED, "credential")
    return parsed


def ask_to_register(
    session: Session, rp: RelyingParty, name: str, now: datetime, *, user_id: int | None = None
) -> tuple[str, Asked]:
    """Return the options for `navigator.credentials.create` as JSON, and what to remember of them."""
    import webauthn
    from webauthn.helpers import structs

    challenge = tokens.make(session, Purpose.PASSKEY, now)
    held = of_user(session, user_id) if user_id is not None else ()
    handle = held[0].user_handle if held else secrets.token_bytes(32)
    options = webauthn.generate_registration_options(
        rp_id=rp.id,
        rp_name=rp.name,
        user_name=name,
        user_display_name=name,
        user_id=handle,
        challenge=challenge.encode(),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=key.credential_id) for key in held],
    )
    return webauthn.options_to_json(options), Asked(challenge, handle.hex())


def verify_new(
    session: Session, rp: RelyingParty, asked: Asked | None, answer: dict[str, Any], now: datetime
) -> Verified:
    """Check the answer to `ask_to_register` and use the challenge up. Raises Invalid."""
    import webauthn

    challenge = _use_challenge(session, asked, now)
    with _plain_errors():
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=rp.id,
            expected_origin=list(rp.origins),
        )
    handle = bytes.fromhex(asked.handle) if asked else b""
    return Verified(found.credential_id, found.credential_public_key, found.sign_count, handle)


def add(session: Session, user: User, new: Verified, name: str, now: datetime) -> Passkey:
    """Keep a verified passkey for a person. Raises Conflict when it is kept already."""
    key = Passkey(
        user_id=user.id,
        credential_id=new.credential_id,
        public_key=new.public_key,
        user_handle=new.user_handle,
        sign_count=new.sign_count,
        name=_tidy(name),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(key)
    except IntegrityError as twice:
        raise Conflict(N_("This passkey is in use already.")) from twice
    return key


def ask_to_sign_in(session: Session, rp: RelyingParty, now: datetime) -> tuple[str, Asked]:
    """Return the options for `navigator.credentials.get` as JSON, and what to remember of them."""
    import webauthn

    challenge = tokens.make(session, Purpose.PASSKEY, now)
    options = webauthn.generate_authentication_options(rp_id=rp.id, challenge=challenge.encode())
    return webauthn.options_to_json(options), Asked(challenge)


def sign_in(
    session: Session, rp: RelyingParty, asked: Asked | None, answer: dict[str, Any], now: datetime
) -> User:
    """Return whose passkey answered. Uses the challenge up. Raises Invalid."""
    import webauthn

    challenge = _use_challenge(session, asked, now)
    with _plain_errors():
        credential_id = webauthn.base64url_to_bytes(str(answer.get("rawId", "")))
    wanted = sa.select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    key = session.scalars(wanted).one_or_none()
    if key is None:
        raise Invalid(N_("This site does not know this passkey. Perhaps it was removed here."), "credential")
    with _plain_errors():
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=rp.id,
            expected_origin=list(rp.origins),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    key.sign_count, key.last_used_at = found.new_sign_count, now
    session.flush()
    return session.get_one(User, key.user_id)


def of_user(session: Session, user_id: int) -> Sequence[Passkey]:
    """Return a person's passkeys, the oldest first."""
    return session.scalars(sa.select(Passkey).filter_by(user_id=user_id).order_by(Passkey.id)).all()


def rename(session: Session, user_id: int, passkey_id: int, name: str) -> None:
    """Give one's own passkey another name. Raises NotFound."""
    _own(session, user_id, passkey_id).name = _tidy(name)
    session.flush()


def remove(session: Session, user: User, passkey_id: int) -> None:
    """Delete one's own passkey, unless it is the last way in. Raises NotFound, Conflict."""
    key = _own(session, user.id, passkey_id)
    if user.password_hash is None and len(of_user(session, user.id)) == 1:
        raise Conflict(N_("This passkey is your only way in. Set a password or add another passkey first."))
    session.delete(key)
    session.flush()


def _own(session: Session, user_id: int, passkey_id: int) -> Passkey:
    session.get(User, user_id, with_for_update=True)  # of two removals at once, one has to wait
    key = session.scalars(sa.select(Passkey).filter_by(id=passkey_id, user_id=user_id)).one_or_none()
    if key is None:
        raise NotFound(N_("This passkey is not here any more."))
    return key


def _tidy(name: str) -> str:
    return " ".join(name.split())[:NAME_LENGTH] or "Passkey"


def _use_challenge(session: Session, asked: Asked | None, now: datetime) -> bytes:
    try:
        if asked is not None:
            tokens.use(session, Purpose.PASSKEY, asked.challenge, now)
            return asked.challenge.encode()
    except NotFound:
        pass
    raise Invalid(N_("This took too long. Please try again."), "credential")


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Say what the library found wrong in words for the person at the screen."""
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        yield
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Invalid(_REFUSED, "credential") from error
