"""Reads with Django what Kindred has written, and writes some more. Run in the project's folder."""

import datetime
import decimal
import uuid

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402

from guide.models import Author, Blog, Entry, Person, Restaurant  # noqa: E402
from polls.models import Choice, Question  # noqa: E402
from wares.models import Country, Delivery, Number, Ware  # noqa: E402

UTC = datetime.timezone.utc


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"error: {what} is {found!r} for Django, and should be {wanted!r}.")


question = Question.objects.get(question_text="Written by Kindred 🌍")
expect("a time", question.pub_date, datetime.datetime(2026, 12, 1, 8, 0, 0, 250000, UTC))
expect("the choices", [(c.choice_text, c.votes) for c in question.choice_set.order_by("id")], [("Yes", 0), ("No", 7)])
expect("a deletion", Choice.objects.filter(choice_text="The sky").count(), 0)

entry = Entry.objects.get(slug="from-kindred")
expect("a foreign key", entry.blog.name, "Beatles Blog")
expect("a relation to itself", entry.follows.headline, "New Lennon Biography")
expect("many-to-many", sorted(a.name for a in entry.authors.all()), ["John", "Yoko"])
expect("a one-to-one", entry.entrydetail.details, "Details of Kindred")
expect("JSON", entry.extra, {"a": [1, {"b": None}], "text": "été"})
expect("a decimal", entry.fee, decimal.Decimal("12.34"))
expect("a UUID", entry.token, uuid.UUID("99999999-aaaa-bbbb-cccc-dddddddddddd"))
expect("an unsigned number", entry.word_count, 2147483647)
expect("a date", entry.pub_date, datetime.date(2026, 12, 1))
expect("an update", Entry.objects.get(slug="second").rating, 7)
expect("a relation to Django's users", Author.objects.get(name="Yoko").account, User.objects.get(username="john"))
expect("a symmetrical relation", [p.name for p in Person.objects.get(name="Pete").friends.all()], ["Ringo"])
restaurant = Restaurant.objects.get(name="Kindred's Kitchen")
expect("a parent", (restaurant.address, restaurant.serves_pizza), ("1 Main St", True))

ware = Ware.objects.get(weight=2.5)
expect("the fields of a ware", (ware.country.name, ware.price, ware.stock, ware.shelf, ware.level, ware.offset),
       ("Sverige", decimal.Decimal("0.1250"), 5, 32767, -5, -6))
expect("a time of day", ware.opens, datetime.time(7, 15, 0, 250))
expect("a duration", ware.lasts, datetime.timedelta(hours=1, microseconds=1))
expect("bytes", bytes(ware.data), b"\x00\x7f\xff")
expect("a default of the database", (ware.state, ware.default), ("new", 7))
expect("NULL and true", (ware.is_old, ware.isFragile), (None, True))
expect("a key that is a relation", Delivery.objects.get(ware=ware).number.value, 42)
expect("a key of 32 bits", Number.objects.get(value=42).pk > 0, True)

# Both go on: neither is in the way of the other's keys.
Blog.objects.create(name="After Kindred", tagline="")
Question.objects.create(question_text="After Kindred", pub_date=datetime.datetime(2027, 1, 1, tzinfo=UTC))
entry.authors.add(Author.objects.create(name="George", email="george@example.com"))
Country.objects.filter(code="NO").update(name="Norway")
print("Django reads what Kindred has written.")
