import Foundation
import Kindred
import Testing

@Suite("Aggregates: joined texts")
struct JoinedTextTests {
  @Test("A-7, A-1: texts joined in an order, each once, of some rows")
  func joined() async throws {
    try await withBlogs { blogs, log async throws in
      let whole = try await Entry.objects.aggregate {
        $0.headline.joined(separator: "; ", filter: $0.rating > 3, orderBy: $0.rating.desc, $0.id)
      }
      #expect(whole == "Lennon lives; Lennon and pop; Yesterday")
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT kindred_joined("entry"."headline", ?1, 'Ad-a-', "entry"."rating", "entry"."id") "#
              + #"FILTER (WHERE "entry"."rating" > ?2) FROM "entry""#,
            postgres:
              #"SELECT STRING_AGG("entry"."headline", $1::text ORDER BY "entry"."rating" DESC, "entry"."id" ASC) "#
              + #"FILTER (WHERE "entry"."rating" > $2) FROM "entry""#)
        ])
      // NULLs are ignored. Without rows, the result is nil.
      #expect(try await Entry.objects.aggregate { $0.note.joined(separator: ",", orderBy: $0.id) } == "old,new")
      let none = Entry.objects.filter { $0.rating > 100 }
      #expect(try await none.aggregate { $0.note.joined(separator: ",") } == nil)
      #expect(try await none.aggregate { $0.note.joined(separator: ",", default: "-") } == "-")
      #expect(try await Entry.objects.none().aggregate { $0.note.joined(separator: ",", default: "-") } == "-")
      // Distinct texts, ordered by themselves.
      let names = try await Entry.objects.aggregate {
        (
          $0.blog.name.joined(separator: "", distinct: true, orderBy: $0.blog.name.desc),
          $0.blog.name.joined(separator: "+", orderBy: $0.blog.name)
        )
      }
      #expect(names == ("PopBeatles", "Beatles+Beatles+Pop+Pop"))
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.aggregate { $0.headline.joined(separator: ",", distinct: true, orderBy: $0.rating) }
      }
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.aggregate { $0.headline.joined(separator: ",", orderBy: QueryOrdering.random) }
      }
      // The place of NULL, and keys that are calculated.
      func ordered(_ term: @escaping (Entry.Columns) -> any OrderingTerm) async throws -> String? {
        try await Entry.objects.aggregate { $0.headline.prefix(1).joined(separator: "", orderBy: term($0), $0.id) }
      }
      #expect(try await ordered { $0.note.asc.nullsFirst } == "L1LY")
      #expect(try await ordered { $0.note.asc.nullsLast } == "LYL1")
      #expect(try await ordered { $0.note.desc.nullsLast } == "YLL1")
      #expect(try await ordered { $0.note.desc.nullsFirst } == "L1YL")
      #expect(try await ordered { when($0.rating > 5, then: 1).otherwise(0) } == "Y1LL")
      #expect(try await ordered { -$0.rating } == "LLY1")
      // Groups, and blogs without an entry.
      let lists = try await Blog.objects.order { $0.name }
        .annotate { $0.entry.headline.joined(separator: "|", orderBy: $0.entry.rating) }.all()
      #expect(lists.map(\.1) == ["Yesterday|Lennon lives", nil, "100% pop|Lennon and pop"])
    }
  }
}
