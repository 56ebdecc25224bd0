"""Asks Django: makes the tables and rows in SQLite and PostgreSQL, runs the specifications, and writes a file of answers.

usage: answers.py --sqlite FILE --postgres CONNINFO --seed N --count N --output FILE [--keep N]

With --keep, only so many of the cases are written, which have as many kinds of questions among them as there are, and
the rows of the tables with them.
"""

import argparse
import json
import pathlib
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


def judged():
    """The cases of judged.json, with the answers of their SQL."""
    from django.db import connections

    import interpreter

    with open(pathlib.Path(__file__).parent / "judged.json") as file:
        cases = json.load(file)
    for number, case in enumerate(cases):
        specification = case["specification"]
        case.update(seed=-1 - number, judge={})
        for side, using in (("sqlite", "default"), ("postgres", "postgres")):
            case[side] = answer(specification, using)
            with connections[using].cursor() as cursor:
                cursor.execute(case["sql"].replace("%", "%%"), [])
                # SQLite has no type of truth values.
                row = lambda row: [interpreter.plain(bool(each) if name == "x" else each) for name, each in zip(specification["names"], row)]
                case["judge"][side] = {"answer": [row(each) for each in cursor.fetchall()]}
            if case["judge"][side] == case[side]:
                print(f"Django is right about {case['name']} on {side}.", file=sys.stderr)
    return cases


def kinds(node, step=""):
    """What a specification asks for: its steps, look-ups, functions, and which of them stand where."""
    if isinstance(node, list):
        return set().union(*[kinds(each, step) for each in node]) if node else set()
    if not isinstance(node, dict):
        return set()
    found = set()
    if "steps" in node:
        found.add(node["model"])
        for name, *arguments in node["steps"]:
            found |= {name, f"{step}/{name}"} | kinds(arguments, name)
    for key, each in node.items():
        if key == "lookup":
            parts = each.split("__")
            found |= {f"{step} {parts[-1]}", f"{len(parts)} {parts[-1]}", f"{step} {'__'.join(parts[:-1])}"}
        elif key in ("function", "extract", "truncate", "cast", "aggregate", "window", "compare", "op", "kt"):
            found |= {f"{key} {each}", f"{step} {key}"}
        elif key == "end":
            found |= {f"end {each[0]}"} | kinds(each[1:], each[0])
        if key not in ("steps", "end"):
            found |= {f"{step} {key}"} | kinds(each, step)
    return found


def kept(cases, count):
    """Cases that have as many kinds of questions among them as there are, short ones first."""
    cases = [case for case in cases if all("answer" in case[side] for side in ("sqlite", "postgres"))]
    known, chosen = set(), []
    for case in sorted(cases, key=lambda case: len(json.dumps(case["specification"]))):
        # Where Django needs a second way, it is a kind of its own.
        judged = {f"third {kind}" for kind in kinds(case["specification"])} if "third" in case else set()
        found = kinds(case["specification"]) | judged
        if not found <= known and len(chosen) < count:
            known |= found
            chosen.append(case)
    return sorted(chosen, key=lambda case: case["seed"])


def compact(case):
    """A case without the second answer, where both are the same."""
    if case["sqlite"] == case["postgres"]:
        case = {key: each for key, each in case.items() if key != "postgres"}
    return case


def plain_rows():
    import data
    import interpreter

    rows = {}
    for name, each in data.rows().items():
        names = list(each[0])
        rows[name] = {"names": names, "rows": [[interpreter.plain(row[key]) for key in names] for row in each]}
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sqlite", required=True)
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--output", required=True)
    parser.add_argument("--keep", type=int)
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
        third = thirds.other_way(specification)
        if third != specification:
            # Where both ways have the same answers, there is nothing to judge.
            found = {"sqlite": answer(third, "default"), "postgres": answer(third, "postgres")}
            if any(found[side] != case[side] for side in found):
                case["third"] = found
        cases.append(case)
    made = {"django": django.get_version()}
    if arguments.keep:
        cases = [compact(case) for case in kept(cases, arguments.keep)]
        made["tables"] = plain_rows()
    cases = judged() + cases
    with open(arguments.output, "w") as file:
        # A line for each case, so that a change shows which ones differ.
        lines = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in cases)
        head = json.dumps(made, ensure_ascii=False)[:-1]
        file.write(f'{head}, "cases": [\n{lines}\n]}}\n')
    errors = {}
    for case in cases:
        for side in ("sqlite", "postgres"):
            if "error" in case.get(side, {}):
                kind = f"{side}: {case[side]['error']}"
                errors[kind] = errors.get(kind, 0) + 1
    print(f"Django {django.get_version()} has answered {len(cases)} specifications.")
    for kind, count in sorted(errors.items()):
        print(f"  {count} without an answer on {kind}")


if __name__ == "__main__":
    main()
