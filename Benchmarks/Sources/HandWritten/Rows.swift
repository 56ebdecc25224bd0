import Foundation
import Measuring

/// A row of the table of 7 columns.
struct Entry {
  var id: Int64
  var blogID: Int64
  var headline: String
  var body: String
  var pubDate: Double
  var rating: Int
  var comments: Int
}

extension Entry {
  /// An entry that has no key yet.
  init(_ values: NewEntry) {
    self.init(
      id: 0, blogID: Int64(values.blogID), headline: values.headline, body: values.body, pubDate: values.pubDate,
      rating: values.rating, comments: values.comments)
  }
}

/// A flight with the 19 columns of the file and its key.
struct Flight {
  var id: Int64
  var year: Int
  var month: Int
  var day: Int
  var depTime: Int?
  var schedDepTime: Int
  var depDelay: Int?
  var arrTime: Int?
  var schedArrTime: Int
  var arrDelay: Int?
  var carrier: String
  var flight: Int
  var tailnum: String?
  var origin: String
  var dest: String
  var airTime: Int?
  var distance: Int
  var hour: Int
  var minute: Int
  var timeHour: Date

  /// What shows that all of it was read.
  var check: Int { distance + Int(timeHour.timeIntervalSince1970) / 3600 % 24 }
}
