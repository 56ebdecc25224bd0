"""What the Python peers have in common: they are told on standard input what to run, and answer with a line of JSON.

usage: django_peer.py FOLDER POSTGRES    (POSTGRES is empty when there is no server)

A question is {"case": …, "steps": …}; the answer has the seconds, how many steps were run and what came out.
"""

import json
import sys
import time

ENTRIES = 100_000


def key(step):
    return step * 7919 % ENTRIES + 1


def new_entries(count):
    text = "The quick brown fox jumps over the lazy dog; then it rests for a while under an old oak tree, "
    return [
        dict(
            blog_id=i * 7919 % 1000 + 1,
            headline=f"Headline number {i:09}",
            body=f"{text}{i % 1_000_000:06}",
            pub_date=i * 104_729 % 100_003 + 0.5,
            rating=i // 7 % 10,
            comments=i % 97,
        )
        for i in range(1, count + 1)
    ]


def flight_check(flight):
    return flight.distance + flight.time_hour.hour


def serve(name, cases):
    """`cases` has for each case a function, or a function that prepares and one that runs with what that gave."""
    print(json.dumps({"peer": name, "cases": sorted(cases)}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        case, steps = cases[question["case"]], question["steps"]
        try:
            prepared = []
            if isinstance(case, tuple):
                prepared = [case[0](steps)]
                case = case[1]
            start = time.perf_counter()
            result = case(steps, *prepared)
            seconds = time.perf_counter() - start
            print(json.dumps({"seconds": seconds, "result": result}), flush=True)
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
