import Kindred
import Measuring

/// The cases that insert, change and delete.
final class WritingCases {
  private var values: [NewEntry] = []
  private var objects: [Entry] = []

  func prepare(_ steps: Int) {
    if values.count != steps { values = Dataset.newEntries(steps) }
    objects = values.map {
      Entry(
        blogID: Key(Int64($0.blogID)), headline: $0.headline, body: $0.body, pubDate: $0.pubDate, rating: $0.rating,
        comments: $0.comments)
    }
  }

  func create(_ steps: Int) async throws -> Int {
    try await transaction {
      var made = 0
      for value in values {
        let entry = try await Entry.objects.create(
          Entry(
            blogID: Key(Int64(value.blogID)), headline: value.headline, body: value.body, pubDate: value.pubDate,
            rating: value.rating, comments: value.comments))
        if !entry.id.isUnsaved { made += 1 }
      }
      return made
    }
  }

  func createAll(_ steps: Int) async throws -> Int {
    try await Entry.objects.bulkCreate(objects).count { !$0.id.isUnsaved }
  }

  static func update(_ steps: Int) async throws -> Int {
    var changed = 0
    for _ in 0..<steps {
      changed += try await Entry.objects.filter { $0.rating == 3 }.update { $0.comments.set($0.comments + 1) }
    }
    return changed
  }

  static func delete(_ steps: Int) async throws -> Int {
    try await Entry.objects.filter { $0.rating == 3 }.delete().total
  }
}
