"""Asks Django: makes the tables and rows in SQLite and PostgreSQL, runs the specifications, and writes a file of answers.

usage: answers.py --sqlite FILE --postgres CONNINFO --seed N --count N --output FILE
"""

import argparse
import json
import sys
import warnings


def configure(arguments):
    from django.conf import settings

    parts = dict(part.split("=", 1) for part in arguments.postgres.split())
    settings.configure(
        INSTALLED_APPS=["library"], USE_TZ=True, TIME_ZONE="UTC", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": arguments.sqlite},
            "postgres": {
                "ENGINE": "django.db.backends.postgresql", "HOST": parts.get("host"), "USER": parts.get("user"),
                "NAME": parts.get("dbname", "postgres"), "PORT": parts.get("port", ""),
            },
        },
    )
    import django

    django.setup()


def fill():
    from django.apps import apps
    from django.db import connections

    import data

    for using in ("default", "postgres"):
        connection = connections[using]
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                editor.create_model(model)
        for name, rows in data.rows().items():
            model = apps.get_model("library", name)
            model.objects.using(using).bulk_create([model(**row) for row in rows])


def answer(specification, using):
    from django.db import transaction
    from django.utils import timezone

    import interpreter

    try:
        with transaction.atomic(using=using):
            with timezone.override(specification["zone"]):
                found = interpreter.run(specification, using)
            transaction.set_rollback(True, using=using)
        return {"answer": found}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sqlite", required=True)
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--output", required=True)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    configure(arguments)
    fill()

    import django

    import specifications
    import thirds

    cases = []
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        specification = specifications.Maker(seed).make()
        case = {"seed": seed, "specification": specification}
        case["sqlite"], case["postgres"] = answer(specification, "default"), answer(specification, "postgres")
        third = thirds.rewrite(specification)
        if third != specification:
            # Where both ways have the same answers, there is nothing to judge.
            found = {"sqlite": answer(third, "default"), "postgres": answer(third, "postgres")}
            if any(found[side] != case[side] for side in found):
                case["third"] = found
        cases.append(case)
    with open(arguments.output, "w") as file:
        json.dump({"django": django.get_version(), "cases": cases}, file, ensure_ascii=False)
    kinds = {}
    for case in cases:
        for side in ("sqlite", "postgres"):
            key = (side, case[side].get("error", "answered").split(":")[0])
            kinds[key] = kinds.get(key, 0) + 1
    print(kinds, file=sys.stderr)


if __name__ == "__main__":
    main()
