import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// What went wrong with combined queries in other libraries. The numbers are those of their reports.
@Suite("Known mistakes: sets")
struct SetMistakeTests {
  private func entries(_ ids: Key<Entry>...) -> QuerySet<Entry> { Entry.objects.filter { $0.id.in(ids) } }

  private func ids<Q: Queryable>(_ query: Q) async throws -> [Int64] where Q.Model == Entry {
    try await query.order { $0.id }.values { $0.rating }.all().map { Int64($0) }
  }

  @Test("Q-15, Q-19: a slice of a union of slices (django#34267, django#34125, peewee#3062)")
  func slicesOfSlices() async throws {
    try await withBlogs { _, _ async throws in
      let best = Entry.objects.order { $0.rating.desc }[..<2]
      let worst = Entry.objects.order { $0.rating }[..<2]
      let both = best.union(worst).order { $0.rating }
      #expect(try await both.headlines() == ["100% pop", "Yesterday", "Lennon and pop", "Lennon lives"])
      #expect(try await both[1..<3].headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await both[..<3].count() == 3)
      #expect(try await both[3...].headlines() == ["Lennon lives"])
      #expect(try await both[4...].exists() == false)
      #expect(try await both.last()?.headline == "Lennon lives")
      // One operand has no rows, or is known to have none.
      for nothing in [
        Entry.objects.none(), Entry.objects.filter { $0.id.in([]) }, Entry.objects.filter { $0.id == 99 },
      ] {
        #expect(try await best.union(nothing)[..<1].count() == 1)
        #expect(try await best.union(nothing)[..<5].count() == 2)
        #expect(try await nothing.union(best).order { $0.rating }.headlines() == ["Lennon and pop", "Lennon lives"])
        #expect(try await best.difference(nothing).order { $0.rating }[1...].headlines() == ["Lennon lives"])
        #expect(try await nothing.difference(best).count() == 0)
        #expect(try await best.union(nothing, all: true).filter { $0.rating > 8 }.headlines() == ["Lennon lives"])
        #expect(try await best.intersection(nothing).order { $0.id }.headlines() == [])
        #expect(try await nothing[..<2].difference(best).order { $0.id }.headlines() == [])
        #expect(try await best.intersection(nothing).exists() == false)
      }
      // An order of an operand alone says which rows it has, and nothing about the result.
      #expect(
        try await best.union(worst).order { $0.headline }[..<1].union(worst).order { $0.id }.headlines()
          == ["Yesterday", "100% pop"])
    }
  }

  @Test("Q-15, S-5: an ordered or sliced union in another query (django#33796, django#29834)")
  func inside() async throws {
    try await withBlogs { _, _ async throws in
      let union = entries(1, 2).union(entries(3)).order { $0.rating.desc }
      #expect(
        try await Blog.objects.filter { $0.id.in(union.values { $0.blogID }) }.order { $0.id }.names()
          == ["Beatles", "Pop"])
      #expect(try await Blog.objects.filter { $0.id.in(union[..<1].values { $0.blogID }) }.names() == ["Beatles"])
      #expect(try await Entry.objects.filter { $0.in(union[1..<2]) }.headlines() == ["Lennon and pop"])
      #expect(
        try await Blog.objects.annotate { blog in union.filter { $0.blog == blog }.rowCount }.order { blog, _ in blog.id
        }
        .all().map(\.1) == [2, 1, 0])
      #expect(
        try await Blog.objects.annotate { blog in union.filter { $0.blog == blog }.values { $0.headline }.scalar }
          .order { blog, _ in blog.id }.all().map(\.1) == ["Lennon lives", "Lennon and pop", nil])
      #expect(try await Blog.objects.filter { blog in !union.filter { $0.blog == blog }.hasRows }.names() == ["Cheese"])
      // Other columns than those it is ordered by, and then another order.
      #expect(
        try await union.values { $0.headline }.order { $0 }.all() == ["Lennon and pop", "Lennon lives", "Yesterday"])
      #expect(try await union.values { $0.headline }.all() == ["Lennon lives", "Lennon and pop", "Yesterday"])
    }
  }

  @Test("Q-15 to Q-17: which set operation comes first is what is written (databases differ)")
  func nesting() async throws {
    try await withBlogs { _, _ async throws in
      let (a, b, c) = (entries(1, 2), entries(2, 3), entries(3, 4))
      #expect(try await ids(a.union(b.intersection(c))) == [9, 4, 6])
      #expect(try await ids(a.union(b).intersection(c)) == [6])
      #expect(try await ids(a.intersection(b.union(c))) == [4])
      #expect(try await ids(a.difference(b.union(c))) == [9])
      #expect(try await ids(a.difference(b.difference(c))) == [9])
      #expect(try await ids(a.difference(b).difference(c)) == [9])
      #expect(try await ids(a.union(b.difference(c))) == [9, 4])
      #expect(try await ids(a.union(b).difference(c)) == [9, 4])
      #expect(try await ids(a.union(b, all: true)) == [9, 4, 4, 6])
      #expect(try await ids(a.union(b, all: true).union(c)) == [9, 4, 6, 2])
      #expect(try await ids(a.union(b).union(b, all: true)) == [9, 4, 4, 6, 6])
      #expect(try await ids(a.union(a.union(a, all: true), all: true)) == [9, 9, 9, 4, 4, 4])
      #expect(try await ids(c.difference(a.union(b, all: true).intersection(b, all: true))) == [2])
    }
  }

  @Test("Q-15: constants, tags and NULLs in the columns of a union (ecto#2825)")
  func tags() async throws {
    try await withBlogs { _, _ async throws in
      let tagged = Entry.objects.values { (Expr<String>.value("entry"), $0.headline, $0.note) }
      let others = Blog.objects.values { (Expr<String>.value("blog"), $0.name, $0.tagline) }
      let all = tagged.union(others, all: true)
      let rows = try await all.order { tag, text, _ in (tag, text) }[1..<4].all()
      #expect(rows.map { "\($0.0) \($0.1)" } == ["blog Cheese", "blog Pop", "entry 100% pop"])
      #expect(rows.map(\.2) == ["All the latest", nil, nil])
      #expect(try await all.filter { tag, _, _ in tag == "entry" }.count() == 4)
      #expect(try await all.filter { tag, _, note in tag == "blog" && note == nil }.all().map(\.1) == ["Pop"])
      let groups = all.values { _, tag, _, _ in tag }.order { $0 }.distinct()
      #expect(try await groups.all() == ["blog", "entry"])
      #expect(try await all.aggregate { tag, _, _ in tag.count(distinct: true) } == 2)
      #expect(try await all.aggregate { _, _, note in note.count() } == 4)
      // Numbers and texts made of values only, and NULL in place of a column.
      let values = Blog.objects.values { ($0.id, Expr<Int?>.value(nil), Expr<Double>.value(0.5)) }
      let ratings = Blog.objects.values { ($0.id, Expr<Int>.value(7).optional, Expr<Double>.value(1.5)) }
      let sums = try await values.union(ratings, all: true).aggregate { _, number, real in (number.sum(), real.sum()) }
      #expect(sums.0 == 21)
      #expect(sums.1 == 6)
    }
  }

  @Test("Q-15: windows, joins and common tables over a union")
  func sources() async throws {
    try await withBlogs { _, _ async throws in
      let union = entries(1, 3).union(entries(4))
      let ranked = union.annotate { Window.rowNumber().over(partitionBy: $0.blog, orderBy: $0.rating) }
      #expect(try await ranked.order { entry, _ in entry.id }.all().map(\.1) == [1, 2, 1])
      #expect(
        try await ranked.filter { _, place in place == 1 }.order { entry, _ in entry.id }.all().map(\.0.id) == [1, 4])
      let table = union.values { ($0.blogID, $0.rating) }.asTable("chosen")
      let joined = Blog.objects.leftJoining(table) { blog, key, _ in blog.id == key }
        .order { blog, _, rating in (blog.id, rating) }
      #expect(try await joined.all().map(\.2) == [9, 2, 6, nil])
      #expect(try await union.filter { $0.blog.name == "Pop" }.aggregate { $0.rating.sum() } == 8)
      #expect(try await union.filter { $0.rating < 7 }.update { $0.note.set("low") } == 2)
      #expect(try await Entry.objects.filter { $0.note == "low" }.order { $0.id }.values { $0.id }.all() == [3, 4])
      #expect(try await union.delete().total == 3)
      #expect(try await Entry.objects.headlines() == ["Yesterday"])
    }
  }

  @Test("HU-12: recursive tables from slices, unions and several columns of one name (ent#2167, sqlalchemy#6710)")
  func recursion() async throws {
    try await withDatabase { _ async throws in
      let root = try await Folder.objects.create(name: "root")
      let source = try await Folder.objects.create(name: "src", parent: root)
      try await Folder.objects.create(name: "docs", parent: root)
      try await Folder.objects.create(name: "core", parent: source)
      // The beginning is a slice.
      let first = Folder.objects.order { $0.id }[..<1].values { ($0.id, $0.name, $0.name) }
      let tree = first.recursively { tree in
        Folder.objects.joining(tree) { folder, id, _, _ in folder.parentID == id }
          .values { folder, _, _, above in (folder.id, folder.name, above) }
      }
      #expect(try await tree.query.order { _, name, _ in name }.all().map(\.1) == ["core", "docs", "root", "src"])
      #expect(try await tree.query.values { _, _, _, above in above }.distinct().all() == ["root"])
      #expect(try await tree.query.order { _, name, _ in name.desc }[1..<3].all().map(\.1) == ["root", "docs"])
      // The beginning is a union.
      let names = Folder.objects.filter { $0.name == "src" }.values { $0.id }
        .union(Folder.objects.filter { $0.name == "docs" }.values { $0.id })
      let below = names.recursively("below") { below in
        Folder.objects.joining(below) { folder, id in folder.parentID == id }.values { folder, _ in folder.id }
      }
      #expect(try await below.query.count() == 3)
      #expect(try await Folder.objects.exclude { $0.id.in(below.query) }.values { $0.name }.all() == ["root"])
      // A window and an aggregate of what was found.
      let sizes = try await tree.query.values { _, _, name, above in (above, name.length.sum()) }.all()
      #expect(sizes.map(\.1) == [15])
    }
  }
}
