import Foundation
import Kindred
import SeededRandom
import Testing

@testable import KindredCore

@Suite("Random orders in pages")
struct PagePropertyTests {
  /// Several terms as one.
  private struct Terms: OrderingTerm { let orderingTerms: [QueryOrdering] }

  private static let choices: [@Sendable (Entry.Columns) -> QueryOrdering] = [
    { $0.rating.asc }, { $0.comments.asc }, { $0.note.asc }, { $0.headline.asc }, { $0.pubDate.asc },
    { $0.reviewer.name.asc }, { $0.blog.tagline.asc }, { $0.reviewerID.asc }, { $0.note.length.asc },
    { ($0.rating * $0.comments).asc }, { $0.blogID.asc }, { $0.id.asc }, { ($0.note ?? $0.headline).asc },
  ]

  @Test("T-25: the pages of any order are the whole, in both directions", arguments: 0..<Seeds.count(12))
  func pages(seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let plan = (0..<8).map { _ in
      (
        terms: (0..<Int.random(in: 1...4, using: &random)).map { _ in
          (
            Int.random(in: 0..<Self.choices.count, using: &random), Bool.random(using: &random),
            Int.random(in: 0..<3, using: &random)
          )
        }, size: Int.random(in: 1...7, using: &random), limit: Int.random(in: -1...3, using: &random),
        isReversed: random.oneIn(3)
      )
    }
    try await withSample(Sample(seed: seed)) { backend async throws in
      for part in plan {
        func terms(_ columns: Entry.Columns) -> Terms {
          Terms(
            orderingTerms: part.terms.map { index, isDescending, nulls in
              let term = Self.choices[index](columns)
              let directed = isDescending ? term.reversed : term
              return nulls == 1 ? directed.nullsFirst : nulls == 2 ? directed.nullsLast : directed
            })
        }
        var query = Entry.objects.filter { $0.rating > part.limit - 3 }.order { terms($0) }
        if part.isReversed { query = query.reversed() }
        // The key breaks ties in the direction of the last term.
        let last = try #require(query.query.effectiveOrdering.last)
        var whole = query
        whole.query.ordering =
          query.query.effectiveOrdering + [
            QueryOrdering(.expression(.field(.root, Entry.schema.key)), descending: last.isDescending)
          ]
        whole.query.isReversed = false
        let expected = try await whole.values { $0.id }.all()
        var forward: [Key<Entry>] = []
        var cursor: PageCursor<Entry>?
        repeat {
          let page = try await query.page(of: part.size, after: cursor)
          forward += page.items.map(\.id)
          cursor = try page.next.map { try PageCursor(text: $0.text) }
        } while cursor != nil && forward.count <= expected.count
        #expect(forward == expected, "forwards, on \(backend.rawValue)")
        var backward: [Key<Entry>] = []
        repeat {
          let page = try await query.page(of: part.size, before: cursor)
          backward = page.items.map(\.id) + backward
          cursor = page.previous
        } while cursor != nil && backward.count <= expected.count
        #expect(backward == expected, "backwards, on \(backend.rawValue)")
      }
    }
  }
}
