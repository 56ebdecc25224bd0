import Foundation
import Kindred

@Model
struct Blog {
  @Field(maxLength: 100) var name: String
  var tagline: String = ""
}

@Model
struct Entry {
  @ForeignKey(onDelete: .cascade) var blog: Blog
  @Field(maxLength: 255) var headline: String
  var bodyText: String = ""
  var pubDate: Date = .now
  var rating: Int = 5
}
