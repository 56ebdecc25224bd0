"""Runs the operations of all competitors through the proxy and prints a table.

usage: compare.py --settings SETTINGS --direct SETTINGS --kindred PROGRAM [--seconds N]
"""

import argparse
import json
import math
import pathlib
import random
import subprocess
import sys

parser = argparse.ArgumentParser()
parser.add_argument("--settings", required=True, help="through the proxy")
parser.add_argument("--direct", required=True, help="without it")
parser.add_argument("--kindred", required=True)
parser.add_argument("--seconds", type=float, default=5)
parser.add_argument("--rounds", type=int, default=3)
arguments = parser.parse_args()

here = pathlib.Path(__file__).parent
programs = {
    "Kindred": [arguments.kindred],
    "asyncpg, SQL by hand": [sys.executable, here / "asyncpg_peer.py"],
    "Django": [sys.executable, here / "django_peer.py"],
    "SQLAlchemy": [sys.executable, here / "sqlalchemy_peer.py"],
}
operations = ["get_movie", "get_user", "insert_movie"]
generator = random.Random(42)
ids = {
    "get_movie": [generator.randint(1, 2500) for _ in range(250)],
    "get_user": [generator.randint(1, 10000) for _ in range(250)],
    "insert_movie": [generator.randint(1, 9000) for _ in range(250)],
}


def run(program, settings, *more):
    result = subprocess.run([*program, settings, *map(str, more)], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{program} {more[:2]} failed:\n{result.stdout[-2000:]}\n{result.stderr[-4000:]}")
    return result.stdout


def equal(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-12)
    return a == b


def check(name, program, operation):
    """Everybody gives the same answers, but for the key of a new movie."""
    own = [json.loads(line) for line in run(program, arguments.direct, "show", operation, *ids[name][:10]).splitlines()]
    if name == "insert_movie":
        for answer in own:
            answer.pop("id")
            answer.pop("avg_rating", None)
            answer.pop("reviews", None)
    expected = answers.setdefault(name, own)
    if not equal(own, expected):
        sys.exit(f"{program[-1]}, {operation}: another answer.\n{json.dumps(own[0])[:1500]}\n{json.dumps(expected[0])[:1500]}")


answers = {}
rows = [(name, program, operation, operation) for name, program in programs.items() for operation in operations]
rows.append(("Kindred, one statement of its user's", programs["Kindred"], "insert_movie", "insert_movie_sql"))
for _, program, name, operation in rows:
    check(name, program, operation)

rates = {}
for _ in range(arguments.rounds):
    for title, program, name, operation in rows:
        count, seconds = run(program, arguments.settings, "measure", operation, arguments.seconds, *ids[name]).split()
        rates.setdefault(title, {}).setdefault(name, []).append(int(count) / float(seconds))


def median(values):
    return sorted(values)[len(values) // 2]


print("| | " + " | ".join(operations) + " | geometric mean |")
print("| --- | " + " | ".join("---" for _ in operations) + " | --- |")
for title, found in rates.items():
    medians = {name: median(values) for name, values in found.items()}
    cells = [f"{medians[name]:.0f}/s, {1000 / medians[name]:.2f} ms" if name in medians else "—" for name in operations]
    known = {**{name: median(rates["Kindred"][name]) for name in operations}, **medians}
    mean = math.prod(known[name] for name in operations) ** (1 / 3)
    print(f"| {title} | " + " | ".join(cells) + f" | {mean:.0f}/s |")
