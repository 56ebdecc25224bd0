import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Aggregates: what is refused")
struct AggregateErrorTests {
  @Test("A-17: where an aggregate has no place, the error says what to write")
  func places() async throws {
    try await withBlogs { _, log async throws in
      func refused(_ part: String, _ body: () async throws -> Void) async {
        let error = await kindredError(.invalidQuery) { try await body() }
        #expect(error?.message.contains(part) == true, "\(String(describing: error))")
      }
      await refused("values {") { _ = try await Blog.objects.filter { $0.entry.count() > 1 }.all() }
      await refused("values {") { _ = try await Blog.objects.exclude { $0.entry.count() > 1 }.count() }
      await refused("values {") { try await Blog.objects.filter { $0.entry.count() > 1 }.delete() }
      await refused(".order {") { _ = try await Blog.objects.order { $0.entry.count() }.all() }
      await refused("aggregate {") { try await Entry.objects.update { $0.rating.set($0.rating.max(default: 1)) } }
      await refused("contain another aggregate") { _ = try await Blog.objects.aggregate { $0.entry.count().sum() } }
      await refused("contain another aggregate") {
        _ = try await Blog.objects.aggregate { $0.id.count(filter: $0.entry.rating.max() > 3) }
      }
      await refused("contain another aggregate") {
        _ = try await Blog.objects.values { ($0.name, $0.entry.count()) }.filter { _, count in count.sum() > 1 }.all()
      }
      await refused("values {") { _ = try await Blog.objects.aggregate { $0.name } }
      await refused("values {") { _ = try await Blog.objects.aggregate { ($0.entry.count(), $0.name) } }
      await refused("aggregate {") { _ = try await Blog.objects.values { $0.entry.count() }.all() }
      await refused("first()") { _ = try await Device.objects.aggregate { $0.id.max() } }
      await refused("cannot filter") {
        _ = try await Blog.objects.values { ($0.name, $0.count()) }[..<2].filter { name, _ in name == "x" }.all()
      }
      await refused("cannot be ordered") {
        _ = try await Blog.objects.annotate { $0.entry.count() }[..<2].order { _, count in count }.all()
      }
      await refused("each object once") {
        _ = try await Blog.objects.annotate { ($0.entry.count(), $0.entry.headline) }.all()
      }
      #expect(log.take() == [])
      let name = await kindredError(.invalidQuery) { () async throws in
        _ = try await Blog.objects.filter { $0.entry.count() > 1 }.all()
      }
      #expect(name?.model == "Blog")
    }
  }

  @Test("A-12, HU-8: conditions that would multiply a total are refused, unless each row is taken once")
  func multiplied() async throws {
    try await withBlogs { blogs, log async throws in
      try await Comment.objects.bulkCreate([
        Comment(entry: blogs.lives, text: "a"), Comment(entry: blogs.lives, text: "b"),
        Comment(entry: blogs.percent, text: "c"),
      ])
      _ = log.take()
      func refused(_ body: () async throws -> Void) async {
        let error = await kindredError(.invalidQuery) { try await body() }
        #expect(error?.message.contains("several times") == true, "\(String(describing: error))")
      }
      // The entry with two remarks would count twice.
      #expect(try await Entry.objects.aggregate { ($0.rating.sum(), $0.remarks.count()) } == (21 as Int?, 3))
      #expect(try await Blog.objects.aggregate { ($0.entry.count(), $0.entry.remarks.count()) } == (4, 3))
      #expect(try await Blog.objects.aggregate { ($0.count(), $0.entry.count()) } == (3, 4))
      // The first filter says which entries are counted; the second one only has to hold for one.
      let twice = Blog.objects.filter { $0.entry.rating > 5 }.filter { $0.entry.comments > 2 }
      #expect(try await twice.aggregate { $0.entry.count() } == 1)
      _ = log.take()
      await refused { _ = try await Blog.objects.values { ($0.entry.rating, $0.count()) }.all() }
      await refused { _ = try await Entry.objects.filter { $0.remarks.text < "c" }.aggregate { $0.rating.sum() } }
      await refused { _ = try await Entry.objects.filter { $0.remarks.text < "c" }[..<5].aggregate { $0.rating.sum() } }
      await refused { _ = try await Blog.objects.aggregate { $0.id.count(filter: $0.entry.rating > 5) } }
      #expect(log.take() == [])
      let right = try await Blog.objects.aggregate {
        ($0.entry.count(distinct: true), $0.entry.remarks.count(), $0.entry.rating.max(), $0.id.count(distinct: true))
      }
      #expect(right == (4, 3, 9 as Int?, 3))
      #expect(try await Entry.objects.filter { $0.remarks.text < "c" }.distinct().aggregate { $0.rating.sum() } == 9)
      let matching = Entry.objects.filter { $0.remarks.text < "d" }
      #expect(try await Entry.objects.filter { $0.pk.in(matching) }.aggregate { $0.rating.sum() } == 11)
      #expect(try await Blog.objects.aggregate { $0.id.count(distinct: true, filter: $0.entry.rating > 3) } == 2)
    }
  }
}
