"""The cases with Django."""

import sys

import django
from django.conf import settings

import peer

folder, postgres = sys.argv[1:3]


def sqlite(name):
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{folder}/{name}.sqlite",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous = NORMAL"},
    }


databases = {"default": sqlite("read")} | {name: sqlite(name) for name in ("read", "stream", "write", "change")}
if postgres:
    parts = dict(part.split("=", 1) for part in postgres.split())
    databases["postgres"] = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts["host"],
        "USER": parts["user"],
        "NAME": parts["dbname"],
        "OPTIONS": {"server_side_binding": True},
    }
settings.configure(DATABASES=databases, USE_TZ=True, TIME_ZONE="UTC", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()

from django.db import models, transaction  # noqa: E402


class Blog(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        app_label = "benchmarks"
        db_table = "blog"


class Entry(models.Model):
    blog = models.ForeignKey(Blog, models.CASCADE)
    headline = models.CharField(max_length=25)
    body = models.TextField()
    pub_date = models.FloatField()
    rating = models.BigIntegerField()
    comments = models.BigIntegerField()

    class Meta:
        app_label = "benchmarks"
        db_table = "entry"


class Flight(models.Model):
    year = models.BigIntegerField()
    month = models.BigIntegerField()
    day = models.BigIntegerField()
    dep_time = models.BigIntegerField(null=True)
    sched_dep_time = models.BigIntegerField()
    dep_delay = models.BigIntegerField(null=True)
    arr_time = models.BigIntegerField(null=True)
    sched_arr_time = models.BigIntegerField()
    arr_delay = models.BigIntegerField(null=True)
    carrier = models.CharField(max_length=2)
    flight = models.BigIntegerField()
    tailnum = models.CharField(max_length=6, null=True)
    origin = models.CharField(max_length=3)
    dest = models.CharField(max_length=3)
    air_time = models.BigIntegerField(null=True)
    distance = models.BigIntegerField()
    hour = models.BigIntegerField()
    minute = models.BigIntegerField()
    time_hour = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"
        db_table = "flight"


def rows(steps):
    return sum(entry.comments for _ in range(steps) for entry in list(Entry.objects.using("read")))


def flights(database):
    return lambda steps: sum(
        peer.flight_check(flight) for _ in range(steps) for flight in list(Flight.objects.using(database))
    )


def get(database):
    return lambda steps: sum(Entry.objects.using(database).get(id=peer.key(step)).comments for step in range(steps))


def get_in_transaction(steps):
    with transaction.atomic("read"):
        return get("read")(steps)


def filtered(steps):
    return sum(
        entry.comments
        for step in range(steps)
        for entry in list(
            Entry.objects.using("read").filter(blog_id=step % 1000 + 1, rating__gte=5).order_by("-pub_date")[:20]
        )
    )


def stream(steps):
    return sum(entry.comments for _ in range(steps) for entry in Entry.objects.using("stream").iterator())


def create(steps, values):
    made = 0
    with transaction.atomic("write"):
        for value in values:
            if Entry.objects.using("write").create(**value).pk:
                made += 1
    return made


def objects(steps):
    return [Entry(**value) for value in peer.new_entries(steps)]


def bulk_create(database):
    def run(steps, created):
        with transaction.atomic(database):
            return sum(1 for entry in Entry.objects.using(database).bulk_create(created, batch_size=1000) if entry.pk)

    return objects, run


def update(steps):
    return sum(
        Entry.objects.using("change").filter(rating=3).update(comments=models.F("comments") + 1) for _ in range(steps)
    )


def delete(steps):
    return Entry.objects.using("change").filter(rating=3).delete()[0]


def group(steps):
    found = 0
    for _ in range(steps):
        groups = (
            Entry.objects.using("read")
            .values("rating")
            .annotate(average=models.Avg("pub_date"), count=models.Count("id"))
        )
        found += sum(group["count"] for group in list(groups))
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
    "sqlite.update": update,
    "sqlite.delete": delete,
    "sqlite.group": group,
}
if postgres:
    cases |= {
        "postgres.get": get("postgres"),
        "postgres.rows": flights("postgres"),
        # One after the other: Django has no pipelines.
        "postgres.together": lambda steps: get("postgres")(steps * 20),
        "postgres.bulkCreate": bulk_create("postgres"),
    }
peer.serve(f"Django {django.get_version()}", cases)
