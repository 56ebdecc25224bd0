import Foundation
package import Kindred

// The models of library/models.py. A process knows models by their names, so that these differ from those of other tests.

@Model(table: "blog")
struct ParityBlog {
  @Field(maxLength: 100) var name: String
  var tagline: String?
  @ManyToMany(
    through: ParityEditing.self, throughFields: ("blog", "author"), relatedName: "edited", relatedQueryName: "edited")
  var editors: RelatedSet<ParityAuthor>
}

@Model(table: "author")
struct ParityAuthor {
  @Field(maxLength: 200) var name: String
  var born: CalendarDate?
}

@Model(table: "topic")
struct ParityTopic {
  @Field(maxLength: 50) var name: String
  @ForeignKey(onDelete: .cascade, relatedName: "children", relatedQueryName: "child")
  var parent: ParityTopic?
}

@Model(table: "entry")
struct ParityEntry {
  @ForeignKey(onDelete: .cascade, relatedName: "entrySet", relatedQueryName: "entry") var blog: ParityBlog
  @ForeignKey(onDelete: .setNull, relatedName: "reviews", relatedQueryName: "review")
  var reviewer: ParityAuthor?
  @ForeignKey(onDelete: .setNull, relatedName: "entrySet", relatedQueryName: "entry") var topic: ParityTopic?
  @Field(maxLength: 255) var headline: String
  var note: String?
  var rating: Int
  var score: Double?
  @Field(maxDigits: 8, decimalPlaces: 2) var price: Decimal?
  var featured: Bool
  var published: Date?
  var day: CalendarDate
  @Field(.json) var document: JSONValue?
}

@Model(table: "comment")
struct ParityComment {
  @ForeignKey(onDelete: .cascade, relatedName: "remarks", relatedQueryName: "remark") var entry: ParityEntry
  @ForeignKey(onDelete: .setNull, relatedName: "commentSet", relatedQueryName: "comment")
  var author: ParityAuthor?
  @Field(maxLength: 200) var text: String
  var likes: Int?
  var written: Date
}

@Model(table: "profile")
struct ParityProfile {
  @OneToOne(onDelete: .cascade, relatedName: "profile", relatedQueryName: "profile") var author: ParityAuthor
  @Field(maxLength: 100) var site: String
  var rank: Int?
}

@Model(table: "editing")
struct ParityEditing {
  @ForeignKey(onDelete: .cascade, relatedName: "editingSet", relatedQueryName: "editing") var blog: ParityBlog
  @ForeignKey(onDelete: .cascade, relatedName: "editingSet", relatedQueryName: "editing") var author: ParityAuthor
  var since: CalendarDate?
}

/// The models by the names that specifications call them.
package enum ParityModels {
  package static let all: [any Model.Type] = [
    ParityBlog.self, ParityAuthor.self, ParityTopic.self, ParityEntry.self, ParityComment.self,
    ParityProfile.self, ParityEditing.self,
  ]

  /// The name of a model in Kindred.
  static func name(_ name: String) -> String { "Parity" + name }

  /// The name of a model in specifications.
  static func plainName(_ name: String) -> String { name.hasPrefix("Parity") ? String(name.dropFirst(6)) : name }
}
