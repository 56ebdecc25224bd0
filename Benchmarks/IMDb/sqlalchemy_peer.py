"""The operations with SQLAlchemy."""

import datetime
import json
from typing import Optional

import measuring
from sqlalchemy import BigInteger, DateTime, ForeignKey, create_engine, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, joinedload, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    type_annotation_map = {int: BigInteger, datetime.datetime: DateTime(timezone=True)}


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str]
    middle_name: Mapped[str]
    last_name: Mapped[str]
    image: Mapped[str]
    bio: Mapped[str]

    def json(self):
        name = measuring.full_name(self.first_name, self.middle_name, self.last_name)
        return {"id": self.id, "full_name": name, "image": self.image}


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    image: Mapped[str]


class Director(Base):
    __tablename__ = "director"
    id: Mapped[int] = mapped_column(primary_key=True)
    list_order: Mapped[Optional[int]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id"))
    person: Mapped[Person] = relationship()


class Actor(Base):
    __tablename__ = "actor"
    id: Mapped[int] = mapped_column(primary_key=True)
    list_order: Mapped[Optional[int]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id"))
    person: Mapped[Person] = relationship()


class Review(Base):
    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    rating: Mapped[int]
    creation_time: Mapped[datetime.datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id"))
    author: Mapped[User] = relationship()
    movie: Mapped["Movie"] = relationship(back_populates="reviews")


class Movie(Base):
    __tablename__ = "movie"
    id: Mapped[int] = mapped_column(primary_key=True)
    image: Mapped[str]
    title: Mapped[str]
    year: Mapped[int]
    description: Mapped[str]
    directors: Mapped[list[Director]] = relationship()
    cast: Mapped[list[Actor]] = relationship()
    reviews: Mapped[list[Review]] = relationship(back_populates="movie")

    def json(self, **more):
        return json.dumps({name: getattr(self, name) for name in ("id", "image", "title", "year", "description")} | more)


def link_order(link):
    return (link.list_order is None, link.list_order or 0, link.person.last_name, link.person.id)


def setup(settings):
    place = f"host={settings['host']}&port={settings['port']}"
    address = f"postgresql+psycopg://{settings['user']}@/{settings['dbname']}?{place}"
    engine = create_engine(address, pool_reset_on_return=None)
    reading = engine.execution_options(isolation_level="AUTOCOMMIT")

    def get_movie(number):
        with Session(reading) as session:
            other = aliased(Review)
            average = select(func.avg(other.rating)).where(other.movie_id == Movie.id).scalar_subquery()
            movie, avg_rating = session.execute(
                select(Movie, average)
                .where(Movie.id == number)
                .options(
                    selectinload(Movie.directors).joinedload(Director.person),
                    selectinload(Movie.cast).joinedload(Actor.person),
                    selectinload(Movie.reviews).joinedload(Review.author),
                )
            ).one()
            reviews = sorted(movie.reviews, key=lambda review: (-review.creation_time.timestamp(), review.id))
            return movie.json(
                avg_rating=float(avg_rating),
                directors=[link.person.json() for link in sorted(movie.directors, key=link_order)],
                cast=[link.person.json() for link in sorted(movie.cast, key=link_order)],
                reviews=[
                    {
                        "id": review.id,
                        "body": review.body,
                        "rating": review.rating,
                        "author": {"id": review.author.id, "name": review.author.name, "image": review.author.image},
                    }
                    for review in reviews
                ],
            )

    def get_user(number):
        with Session(reading) as session:
            user = session.get_one(User, number)
            other = aliased(Review)
            average = select(func.avg(other.rating)).where(other.movie_id == Review.movie_id).scalar_subquery()
            reviews = session.execute(
                select(Review, average)
                .where(Review.author_id == number)
                .options(joinedload(Review.movie))
                .order_by(Review.creation_time.desc(), Review.id)
                .limit(10)
            )
            return json.dumps(
                {
                    "id": user.id,
                    "name": user.name,
                    "image": user.image,
                    "latest_reviews": [
                        {
                            "id": review.id,
                            "body": review.body,
                            "rating": review.rating,
                            "movie": {
                                "id": review.movie.id,
                                "image": review.movie.image,
                                "title": review.movie.title,
                                "avg_rating": float(avg_rating),
                            },
                        }
                        for review, avg_rating in reviews
                    ],
                }
            )

    def insert_movie(number):
        director, *cast = measuring.people_of(number)
        with Session(engine, expire_on_commit=False) as session:
            movie = Movie(title=f"New {number}", image="image", description="description", year=2000 + number % 20)
            session.add(movie)
            session.flush()
            session.execute(insert(Director).values(person_id=director, movie_id=movie.id, list_order=0))
            links = [dict(person_id=person, movie_id=movie.id, list_order=index) for index, person in enumerate(cast)]
            session.execute(insert(Actor).values(links))
            people = {person.id: person for person in session.scalars(select(Person).where(Person.id.in_([director, *cast])))}
            session.commit()
            return movie.json(
                directors=[people[director].json()], cast=[people[person].json() for person in sorted(cast)]
            )

    return {"get_movie": get_movie, "get_user": get_user, "insert_movie": insert_movie}


measuring.main(setup)
