import Foundation
import Kindred

// What the operations answer with, as JSON.

struct PersonAnswer: Encodable {
  let id: Int64
  let fullName: String
  let image: String

  init(_ person: Person) {
    (id, fullName, image) = (person.id.value ?? 0, person.fullName, person.image)
  }
}

struct UserAnswer: Encodable {
  let id: Int64
  let name: String
  let image: String

  init(_ user: User) { (id, name, image) = (user.id.value ?? 0, user.name, user.image) }
}

struct ReviewAnswer: Encodable {
  let id: Int64
  let body: String
  let rating: Int
  let author: UserAnswer
}

struct MovieAnswer: Encodable {
  let id: Int64
  let image: String
  let title: String
  let year: Int
  let description: String
  let avgRating: Double?
  let directors: [PersonAnswer]
  let cast: [PersonAnswer]
  let reviews: [ReviewAnswer]?

  init(
    _ movie: Movie, average: Double? = nil, directors: [PersonAnswer], cast: [PersonAnswer],
    reviews: [ReviewAnswer]? = nil
  ) {
    (id, image, title, year, description) = (movie.id.value ?? 0, movie.image, movie.title, movie.year, movie.text)
    avgRating = average
    self.directors = directors
    self.cast = cast
    self.reviews = reviews
  }
}

struct ReviewedMovie: Encodable {
  let id: Int64
  let image: String
  let title: String
  let avgRating: Double?
}

struct LatestReview: Encodable {
  let id: Int64
  let body: String
  let rating: Int
  let movie: ReviewedMovie
}

struct ReviewerAnswer: Encodable {
  let id: Int64
  let name: String
  let image: String
  let latestReviews: [LatestReview]
}

func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = .convertToSnakeCase
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
