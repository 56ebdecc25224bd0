"""What the Python peers have in common.

usage: PEER.py SETTINGS show OPERATION ID…      prints the JSON of each
       PEER.py SETTINGS measure OPERATION SECONDS ID…   prints the number of operations and the seconds that they took
"""

import asyncio
import inspect
import sys
import time

WARM_UP = 1.0


def settings():
    return dict(part.split("=", 1) for part in sys.argv[1].split())


def full_name(first, middle, last):
    return f"{first} {middle} {last}" if middle else f"{first} {last}"


def people_of(number):
    """Whom a new movie is linked with: a director and three actors."""
    return [number % 700 + 1, number * 3 % 10000 + 1, number * 5 % 10000 + 2, number * 7 % 10000 + 3]


async def call(operation, number):
    result = operation(number)
    return await result if inspect.isawaitable(result) else result


async def run(operations):
    mode, name = sys.argv[2:4]
    operation = operations[name]
    if mode == "show":
        for number in map(int, sys.argv[4:]):
            print(await call(operation, number))
        return
    seconds, numbers = float(sys.argv[4]), list(map(int, sys.argv[5:]))
    count, start, index = 0, time.perf_counter(), 0
    while time.perf_counter() - start < WARM_UP:
        await call(operation, numbers[index % len(numbers)])
        index += 1
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        await call(operation, numbers[index % len(numbers)])
        index += 1
        count += 1
    print(count, time.perf_counter() - start)


def main(setup):
    async def all():
        await run(await call(setup, settings()))

    asyncio.run(all())
