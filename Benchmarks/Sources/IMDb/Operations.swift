import Foundation
import Kindred

/// The operations of imdbench, on the default database.
enum Operations {
  static func run(_ name: String, _ number: Int, on database: Database) async throws -> String {
    switch name {
    case "get_movie": try await movie(number)
    case "get_user": try await user(number)
    case "insert_movie": try await insertMovie(number)
    case "insert_movie_sql": try await insertMovieBySQL(number, on: database)
    case _: throw OperationError(name: name)
    }
  }

  /// A movie with its directors, cast and reviews: one round trip.
  static func movie(_ number: Int) async throws -> String {
    let movie = try await Movie.objects
      .prefetchRelated(
        { $0.director },
        from: Director.objects.selectRelated { $0.person }
          .order { ($0.listOrder.asc.nullsLast, $0.person.lastName.asc, $0.personID.asc) }
      )
      .prefetchRelated(
        { $0.actor },
        from: Actor.objects.selectRelated { $0.person }
          .order { ($0.listOrder.asc.nullsLast, $0.person.lastName.asc, $0.personID.asc) }
      )
      .prefetchRelated(
        { $0.review },
        from: Review.objects.selectRelated { $0.author }.order { ($0.creationTime.desc, $0.id.asc) }
      )
      .get(id: Key(Int64(number)))
    var directors: [PersonAnswer] = []
    for link in try await movie.directorSet.all() { directors.append(PersonAnswer(try await link.person)) }
    var cast: [PersonAnswer] = []
    for link in try await movie.actorSet.all() { cast.append(PersonAnswer(try await link.person)) }
    var reviews: [ReviewAnswer] = []
    for review in try await movie.reviewSet.all() {
      reviews.append(
        ReviewAnswer(
          id: review.id.value ?? 0, body: review.body, rating: review.rating,
          author: UserAnswer(try await review.author)))
    }
    let average = Double(reviews.reduce(0) { $0 + $1.rating }) / Double(reviews.count)
    return try json(MovieAnswer(movie, average: average, directors: directors, cast: cast, reviews: reviews))
  }

  /// A user and the ten newest reviews, each with its movie and the average of that movie's ratings: two statements that
  /// are on their way at the same time.
  static func user(_ number: Int) async throws -> String {
    let key = Key<User>(Int64(number))
    async let user = User.objects.get(id: key)
    let reviews = try await Review.objects
      .filter { $0.authorID == key }
      .order { ($0.creationTime.desc, $0.id.asc) }
      .selectRelated { $0.movie }
      .annotate { review in
        Review.objects.filter { $0.movieID == review.movieID }.values { $0.rating.avg() }.scalar
      }[..<10]
      .all()
    var latest: [LatestReview] = []
    for (review, average) in reviews {
      let movie = try await review.movie
      latest.append(
        LatestReview(
          id: review.id.value ?? 0, body: review.body, rating: review.rating,
          movie: ReviewedMovie(
            id: movie.id.value ?? 0, image: movie.image, title: movie.title, avgRating: average)))
    }
    let found = try await user
    return try json(
      ReviewerAnswer(id: found.id.value ?? 0, name: found.name, image: found.image, latestReviews: latest))
  }

  private static func people(_ number: Int) -> [Key<Person>] {
    [number % 700 + 1, number * 3 % 10000 + 1, number * 5 % 10000 + 2, number * 7 % 10000 + 3].map { Key(Int64($0)) }
  }

  /// Inserts a movie and links it with four people, in one statement; the people are read at the same time.
  static func insertMovie(_ number: Int) async throws -> String {
    let keys = people(number)
    async let people = Person.objects.filter { $0.id.in(keys) }.all()
    let movie = try await Movie.objects.create(
      Movie(image: "image", title: "New \(number)", year: 2000 + number % 20, text: "description"),
      with: .objects({ $0.director }, [Director(listOrder: 0, personID: keys[0], movieID: .unsaved)]),
      .objects(
        { $0.actor }, keys.dropFirst().enumerated().map { Actor(listOrder: $0, personID: $1, movieID: .unsaved) }))
    let found = try await people
    let cast = found.filter { $0.id != keys[0] || keys.dropFirst().contains($0.id) }.sorted {
      $0.id.value ?? 0 < $1.id.value ?? 0
    }
    return try json(
      MovieAnswer(
        movie, directors: found.filter { $0.id == keys[0] }.map { PersonAnswer($0) },
        cast: cast.map { PersonAnswer($0) })
    )
  }

  /// The same by one statement of the user's own: no transaction is needed, and one round trip is enough.
  static func insertMovieBySQL(_ number: Int, on database: Database) async throws -> String {
    let keys = people(number).map { $0.value ?? 0 }
    let movie = Movie(image: "image", title: "New \(number)", year: 2000 + number % 20, text: "description")
    let rows = try await database.query(
      """
      WITH m AS (
        INSERT INTO movie (title, image, description, year)
        VALUES (\(movie.title), \(movie.image), \(movie.text), \(movie.year)) RETURNING id
      ), d AS (
        INSERT INTO director (person_id, movie_id, list_order) SELECT \(keys[0]), m.id, 0 FROM m
      ), a AS (
        INSERT INTO actor (person_id, movie_id, list_order)
        SELECT x.id, m.id, x.n FROM m, (VALUES (\(keys[1]), 0), (\(keys[2]), 1), (\(keys[3]), 2)) AS x (id, n)
      )
      SELECT m.id, p.id, p.first_name, p.middle_name, p.last_name, p.image FROM m, person p
      WHERE p.id IN \(list: keys) ORDER BY p.id
      """, as: (Int64, Int64, String, String, String, String).self
    ).all()
    var stored = movie
    var found: [PersonAnswer] = []
    var directors: [PersonAnswer] = []
    for (id, person, first, middle, last, image) in rows {
      stored.id = Key(id)
      var read = Person(firstName: first, middleName: middle, lastName: last, image: image, bio: "")
      read.id = Key(person)
      if person == keys[0] { directors.append(PersonAnswer(read)) }
      if keys.dropFirst().contains(person) { found.append(PersonAnswer(read)) }
    }
    return try json(MovieAnswer(stored, directors: directors, cast: found))
  }
}

struct OperationError: Error, CustomStringConvertible {
  let name: String

  var description: String { "There is no operation \(name)." }
}
