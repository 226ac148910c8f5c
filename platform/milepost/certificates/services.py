"""Verbs for certificates: issue, name, withdraw, find, hand over, forget."""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from milepost.certificates.models import Certificate
from milepost.core.errors import Conflict, Invalid, NotFound
from milepost.core.messages import N_

NAME_LENGTH = 80


def issue(
    session: Session, *, user_id: int, course_id: str, score_scaled: float | None, now: datetime
) -> Certificate:
    """Return the person's certificate for a course, making it the first time (safe to repeat)."""
    held = of_course(session, user_id, course_id)
    if held is not None:
        return held
    certificate = Certificate(
        number=new_number(),
        user_id=user_id,
        course_id=course_id,
        score_scaled=score_scaled,
        issued_at=now,
    )
    session.add(certificate)
    session.flush()
    return certificate


def new_number() -> str:
    """Return 128 random bits as a person can read them out: base 32 (RFC 4648) in groups of four."""
    letters = b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def of_course(session: Session, user_id: int, course_id: str) -> Certificate | None:
    """Return the person's certificate for a course, or None."""
    wanted = sa.select(Certificate).filter_by(user_id=user_id, course_id=course_id)
    return session.scalars(wanted).one_or_none()


def of_person(session: Session, user_id: int) -> list[Certificate]:
    """Return the person's certificates, newest first."""
    newest = (Certificate.issued_at.desc(), Certificate.id.desc())
    return list(session.scalars(sa.select(Certificate).filter_by(user_id=user_id).order_by(*newest)))


def find(session: Session, number: str) -> Certificate:
    """Return the certificate of a number, valid or withdrawn. Raises NotFound."""
    certificate = session.scalars(sa.select(Certificate).filter_by(number=number)).one_or_none()
    if certificate is None:
        raise NotFound(
            N_(
                "There is no certificate with the number %(number)s. Check it letter by letter.",
                number=number,
            )
        )
    return certificate


def find_own(session: Session, user_id: int, number: str) -> Certificate:
    """Return the person's own certificate. Raises NotFound for another's, as if it were not there."""
    certificate = find(session, number)
    if certificate.user_id != user_id:
        raise NotFound(
            N_("This certificate belongs to another account. Sign in with the one that earned it.")
        )
    return certificate


def put_name(
    session: Session,
    certificate: Certificate,
    *,
    name: str,
    show_name: bool,
    lang: str,
    course_title: str,
    pdf: bytes,
) -> None:
    """Write the holder's name on the certificate, and keep the paper that was made with it.

    Raises Invalid, Conflict.
    """
    if not certificate.is_valid:
        raise Conflict(N_("This certificate was withdrawn, so it cannot be changed."))
    certificate.name = clean_name(name)
    certificate.show_name = show_name
    certificate.lang = lang
    certificate.course_title = course_title[:200]
    certificate.pdf = pdf
    session.flush()


def clean_name(name: str) -> str:
    """Return the name as it is printed: composed (NFC), single spaces, no control characters.

    Joiners stay: Persian names need them. Raises Invalid.
    """
    kept = "".join(
        c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in ("Cc", "Co", "Cs")
    )
    tidy = " ".join(kept.split())
    if not tidy:
        raise Invalid(N_("Type the name that should stand on the certificate."), "name")
    if len(tidy) > NAME_LENGTH:
        raise Invalid(
            N_("This name is longer than %(most)s letters. Please shorten it.", most=NAME_LENGTH), "name"
        )
    return tidy


def set_showing(session: Session, certificate: Certificate, *, show_name: bool) -> None:
    """Let the public page show the name, or not; the paper stays as it is."""
    certificate.show_name = show_name and certificate.name is not None
    session.flush()


def withdraw(session: Session, certificate: Certificate, now: datetime) -> None:
    """Take the certificate back: its page says so from now on, and the name and paper go."""
    if certificate.withdrawn_at is None:
        certificate.withdrawn_at = now
    certificate.show_name = False
    certificate.name = None
    certificate.pdf = None
    session.flush()


def hand_over(session: Session, *, guest_id: int, user_id: int) -> None:
    """Move a guest's certificates to the account that the guest joined; the account's own win."""
    held = sa.select(Certificate.course_id).filter_by(user_id=user_id).scalar_subquery()
    theirs = sa.update(Certificate).where(Certificate.user_id == guest_id)
    session.execute(theirs.where(Certificate.course_id.not_in(held)).values(user_id=user_id))
    session.execute(sa.delete(Certificate).where(Certificate.user_id == guest_id))


def forget(session: Session, user_id: int, now: datetime) -> None:
    """Withdraw what an erased account held. Numbers that stand on a paper stay; the others go too."""
    for certificate in of_person(session, user_id):
        if certificate.lang is None:
            session.delete(certificate)
            continue
        withdraw(session, certificate, now)
        certificate.user_id = None
    session.flush()


def own_data(session: Session, user_id: int) -> list[dict[str, object]]:
    """Return what is kept about the person here, ready for JSON."""
    return [
        {
            "number": c.number,
            "course": c.course_id,
            "name": c.name,
            "name shown on the public page": c.show_name,
            "score": c.score_scaled,
            "issued": c.issued_at.isoformat(),
            "withdrawn": c.withdrawn_at.isoformat() if c.withdrawn_at else None,
        }
        for c in of_person(session, user_id)
    ]
