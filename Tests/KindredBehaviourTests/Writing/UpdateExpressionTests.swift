import Foundation
import Kindred
import Testing

@Suite("Updates by expressions")
struct UpdateExpressionTests {
  @Test("MQ-38: a value from a related row is a query inside")
  func subqueries() async throws {
    try await withBlogs { _, log async throws in
      try await Entry.objects.filter { $0.rating > 5 }.update { entry in
        entry.note.set(Blog.objects.filter { $0.id == entry.blogID }.values { $0.name }.scalar)
      }
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"UPDATE "entry" SET "note" = (SELECT "blog"."name" FROM "blog" WHERE "blog"."id" = "entry"."blog_id" ORDER BY "blog"."id" ASC LIMIT ?1) WHERE "entry"."rating" > ?2"#,
            postgres:
              #"UPDATE "entry" SET "note" = (SELECT "blog"."name" FROM "blog" WHERE "blog"."id" = "entry"."blog_id" ORDER BY "blog"."id" ASC LIMIT $1) WHERE "entry"."rating" > $2"#
          )
        ])
      #expect(try await Entry.objects.order { $0.id }.all().map(\.note) == ["Beatles", "old", "Pop", nil])
      // A query on the table itself.
      try await Entry.objects.update { entry in
        entry.comments.set(Entry.objects.filter { $0.blogID == entry.blogID && $0.rating > entry.rating }.rowCount)
      }
      #expect(try await Entry.objects.order { $0.id }.all().map(\.comments) == [0, 1, 0, 1])
    }
  }

  @Test("MQ-38: functions, conditions and columns of the same row")
  func functions() async throws {
    try await withBlogs { _, _ async throws in
      try await Entry.objects.update {
        $0.headline.set($0.headline.uppercased())
        $0.rating.set(when($0.rating > 5, then: $0.rating * 10).otherwise($0.comments))
        $0.note.set($0.note ?? "none")
      }
      let entries = try await Entry.objects.order { $0.id }.all()
      #expect(entries.map(\.headline) == ["LENNON LIVES", "YESTERDAY", "LENNON AND POP", "100% POP"])
      #expect(entries.map(\.rating) == [90, 8, 60, 0])
      #expect(entries.map(\.note) == ["none", "old", "new", "none"])
      try await Entry.objects.update { $0.note.set(nil) }
      #expect(try await Entry.objects.filter { $0.note.isNull }.count() == 4)
    }
  }

  @Test("MQ-38: the same update with other values")
  func plans() async throws {
    try await withBlogs { _, log async throws in
      for added in [1, 2, 3] {
        try await Entry.objects.filter { $0.rating > 8 }.update { $0.rating.set($0.rating + added) }
      }
      #expect(Set(log.take()).count == 1)
      #expect(try await Entry.objects.filter { $0.rating == 15 }.headlines() == ["Lennon lives"])
    }
  }

  @Test("MQ-38: joins and aggregates say what to do instead")
  func refused() async throws {
    try await withBlogs { _, log async throws in
      let join = await kindredError(.invalidQuery) { try await Entry.objects.update { $0.note.set($0.blog.name) } }
      #expect(join?.message.contains("not of related models") == true)
      await kindredError(.invalidQuery) { try await Blog.objects.update { $0.name.set($0.entry.headline.max()) } }
      await kindredError(.invalidQuery) { try await Entry.objects[..<1].update { $0.rating.set(0) } }
      #expect(log.take() == [])
    }
  }
}
