import Foundation
import Kindred

// The tables of the benchmarks. The other competitors use the ones that are made from these declarations.

@Model
struct Owner {
  @Field(maxLength: 100) var name: String
}

@Model
struct Blog {
  @Field(maxLength: 100) var name: String
  @ForeignKey(onDelete: .cascade) var owner: Owner
}

/// The table of 7 columns: 2 keys, texts of 25 and 100 bytes, a real and 2 integers.
@Model
struct Entry {
  @ForeignKey(onDelete: .cascade) var blog: Blog
  @Field(maxLength: 25) var headline: String
  var body: String
  var pubDate: Double
  var rating: Int
  var comments: Int
}

/// All columns of an entry, in a struct that is no model.
@Selection
struct EntryRow {
  var id: Key<Entry>
  var blogID: Key<Blog>
  var headline: String
  var body: String
  var pubDate: Double
  var rating: Int
  var comments: Int
}

/// A departure from New York in 2013, with all 19 columns of the file under their own names.
@Model
struct Flight {
  var year: Int
  var month: Int
  var day: Int
  var depTime: Int?
  var schedDepTime: Int
  var depDelay: Int?
  var arrTime: Int?
  var schedArrTime: Int
  var arrDelay: Int?
  @Field(maxLength: 2) var carrier: String
  var flight: Int
  @Field(maxLength: 6) var tailnum: String?
  @Field(maxLength: 3) var origin: String
  @Field(maxLength: 3) var dest: String
  var airTime: Int?
  var distance: Int
  var hour: Int
  var minute: Int
  var timeHour: Date

  /// What shows that all of it was read.
  var check: Int { distance + Int(timeHour.timeIntervalSince1970) / 3600 % 24 }
}

@Model
struct Magazine {
  @Field(maxLength: 100) var name: String
}

@Model
struct Writer {
  @Field(maxLength: 100) var name: String
}

@Model
struct Story {
  @ForeignKey(onDelete: .cascade) var magazine: Magazine
  @Field(maxLength: 25) var headline: String
  var rating: Int
  @ManyToMany var writers: RelatedSet<Writer>
}
