import Foundation
import Kindred

@Model
struct Blog {
  @Field(maxLength: 100) var name: String
  var tagline: String?
}

@Model
struct Author {
  @Field(maxLength: 200) var name: String
}

@Model
struct Entry {
  @ForeignKey(onDelete: .cascade) var blog: Blog
  @ForeignKey(onDelete: .setNull, relatedName: "reviews", relatedQueryName: "review") var reviewer: Author?
  @Field(maxLength: 255) var headline: String
  var rating: Int = 5
  var comments: Int = 0
  var note: String?
  var pubDate: Date = Date(timeIntervalSince1970: 1_200_000_000)
}

@Model
struct Comment {
  @ForeignKey(onDelete: .cascade, relatedName: "remarks") var entry: Entry
  var text: String
}
