"""The operations with asyncpg and hand-written SQL, one statement each, as imdbench has them."""

import json

import asyncpg
import measuring

PERSON = """json_build_object('id', p.id, 'full_name', CASE WHEN p.middle_name != ''
  THEN p.first_name || ' ' || p.middle_name || ' ' || p.last_name ELSE p.first_name || ' ' || p.last_name END,
  'image', p.image)"""

GET_MOVIE = f"""
SELECT json_build_object('id', m.id, 'image', m.image, 'title', m.title, 'year', m.year, 'description', m.description,
  'avg_rating', (SELECT avg(r.rating)::float8 FROM review r WHERE r.movie_id = m.id),
  'directors', (SELECT coalesce(json_agg({PERSON} ORDER BY d.list_order NULLS LAST, p.last_name, p.id), '[]')
    FROM director d JOIN person p ON p.id = d.person_id WHERE d.movie_id = m.id),
  'cast', (SELECT coalesce(json_agg({PERSON} ORDER BY a.list_order NULLS LAST, p.last_name, p.id), '[]')
    FROM actor a JOIN person p ON p.id = a.person_id WHERE a.movie_id = m.id),
  'reviews', (SELECT coalesce(json_agg(json_build_object('id', r.id, 'body', r.body, 'rating', r.rating, 'author',
    json_build_object('id', u.id, 'name', u.name, 'image', u.image)) ORDER BY r.creation_time DESC, r.id), '[]')
    FROM review r JOIN "user" u ON u.id = r.author_id WHERE r.movie_id = m.id))
FROM movie m WHERE m.id = $1"""

GET_USER = """
SELECT json_build_object('id', u.id, 'name', u.name, 'image', u.image, 'latest_reviews', (
  SELECT coalesce(json_agg(x.j), '[]') FROM (
    SELECT json_build_object('id', r.id, 'body', r.body, 'rating', r.rating, 'movie', json_build_object('id', m.id,
      'image', m.image, 'title', m.title, 'avg_rating',
      (SELECT avg(o.rating)::float8 FROM review o WHERE o.movie_id = m.id))) AS j
    FROM review r JOIN movie m ON m.id = r.movie_id WHERE r.author_id = u.id
    ORDER BY r.creation_time DESC, r.id LIMIT 10) x))
FROM "user" u WHERE u.id = $1"""

INSERT_MOVIE = f"""
WITH m AS (
  INSERT INTO movie (title, image, description, year) VALUES ($1, $2, $3, $4) RETURNING *
), d AS (
  INSERT INTO director (person_id, movie_id, list_order) SELECT $5::bigint, m.id, 0 FROM m
), a AS (
  INSERT INTO actor (person_id, movie_id, list_order)
  SELECT x.id, m.id, x.n - 1 FROM m, unnest($6::bigint[]) WITH ORDINALITY AS x (id, n)
)
SELECT json_build_object('id', m.id, 'image', m.image, 'title', m.title, 'year', m.year, 'description', m.description,
  'directors', (SELECT json_agg({PERSON}) FROM person p WHERE p.id = $5),
  'cast', (SELECT json_agg({PERSON} ORDER BY p.id) FROM person p WHERE p.id = ANY($6)))
FROM m"""


async def setup(settings):
    connection = await asyncpg.connect(
        host=settings["host"], port=settings["port"], user=settings["user"], database=settings["dbname"]
    )

    async def get_movie(number):
        return await connection.fetchval(GET_MOVIE, number)

    async def get_user(number):
        return await connection.fetchval(GET_USER, number)

    async def insert_movie(number):
        director, *cast = measuring.people_of(number)
        return await connection.fetchval(
            INSERT_MOVIE, f"New {number}", "image", "description", 2000 + number % 20, director, cast
        )

    return {"get_movie": get_movie, "get_user": get_user, "insert_movie": insert_movie}


measuring.main(setup)
