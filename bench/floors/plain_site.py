"""The floor of starting and of memory: bare Flask and SQLAlchemy, one table, one query, one template."""

from __future__ import annotations

import os

import sqlalchemy as sa
from flask import Flask, render_template_string
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

PAGE = "<!doctype html><title>{{ name }}</title><h1>{{ name }}</h1>"


class Base(DeclarativeBase):
    """The tables."""


class Person(Base):
    """A row to read."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def database_url() -> str:
    """Return the address of the SQLite file that PLAIN_DATABASE names."""
    return f"sqlite:///{os.environ['PLAIN_DATABASE']}"


def prepare() -> None:
    """Make the table and its row, before anything is measured."""
    engine = sa.create_engine(database_url())
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Person(id=1, name="Somebody"))
        session.commit()


def create_app() -> Flask:
    """Return the app."""
    app = Flask(__name__)
    engine = sa.create_engine(database_url())

    @app.get("/")
    def page() -> str:
        with Session(engine) as session:
            person = session.get(Person, 1)
        return render_template_string(PAGE, name=person.name if person else "")

    return app


if __name__ == "__main__":
    prepare()
else:
    app = create_app()
