import Kindred
import Measuring

/// The cases that load related objects. Each uses the process's default database.
enum LoadingCases {
  /// Magazines with their stories and the stories' writers.
  static func prefetch(_ steps: Int) async throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      for magazine in try await Magazine.objects.prefetchRelated({ $0.story.writers }).all() {
        for story in try await magazine.storySet.all() {
          sum += story.rating
          guard Tree.isSample(story.id.value ?? 0) else { continue }
          for writer in try await story.writers.all() { sum += Int(writer.id.value ?? 0) }
        }
      }
    }
    return sum
  }

  /// Entries with their blogs and the blogs' owners, in one statement.
  static func joined(_ steps: Int) async throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let entries = try await Entry.objects.order { $0.id }.selectRelated { $0.blog.owner }.all()
      for entry in entries { sum += entry.comments }
      for index in stride(from: 99, to: entries.count, by: 100) {
        sum += Int(try await entries[index].blog.owner.id.value ?? 0)
      }
    }
    return sum
  }

  /// Adds writers to a story that has none.
  static func add(_ steps: Int) async throws -> Int {
    let story = try await Story.objects.get(id: Key(Int64(Tree.stories + 1)))
    let keys = (1...Tree.fans).map { Key<Writer>(Int64(Tree.writers + $0)) }
    try await story.writers.add(keys: keys)
    return keys.count
  }
}
