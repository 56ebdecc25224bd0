"""Replays the history of Benchmarks/Migrations/Sources/Replay/LongHistory.swift with Django, in processor time.

usage: django_replay.py make FOLDER [COUNT]   writes the app "big" with its migrations
       django_replay.py time FOLDER [ROUNDS]  loads the migrations and replays them
"""

import pathlib
import statistics
import sys
import time

HEAD = """import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [%s]

    operations = [
"""

CREATION = """        migrations.CreateModel(
            name="Thing%(number)d",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("slug", models.CharField(max_length=100, unique=True)),
                ("price", models.DecimalField(decimal_places=2, max_digits=10)),
                ("created", models.DateTimeField()),
                ("is_active", models.BooleanField(db_default=True)),
            ],
        ),
"""

CHANGES = """        migrations.AddField("Thing%(previous)d", "rating", models.IntegerField(default=0)),
        migrations.AddField("Thing%(previous)d", "note", models.TextField(null=True)),
        migrations.AddField("Thing%(previous)d", "token", models.UUIDField(null=True)),
        migrations.AddField(
            "Thing%(previous)d",
            "next",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="big.thing%(number)d"),
        ),
        migrations.AddIndex(
            "Thing%(previous)d",
            models.Index(fields=["rating", "-created"], name="thing_%(previous)d_idx"),
        ),
"""


def make(folder, count):
    migrations = folder / "big" / "migrations"
    migrations.mkdir(parents=True, exist_ok=True)
    (folder / "big" / "__init__.py").write_text("")
    (migrations / "__init__.py").write_text("")
    for number in range(1, count + 1):
        numbers = {"number": number, "previous": number - 1}
        before = '("big", "%d_change")' % (10_000 + number - 1) if number > 1 else ""
        text = HEAD % before + CREATION % numbers
        if number > 1:
            text += CHANGES % numbers
        (migrations / f"{10_000 + number}_change.py").write_text(text + "    ]\n")


def measure(folder, rounds):
    sys.path.insert(0, str(folder))
    begin = time.process_time()
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=["big"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
    django.setup()
    from django.db.migrations.loader import MigrationLoader

    ready = time.process_time()

    def replay():
        start = time.process_time()
        loader = MigrationLoader(None)
        loaded = time.process_time()
        state = loader.project_state()
        return loaded - start, time.process_time() - loaded, state

    loading, replaying, state = replay()
    columns = sum(len(model.fields) for model in state.models.values())
    print(f"{len(state.models)} tables, {columns} columns, Django {django.__version__}")
    print(
        f"the first time in a process: Django {(ready - begin) * 1000:.0f} ms, "
        f"loading {loading * 1000:.0f} ms, replay {replaying * 1000:.0f} ms"
    )
    times = [replay()[:2] for _ in range(rounds)]
    loading, replaying = (statistics.median(column) * 1000 for column in zip(*times))
    print(f"median of {rounds}: loading {loading:.0f} ms, replay {replaying:.0f} ms")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "make":
        make(folder, int(sys.argv[3]) if len(sys.argv) > 3 else 500)
    else:
        measure(folder, int(sys.argv[3]) if len(sys.argv) > 3 else 21)
