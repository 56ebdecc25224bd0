"""The cases with SQLAlchemy's mapped classes."""

import sys
from datetime import datetime
from typing import Optional

import sqlalchemy
from sqlalchemy import DateTime, BigInteger, ForeignKey, create_engine, delete, event, func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import peer

folder, postgres = sys.argv[1:3]


def sqlite(name):
    engine = create_engine(f"sqlite:///{folder}/{name}.sqlite")

    @event.listens_for(engine, "connect")
    def set_up(connection, record):
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine


engines = {name: sqlite(name) for name in ("read", "stream", "write", "change")}
if postgres:
    parts = dict(part.split("=", 1) for part in postgres.split())
    engines["postgres"] = create_engine(f"postgresql+psycopg://{parts['user']}@/{parts['dbname']}?host={parts['host']}")


class Base(DeclarativeBase):
    type_annotation_map = {int: BigInteger, datetime: DateTime(timezone=True)}


class Blog(Base):
    __tablename__ = "blog"
    id: Mapped[int] = mapped_column(primary_key=True)


class Entry(Base):
    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blog.id"))
    headline: Mapped[str]
    body: Mapped[str]
    pub_date: Mapped[float]
    rating: Mapped[int]
    comments: Mapped[int]


class Flight(Base):
    __tablename__ = "flight"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    year: Mapped[int]
    month: Mapped[int]
    day: Mapped[int]
    dep_time: Mapped[Optional[int]]
    sched_dep_time: Mapped[int]
    dep_delay: Mapped[Optional[int]]
    arr_time: Mapped[Optional[int]]
    sched_arr_time: Mapped[int]
    arr_delay: Mapped[Optional[int]]
    carrier: Mapped[str]
    flight: Mapped[int]
    tailnum: Mapped[Optional[str]]
    origin: Mapped[str]
    dest: Mapped[str]
    air_time: Mapped[Optional[int]]
    distance: Mapped[int]
    hour: Mapped[int]
    minute: Mapped[int]
    time_hour: Mapped[datetime]


def rows(steps):
    found = 0
    for _ in range(steps):
        with Session(engines["read"]) as session:
            found += sum(entry.comments for entry in session.scalars(select(Entry)).all())
    return found


def flights(database):
    def run(steps):
        found = 0
        for _ in range(steps):
            with Session(engines[database]) as session:
                found += sum(peer.flight_check(flight) for flight in session.scalars(select(Flight)).all())
        return found

    return run


def get(database):
    def run(steps):
        found = 0
        for step in range(steps):
            with Session(engines[database]) as session:
                found += session.get_one(Entry, peer.key(step)).comments
        return found

    return run


def get_in_transaction(steps):
    with Session(engines["read"]) as session:
        return sum(session.get_one(Entry, peer.key(step)).comments for step in range(steps))


def filtered(steps):
    found = 0
    for step in range(steps):
        with Session(engines["read"]) as session:
            query = select(Entry).where(Entry.blog_id == step % 1000 + 1, Entry.rating >= 5)
            found += sum(
                entry.comments for entry in session.scalars(query.order_by(Entry.pub_date.desc()).limit(20)).all()
            )
    return found


def stream(steps):
    found = 0
    for _ in range(steps):
        with Session(engines["stream"]) as session:
            found += sum(entry.comments for entry in session.scalars(select(Entry).execution_options(yield_per=1000)))
    return found


def create(steps, values):
    made = 0
    with Session(engines["write"]) as session:
        for value in values:
            entry = Entry(**value)
            session.add(entry)
            session.flush()
            made += 1 if entry.id else 0
        session.commit()
    return made


def bulk_create(database):
    def objects(steps):
        return [Entry(**value) for value in peer.new_entries(steps)]

    def run(steps, created):
        with Session(engines[database], expire_on_commit=False) as session:
            session.add_all(created)
            session.commit()
        return sum(1 for entry in created if entry.id)

    return objects, run


def updated(steps):
    found = 0
    for _ in range(steps):
        with Session(engines["change"]) as session:
            statement = update(Entry).where(Entry.rating == 3).values(comments=Entry.comments + 1)
            found += session.execute(statement, execution_options={"synchronize_session": False}).rowcount
            session.commit()
    return found


def deleted(steps):
    with Session(engines["change"]) as session:
        statement = delete(Entry).where(Entry.rating == 3)
        found = session.execute(statement, execution_options={"synchronize_session": False}).rowcount
        session.commit()
    return found


def group(steps):
    found = 0
    for _ in range(steps):
        with Session(engines["read"]) as session:
            query = select(Entry.rating, func.avg(Entry.pub_date), func.count()).group_by(Entry.rating)
            found += sum(count for _, _, count in session.execute(query).all())
    return found


cases = {
    "sqlite.rows": rows,
    "sqlite.flights": flights("read"),
    "sqlite.get": get("read"),
    "sqlite.getInTransaction": get_in_transaction,
    "sqlite.filter": filtered,
    "sqlite.stream": stream,
    "sqlite.create": (peer.new_entries, create),
    "sqlite.bulkCreate": bulk_create("write"),
    "sqlite.update": updated,
    "sqlite.delete": deleted,
    "sqlite.group": group,
}
if postgres:
    cases |= {
        "postgres.get": get("postgres"),
        "postgres.rows": flights("postgres"),
        # One after the other: a session has no pipeline.
        "postgres.together": lambda steps: get("postgres")(steps * 20),
        "postgres.bulkCreate": bulk_create("postgres"),
    }
peer.serve(f"SQLAlchemy {sqlalchemy.__version__}", cases)
