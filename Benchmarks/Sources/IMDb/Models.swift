import Foundation
import Kindred

// The tables of imdbench, which the script has made.

@Model
struct Person {
  var firstName: String
  var middleName: String
  var lastName: String
  var image: String
  var bio: String

  var fullName: String { middleName.isEmpty ? "\(firstName) \(lastName)" : "\(firstName) \(middleName) \(lastName)" }
}

@Model
struct User {
  var name: String
  var image: String
}

@Model
struct Movie {
  var image: String
  var title: String
  var year: Int
  @Field(column: "description") var text: String
}

@Model
struct Director {
  var listOrder: Int?
  @ForeignKey(onDelete: .cascade) var person: Person
  @ForeignKey(onDelete: .cascade) var movie: Movie
}

@Model
struct Actor {
  var listOrder: Int?
  @ForeignKey(onDelete: .cascade) var person: Person
  @ForeignKey(onDelete: .cascade) var movie: Movie
}

@Model
struct Review {
  var body: String
  var rating: Int
  var creationTime: Date
  @ForeignKey(onDelete: .cascade) var author: User
  @ForeignKey(onDelete: .cascade) var movie: Movie
}
