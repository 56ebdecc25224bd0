"""The operations with Django."""

import json
import pathlib
import sys
import types

import django
import measuring
from django.conf import settings as configuration

# An application without a folder of its own.
application = types.ModuleType("imdb")
application.__path__ = [str(pathlib.Path(__file__).parent / "none")]
application.__file__ = __file__
sys.modules["imdb"] = application


def setup(settings):
    configuration.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": settings["host"],
                "PORT": settings["port"],
                "USER": settings["user"],
                "NAME": settings["dbname"],
                "OPTIONS": {"server_side_binding": True},
            }
        },
        INSTALLED_APPS=["imdb"],
        USE_TZ=True,
        TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.apps import apps
    from django.db import models, transaction
    from django.db.models import Avg, F, OuterRef, Prefetch, Subquery

    class Person(models.Model):
        first_name = models.TextField()
        middle_name = models.TextField(default="")
        last_name = models.TextField()
        image = models.TextField()
        bio = models.TextField(default="")

        class Meta:
            app_label = "imdb"
            db_table = "person"

        def json(self):
            name = measuring.full_name(self.first_name, self.middle_name, self.last_name)
            return {"id": self.id, "full_name": name, "image": self.image}

    class User(models.Model):
        name = models.TextField()
        image = models.TextField()

        class Meta:
            app_label = "imdb"
            db_table = "user"

    class Movie(models.Model):
        image = models.TextField()
        title = models.TextField()
        year = models.BigIntegerField()
        description = models.TextField()

        class Meta:
            app_label = "imdb"
            db_table = "movie"

    class Director(models.Model):
        list_order = models.BigIntegerField(null=True)
        person = models.ForeignKey(Person, models.CASCADE, related_name="directed")
        movie = models.ForeignKey(Movie, models.CASCADE, related_name="directors")

        class Meta:
            app_label = "imdb"
            db_table = "director"

    class Actor(models.Model):
        list_order = models.BigIntegerField(null=True)
        person = models.ForeignKey(Person, models.CASCADE, related_name="acted")
        movie = models.ForeignKey(Movie, models.CASCADE, related_name="cast")

        class Meta:
            app_label = "imdb"
            db_table = "actor"

    class Review(models.Model):
        body = models.TextField()
        rating = models.BigIntegerField()
        creation_time = models.DateTimeField()
        author = models.ForeignKey(User, models.CASCADE, related_name="reviews")
        movie = models.ForeignKey(Movie, models.CASCADE, related_name="reviews")

        class Meta:
            app_label = "imdb"
            db_table = "review"

    apps.clear_cache()
    order = (F("list_order").asc(nulls_last=True), "person__last_name", "person_id")

    def movie_json(movie, **more):
        own = {name: getattr(movie, name) for name in ("id", "image", "title", "year", "description")}
        return json.dumps(own | more)

    def get_movie(number):
        movie = (
            Movie.objects.annotate(avg_rating=Avg("reviews__rating"))
            .prefetch_related(
                Prefetch("directors", Director.objects.select_related("person").order_by(*order)),
                Prefetch("cast", Actor.objects.select_related("person").order_by(*order)),
                Prefetch("reviews", Review.objects.select_related("author").order_by("-creation_time", "id")),
            )
            .get(id=number)
        )
        return movie_json(
            movie,
            avg_rating=float(movie.avg_rating),
            directors=[link.person.json() for link in movie.directors.all()],
            cast=[link.person.json() for link in movie.cast.all()],
            reviews=[
                {
                    "id": review.id,
                    "body": review.body,
                    "rating": review.rating,
                    "author": {"id": review.author.id, "name": review.author.name, "image": review.author.image},
                }
                for review in movie.reviews.all()
            ],
        )

    def get_user(number):
        user = User.objects.get(id=number)
        average = (
            Review.objects.filter(movie=OuterRef("movie"))
            .order_by()
            .values("movie")
            .annotate(average=Avg("rating"))
            .values("average")
        )
        reviews = (
            user.reviews.select_related("movie")
            .annotate(avg_rating=Subquery(average))
            .order_by("-creation_time", "id")[:10]
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
                            "avg_rating": float(review.avg_rating),
                        },
                    }
                    for review in reviews
                ],
            }
        )

    def insert_movie(number):
        director, *cast = measuring.people_of(number)
        with transaction.atomic():
            movie = Movie.objects.create(
                title=f"New {number}", image="image", description="description", year=2000 + number % 20
            )
            people = {person.id: person for person in Person.objects.filter(id__in=[director, *cast])}
            Director.objects.create(person_id=director, movie=movie, list_order=0)
            Actor.objects.bulk_create(
                [Actor(person_id=person, movie=movie, list_order=index) for index, person in enumerate(cast)]
            )
        return movie_json(
            movie,
            directors=[people[director].json()],
            cast=[people[person].json() for person in sorted(cast)],
        )

    return {"get_movie": get_movie, "get_user": get_user, "insert_movie": insert_movie}


# Django refuses its synchronous interface in an event loop.
import os  # noqa: E402

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
measuring.main(setup)
