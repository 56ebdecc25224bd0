import Foundation
import Kindred

@Model
struct Blog {
  @Field(maxLength: 100) var name: String
  var tagline: String = ""
}

@Model
struct Author {
  @Field(maxLength: 200) var name: String
  @Field(maxLength: 254, unique: true) var email: String
}

/// `blog` has no `relatedName`: a blog's entries are `blog.entrySet`, and `$0.entry` in conditions on blogs.
/// `editor` is optional and has one: what an author edited is `author.editedEntries`, in conditions too.
@Model
struct Entry {
  @ForeignKey(onDelete: .cascade) var blog: Blog
  @ForeignKey(onDelete: .setNull, relatedName: "editedEntries") var editor: Author?
  @Field(maxLength: 255) var headline: String
  var bodyText: String = ""
  var pubDate: Date = .now
  var rating: Int = 5
}

@Model
struct Comment {
  @ForeignKey(onDelete: .cascade, relatedName: "comments") var entry: Entry
  @Field(maxLength: 100) var writer: String
  var text: String
}

// The demo prints what it finds; a model prints itself as "Entry 7" unless it says otherwise.

extension Blog {
  var description: String { "Blog \(id): \(name)" }
}

extension Author {
  var description: String { "Author \(id): \(name)" }
}

extension Entry {
  var description: String { "Entry \(id): \(headline)" }
}

extension Comment {
  var description: String { "Comment \(id): \(text) (\(writer))" }
}
