"""People and their ways in. No e-mail, no phone, no origin: what is not stored cannot leak.

Not for: what a person learns (`learning`), names on certificates (`certificates`).
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from milepost.accounts.rules import Role
from milepost.core.db import Base, UTCDateTime

NAME_LENGTH = 60
#: A folded name can be longer than the typed one: NFKC writes some single letters out.
FOLDED_LENGTH = 120


class User(Base):
    """A person, or a guest: someone who learns without an account and so has no name."""

    __tablename__ = "user_account"
    __table_args__ = (
        sa.CheckConstraint("(display_name IS NULL) = (sign_in_name IS NULL)", name="named_or_guest"),
        sa.CheckConstraint("role IN ('learner', 'trainer', 'administrator')", name="role"),
        sa.CheckConstraint("sign_in_name IS NOT NULL OR role = 'learner'", name="guest_is_learner"),
        sa.CheckConstraint("sign_in_name IS NOT NULL OR password_hash IS NULL", name="guest_has_no_password"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: As typed; shown on screen. Null for a guest.
    display_name: Mapped[str | None] = mapped_column(sa.String(NAME_LENGTH))
    #: The display name folded (`services.names.fold`): what sign-in compares. Null for a guest.
    sign_in_name: Mapped[str | None] = mapped_column(sa.String(FOLDED_LENGTH), unique=True)
    role: Mapped[str] = mapped_column(sa.String(20), default=Role.LEARNER, index=True)
    #: argon2id in PHC string form; null when the person signs in by passkey only.
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Refreshed at most once an hour. Guests are deleted 30 days after it.
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    @property
    def is_guest(self) -> bool:
        """Whether this person has no account yet."""
        return self.sign_in_name is None


class UserSession(Base):
    """One signed-in browser. The cookie holds a random token, the table only its SHA-256."""

    __tablename__ = "user_session"

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    #: Browser and system in words ("Firefox, Android"), without versions, for the owner's list.
    device: Mapped[str] = mapped_column(sa.String(60), default="")
    #: A phone or computer that others use too: ends with the browser and after two idle hours.
    shared: Mapped[bool] = mapped_column(default=False)


class Passkey(Base):
    """A WebAuthn credential (W3C Web Authentication Level 3, section 4)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    #: At most 1023 bytes (WebAuthn section 4, "Credential ID").
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1023), unique=True)
    #: COSE_Key, as the authenticator sent it.
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    #: The same random value on all passkeys of one person; authenticators file them under it.
    user_handle: Mapped[bytes] = mapped_column(sa.LargeBinary(64))
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    #: The owner's word for it ("my phone").
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OneTimeToken(Base):
    """A secret that works once and for a short time: a link, a passkey challenge. Its SHA-256 is kept."""

    __tablename__ = "one_time_token"
    __table_args__ = (
        sa.CheckConstraint("purpose IN ('administrator', 'sign-in', 'passkey')", name="purpose"),
        sa.CheckConstraint("purpose <> 'sign-in' OR user_id IS NOT NULL", name="sign_in_names_a_user"),
    )

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    #: A `services.tokens.Purpose`.
    purpose: Mapped[str] = mapped_column(sa.String(20))
    #: Whom it is for; null when whoever holds it may use it.
    user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Throttle(Base):
    """Recent tries of one name or one address. In the database, because several workers must share it.

    The key is an HMAC, so the row names nobody; it is deleted a day after the last try.
    """

    __tablename__ = "throttle"

    key: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    #: As of `counted_at`; they fade with time (`services.throttle`).
    tries: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    #: Nothing more is tried for this key before this moment.
    wait_until: Mapped[datetime] = mapped_column(UTCDateTime)
