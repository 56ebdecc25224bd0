import Foundation
import Kindred

/// Rows for random queries, as plain values that know each other.
struct Sample: Sendable {
  static let texts = ["", "a", "A", "ab", "b", " a ", "a%", "_b"]

  final class Blog: Sendable {
    let id: Int
    let name: String
    let tagline: String?

    init(id: Int, name: String, tagline: String?) { (self.id, self.name, self.tagline) = (id, name, tagline) }
  }

  struct Entry: Sendable {
    let id: Int
    let blog: Blog
    let reviewer: String?
    let headline: String
    let rating: Int
    let comments: Int
    let note: String?
    let remarks: [String]
    /// The year in which it was published, on its last or first day.
    let year: Int
    let isLastDay: Bool

    var pubDate: Date {
      let text = isLastDay ? "\(year)-12-31T23:59:59Z" : "\(year)-01-01T00:00:00Z"
      return (try? Date(text, strategy: .iso8601)) ?? .distantPast
    }
  }

  let blogs: [Blog]
  let entries: [Entry]

  init(seed: Int) {
    var draw = Draw(seed: seed)
    blogs = (1...4).map { Blog(id: $0, name: draw.text(), tagline: draw.chance(40) ? nil : draw.text()) }
    var entries: [Entry] = []
    for id in 1...9 {
      // The last blog has none.
      let blog = blogs[draw.below(3)]
      let remarks = draw.chance(50) ? [] : (0...draw.below(2)).map { _ in draw.text() }
      entries.append(
        Entry(
          id: id, blog: blog, reviewer: draw.chance(50) ? nil : draw.one(["a", "ab", "B"]), headline: draw.text(),
          rating: draw.number(), comments: draw.number(), note: draw.chance(50) ? nil : draw.text(),
          remarks: remarks, year: 2003 + draw.below(4), isLastDay: draw.chance(50)))
    }
    self.entries = entries
  }

  func entries(of blog: Blog) -> [Entry] { entries.filter { $0.blog === blog } }

  /// Stores the rows in the task's database.
  func store() async throws {
    try await KindredBehaviourTests.Blog.objects.bulkCreate(
      blogs.map { KindredBehaviourTests.Blog(name: $0.name, tagline: $0.tagline) })
    var authors: [String: Author] = [:]
    for name in ["a", "ab", "B"] { authors[name] = try await Author.objects.create(name: name) }
    let stored = try await KindredBehaviourTests.Blog.objects.order { $0.id }.all()
    let rows = entries.map { entry in
      KindredBehaviourTests.Entry(
        blog: stored[entry.blog.id - 1], reviewer: entry.reviewer.flatMap { authors[$0] }, headline: entry.headline,
        rating: entry.rating, comments: entry.comments, note: entry.note, pubDate: entry.pubDate)
    }
    let created = try await KindredBehaviourTests.Entry.objects.bulkCreate(rows)
    var remarks: [Comment] = []
    for (entry, row) in zip(entries, created) { remarks += entry.remarks.map { Comment(entry: row, text: $0) } }
    try await Comment.objects.bulkCreate(remarks)
  }
}
