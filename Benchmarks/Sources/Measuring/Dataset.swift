/// The rows of the made-up tables, as functions of their keys, so that every result can be worked out without a database.
package enum Dataset {
  package static let owners = 10
  package static let blogs = 1_000
  package static let entries = 100_000
  package static let streamedEntries = 1_000_000
  /// The number of rows of the file of flights.
  package static let flights = 336_776
  /// How many of them PostgreSQL gets.
  package static let postgresFlights = 10_000

  package static func blogID(_ id: Int) -> Int { id * 7919 % blogs + 1 }
  package static func ownerID(ofBlog id: Int) -> Int { id % owners + 1 }
  /// 25 bytes.
  package static func headline(_ id: Int) -> String { "Headline number " + digits(id) }
  /// 100 bytes.
  package static func body(_ id: Int) -> String {
    "The quick brown fox jumps over the lazy dog; then it rests for a while under an old oak tree, "
      + digits(id % 1_000_000, 6)
  }
  package static func pubDate(_ id: Int) -> Double { Double(id * 104_729 % 100_003) + 0.5 }
  package static func rating(_ id: Int) -> Int { id / 7 % 10 }
  package static func comments(_ id: Int) -> Int { id % 97 }

  /// The values of the first entries, made before anything is measured.
  package static func newEntries(_ count: Int) -> [NewEntry] { (1...count).map(newEntry) }

  /// The values of one entry.
  package static func newEntry(_ id: Int) -> NewEntry {
    NewEntry(
      blogID: blogID(id), headline: headline(id), body: body(id), pubDate: pubDate(id), rating: rating(id),
      comments: comments(id))
  }

  /// The key that is looked up at a step.
  package static func key(_ step: Int) -> Int { step * 7919 % entries + 1 }

  /// What the reads of rows by key add up to: the comments of the rows.
  package static func sumOfReads(_ count: Int) -> Int { (0..<count).reduce(0) { $0 + comments(key($1)) } }

  /// What the reads of 20 rows of a blog add up to: the comments of the newest 20 with a rating of at least 5.
  package static func sumOfFilters(_ count: Int) -> Int {
    let byBlog = Dictionary(grouping: (1...entries).filter { rating($0) >= 5 }, by: blogID)
    return (0..<count).reduce(0) { sum, step in
      let newest = (byBlog[step % blogs + 1] ?? []).sorted { pubDate($0) > pubDate($1) }.prefix(20)
      return sum + newest.reduce(0) { $0 + comments($1) }
    }
  }

  /// How many entries have the rating whose rows are updated and deleted, 3.
  package static let changedEntries = (1...entries).count { rating($0) == 3 }

  /// The sum of the comments of the first entries.
  package static func sumOfComments(_ count: Int) -> Int { (1...count).reduce(0) { $0 + comments($1) } }

  /// A number with leading zeros.
  private static func digits(_ number: Int, _ width: Int = 9) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

/// What an entry is made of.
package struct NewEntry: Sendable {
  package let blogID: Int
  package let headline: String
  package let body: String
  package let pubDate: Double
  package let rating: Int
  package let comments: Int
}
