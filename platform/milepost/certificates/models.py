"""Certificates. A row is made when a course is done; the holder's name comes later, if at all."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from milepost.core.db import Base, UTCDateTime


class Certificate(Base):
    """One course done by one person. It outlives the account as a withdrawn number without a name.

    Not a record of learning: scores and attempts live in `learning` and may be erased before this.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "course_id"),
        sa.CheckConstraint("score_scaled is null or (score_scaled >= 0 and score_scaled <= 1)", name="score"),
        sa.CheckConstraint("name is not null or not show_name", name="name_before_showing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What the QR code leads to: 128 random bits, so that nobody finds one by counting.
    number: Mapped[str] = mapped_column(sa.String(32), unique=True)
    #: The holder; empty once the account is erased (the certificate is withdrawn then).
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id", ondelete="SET NULL"))
    course_id: Mapped[str] = mapped_column(sa.String(64))
    #: The language that the holder took the certificate in; empty until the name is typed.
    lang: Mapped[str | None] = mapped_column(sa.String(16))
    #: The course's title as printed: the certificate may outlive the course.
    course_title: Mapped[str | None] = mapped_column(sa.String(200))
    #: The name as the holder typed it for the paper; not the display name.
    name: Mapped[str | None] = mapped_column(sa.String(120))
    #: Whether the public page may show the name.
    show_name: Mapped[bool] = mapped_column(default=False)
    #: 0..1, rounded to four places; empty where the course asks for no score.
    score_scaled: Mapped[float | None]
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: The made paper, so that a second download costs nothing; empty when it must be made anew.
    pdf: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))

    @property
    def is_valid(self) -> bool:
        """Whether the public page calls it valid."""
        return self.withdrawn_at is None
