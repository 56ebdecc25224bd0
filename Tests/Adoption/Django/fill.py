"""Rows in each table of the project. Run in its folder with DJANGO_SETTINGS_MODULE=mysite.settings."""

import datetime
import decimal
import uuid

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from guide.models import Author, Blog, Entry, EntryDetail, Group, Membership, Person, Restaurant  # noqa: E402
from polls.models import Choice, Question  # noqa: E402
from wares.models import Country, Delivery, Host, Label, Line, Number, Part, Ware  # noqa: E402

UTC = datetime.timezone.utc

question = Question.objects.create(
    question_text="What's new?", pub_date=datetime.datetime(2026, 11, 30, 12, 30, 15, 123456, UTC)
)
question.choice_set.create(choice_text="Not much", votes=3)
question.choice_set.create(choice_text="The sky")
Question.objects.create(question_text="Größer als 🌍?", pub_date=datetime.datetime(1999, 1, 2, 3, 4, 5, 0, UTC))

user = User.objects.create_user("john", "john@example.com", "imagine")
SessionStore().create()
blog = Blog.objects.create(name="Beatles Blog", tagline="All the latest Beatles news.")
john = Author.objects.create(name="John", email="john@example.com", account=user)
paul = Author.objects.create(name="Paul", email="paul@example.com")
first = Entry.objects.create(
    blog=blog,
    headline="New Lennon Biography",
    body_text="…",
    pub_date=datetime.date(2008, 6, 1),
    mod_date=datetime.date(2026, 11, 30),
    rating=10,
    slug="biography",
    word_count=2_000_000_000,
    extra={"tags": ["music", "été"], "depth": {"n": 1.5, "none": None}},
    fee=decimal.Decimal("1234.50"),
    token=uuid.UUID("12345678-1234-5678-1234-567812345678"),
)
second = Entry.objects.create(
    blog=blog,
    headline="And a second one",
    body_text="",
    pub_date=datetime.date(2009, 1, 1),
    slug="second",
    follows=first,
)
first.authors.add(john, paul)
second.authors.add(paul)
EntryDetail.objects.create(entry=first, details="Its details")
ringo, george = (Person.objects.create(name=name) for name in ("Ringo", "George"))
ringo.friends.add(george)
band = Group.objects.create(name="The Beatles")
Membership.objects.create(
    person=ringo, group=band, date_joined=datetime.date(1962, 8, 16), invite_reason="Needed a drummer."
)
Restaurant.objects.create(name="Demon Dogs", address="944 W. Fullerton", serves_hot_dogs=True)

norway = Country.objects.create(code="NO", name="Norge")
ware = Ware.objects.create(
    id=uuid.UUID("00000000-0000-0000-0000-0000000000aa"),
    country=norway,
    isFragile=True,
    weight=0.1,
    price=decimal.Decimal("99999999.1250"),
    stock=9_000_000_000_000_000_000,
    shelf=30_000,
    level=-30_000,
    offset=-9_000_000_000_000_000_000,
    opens=datetime.time(8, 30, 0, 5),
    lasts=datetime.timedelta(days=2, microseconds=7),
    data=b"\x00\x01\xff",
)
number = Number.objects.create(value=41)
Delivery.objects.create(ware=ware, number=number)
Label.objects.create(
    content_type=ContentType.objects.get_for_model(Ware), object_id=str(ware.pk), text="of a ware"
)
Part.objects.create(number=number, name="lid")
Line.objects.create(order=1, position=2)
Host.objects.create(name="localhost", address="::1")
