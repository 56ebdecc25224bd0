"""The rows of the comparison: the same for every run, with NULLs, repeated values, and objects without related rows."""

import datetime
import random
from decimal import Decimal

NAMES = ["Beatles", "Pop", "beatles", "Zürich", "Ærø", "", "a%b", "x_y", "it's", '"quoted"', "back\\slash", "Ωmega", "ωmega"]
TEXTS = ["Lennon", "lennon", "McCartney", "Hello world", " padded ", "", "100%", "a_b", "ÄÖÜ", "äöü", "ß", "日本語", "e\u0301", "\u00e9"]
ZONES_EDGES = [
    "2005-12-31T23:30:00", "2006-01-01T00:30:00", "2008-03-30T00:59:59.999999", "2008-03-30T01:00:00",
    "2008-10-26T00:30:00", "2008-10-26T01:30:00", "1969-12-31T23:59:59.5", "2012-02-29T12:00:00.123456",
    "2009-01-04T22:15:00", "2010-01-03T23:59:59", "1900-03-01T06:00:00", "2099-12-31T23:59:59.999999",
]


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


def documents():
    return [
        None, {}, {"name": "Rex"}, {"name": None}, {"name": "rex", "tags": ["a", "b"], "size": 3},
        {"size": 3.5, "owner": {"name": "Bob", "age": 7}}, {"owner": {}}, {"owner": None, "size": -1},
        {"tags": []}, {"tags": ["a", {"deep": [1, 2]}], "on": True}, {"on": False, "0": "zero"},
        {"we.ird": 1, "$": 2, "a'b": 3, 'q"q': 4, "": 5},
    ]


def rows():
    """All rows as lists of keyword arguments, by model, in the order in which they are created."""
    rng = random.Random(20260101)
    maybe = lambda value, share=0.25: None if rng.random() < share else value
    blogs = [dict(id=i + 1, name=name, tagline=maybe(rng.choice(TEXTS))) for i, name in enumerate(NAMES)]
    authors = [
        dict(id=i + 1, name=rng.choice(TEXTS), born=maybe(datetime.date(1900 + rng.randrange(110), rng.randrange(12) + 1, rng.randrange(28) + 1)))
        for i in range(9)
    ]
    topics = [dict(id=i + 1, name=f"topic {i % 5}", parent_id=None if i < 2 else rng.randrange(i) + 1) for i in range(10)]
    entries = [
        dict(
            id=i + 1, blog_id=rng.choice([1, 2, 3, 4, 5, 6, 7, 8, 9]), reviewer_id=maybe(rng.randrange(7) + 1),
            topic_id=maybe(rng.randrange(8) + 1), headline=rng.choice(TEXTS), note=maybe(rng.choice(TEXTS), 0.4),
            rating=rng.choice([-3, 0, 1, 2, 3, 4, 5, 5, 5, 1000]), score=maybe(rng.choice([-1.5, 0.0, 0.25, 2.5, 1e6, 3.5])),
            price=maybe(Decimal(rng.choice(["-1.50", "0.00", "0.01", "9.99", "10.00", "999999.99", "2.50"]))),
            featured=rng.random() < 0.4, published=maybe(moment(rng.choice(ZONES_EDGES)), 0.15),
            day=datetime.date(2004 + rng.randrange(5), rng.choice([1, 2, 6, 12]), rng.choice([1, 2, 28])),
            document=maybe(rng.choice(documents()), 0.15),
        )
        for i in range(48)
    ]
    comments = [
        dict(
            id=i + 1, entry_id=rng.randrange(36) + 1, author_id=maybe(rng.randrange(8) + 1), text=rng.choice(TEXTS),
            likes=maybe(rng.choice([0, 1, 2, 3, 10])), written=moment(rng.choice(ZONES_EDGES)),
        )
        for i in range(70)
    ]
    profiles = [
        dict(id=i + 1, author_id=author, site=rng.choice(["a.example", "B.example", "", "Ä.example"]), rank=maybe(rng.choice([0, 1, 5])))
        for i, author in enumerate([2, 1, 5, 3, 8, 9])
    ]
    editings = [
        dict(id=i + 1, blog_id=blog, author_id=author, since=maybe(datetime.date(2005 + i % 4, 1 + i % 12, 1)))
        for i, (blog, author) in enumerate(rng.sample([(blog, author) for blog in range(1, 9) for author in range(1, 8)], 20))
    ]
    return {
        "Blog": blogs, "Author": authors, "Topic": topics, "Entry": entries, "Comment": comments, "Profile": profiles,
        "Editing": editings,
    }
