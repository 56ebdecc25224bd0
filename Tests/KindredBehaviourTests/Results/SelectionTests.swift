import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Results in structs of one's own")
struct SelectionTests {
  private func stats(_ name: String, _ entries: Int, _ best: Int?) -> BlogStats {
    BlogStats(name: name, entries: entries, best: best)
  }

  /// The blogs with their numbers.
  private var sizes: ResultQuery<Blog, BlogStats, SelectedInto<BlogStats>> {
    Blog.objects.values {
      BlogStats.Columns(name: $0.name, entries: $0.entry.count(), best: $0.entry.rating.max())
    }
  }

  @Test("HU-6: values into a struct, with every verb that names its properties")
  func values() async throws {
    try await withBlogs { _, log async throws in
      let busy = sizes.filter { $0.entries > 1 && $0.name != "x" }.order { ($0.best.desc, $0.name) }
      #expect(try await busy.all() == [stats("Beatles", 2, 9), stats("Pop", 2, 6)])
      let join =
        #"SELECT "blog"."name", COUNT("entry"."id"), MAX("entry"."rating") FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id""#
      #expect(
        log.take() == [
          join
            + spelled(
              sqlite: #" WHERE "blog"."name" <> ?1 GROUP BY "blog"."name" HAVING COUNT("entry"."id") > ?2"#,
              postgres: #" WHERE "blog"."name" <> $1 GROUP BY "blog"."name" HAVING COUNT("entry"."id") > $2"#)
            + #" ORDER BY MAX("entry"."rating") DESC, "blog"."name" ASC"#
        ])
      // The same plan with other values.
      #expect(
        try await sizes.filter { $0.entries > 5 && $0.name != "y" }.order { ($0.best.desc, $0.name) }.all() == [])
      #expect(
        try await sizes.filter { $0.entries > 0 && $0.name != "Pop" }.order { ($0.best.desc, $0.name) }.all()
          == [stats("Beatles", 2, 9)])
      #expect(try await sizes.exclude { $0.entries > 1 }.all() == [stats("Cheese", 0, nil)])
      #expect(try await sizes.exclude { $0.best > 6 }.order { $0.name }.all().map(\.name) == ["Cheese", "Pop"])
      #expect(try await sizes.get { $0.best == nil } == stats("Cheese", 0, nil))
      await #expect(throws: Blog.DoesNotExist.self) { try await self.sizes.get { $0.name == "x" } }
      await #expect(throws: Blog.MultipleObjectsReturned.self) { try await self.sizes.get { $0.entries == 2 } }
      #expect(try await sizes.aggregate { $0.entries.avg() } == 4.0 / 3)
      let (most, count) = try await sizes.aggregate { ($0.best.max(), $0.name.count()) }
      #expect(most == 9 && count == 3)
    }
  }

  @Test("HU-6: the verbs of all results: first, last, count, exists, slices, distinct, none, rows")
  func verbs() async throws {
    try await withBlogs { _, log async throws in
      #expect(try await sizes.first() == stats("Beatles", 2, 9))
      #expect(try await sizes.last() == stats("Pop", 2, 6))
      #expect(try await sizes.count() == 3)
      #expect(try await sizes.filter { $0.entries > 1 }.count() == 2)
      #expect(try await sizes.exists())
      #expect(try await !sizes.filter { $0.entries > 2 }.exists())
      let ordered = sizes.order { $0.name.desc }
      #expect(try await ordered[1..<2].all() == [stats("Cheese", 0, nil)])
      #expect(try await ordered[1...].count() == 2)
      #expect(try await ordered[..<2].aggregate { $0.entries.sum() } == 2)
      #expect(try await ordered.reversed().all().map(\.name) == ["Beatles", "Cheese", "Pop"])
      var streamed: [BlogStats] = []
      for try await row in ordered.rows { streamed.append(row) }
      #expect(streamed == [stats("Pop", 2, 6), stats("Cheese", 0, nil), stats("Beatles", 2, 9)])
      let plain = Blog.objects.values { OneNumber.Columns(number: $0.name.length) }
      #expect(try await plain.order { $0.number }.all() == [3, 6, 7].map(OneNumber.init))
      #expect(try await plain.filter { $0.number.in([3, 7]) }.distinct().order { $0.number }.all().count == 2)
      #expect(try await plain.distinct().count() == 3)
      _ = log.take()
      #expect(try await sizes.none().all().isEmpty)
      #expect(try await sizes[2..<2].all().isEmpty)
      #expect(log.take() == [])
      let error = await kindredError(.invalidQuery) { _ = try await self.sizes[..<2].filter { $0.entries > 1 }.all() }
      #expect(error?.message.contains("cannot filter") == true)
    }
  }

  @Test("HU-6: many rows, in all() and in a stream across chunks")
  func manyRows() async throws {
    try await withDatabase { log async throws in
      let blog = try await Blog.objects.create(name: "b")
      try await blog.entrySet.bulkCreate((0..<700).map { Entry(blog: blog, headline: "h\($0)", rating: $0) })
      let lines = blog.entrySet.values {
        BlogStats.Columns(name: $0.headline, entries: $0.rating, best: $0.rating + 1)
      }.order { $0.entries }
      let all = try await lines.all()
      #expect(all == (0..<700).map { stats("h\($0)", $0, $0 + 1) })
      _ = log.take()
      var number = 0
      for try await line in lines.rows {
        #expect(line == stats("h\(number)", number, number + 1))
        number += 1
      }
      #expect(number == 700)
      #expect(log.take().count == 1)
    }
  }

  @Test("HU-6: annotations in a struct beside the object")
  func annotate() async throws {
    try await withBlogs { blogs, log async throws in
      let counted = Blog.objects.annotate {
        BlogStats.Columns(name: $0.name.uppercased(), entries: $0.entry.count(), best: $0.entry.rating.max())
      }
      let found = try await counted.filter { blog, stats in stats.entries > 1 && blog.name != "x" }
        .order { blog, stats in (stats.best, blog.name) }.all()
      #expect(found.map(\.0) == [blogs.pop, blogs.beatles])
      #expect(found.map(\.0.name) == ["Pop", "Beatles"])
      #expect(found.map(\.1) == [stats("POP", 2, 6), stats("BEATLES", 2, 9)])
      let statement = log.take()
      #expect(statement.count == 1 && statement[0].contains(#" GROUP BY "blog"."id""#), "\(statement)")
      #expect(try await counted.exclude { _, stats in stats.entries == 2 }.get().0 == blogs.cheese)
      #expect(try await counted.get { blog, _ in blog.name == "Pop" }.1.best == 6)
      #expect(try await counted.order { _, stats in stats.best.asc.nullsFirst }.first()?.0 == blogs.cheese)
      #expect(try await counted.aggregate { _, stats in stats.entries.sum() } == 4)
      let (blogCount, best) = try await counted.aggregate { blog, stats in (blog.id.count(), stats.best.max()) }
      #expect(blogCount == 3 && best == 9)
      #expect(try await counted.count() == 3)
      #expect(try await counted.values { _, stats in stats.entries }.order { $0 }.all() == [0, 2, 2])
      let pairs = try await counted.values { blog, stats in (blog.name, stats.name) }.order { name, _ in name }.all()
      #expect(pairs.map(\.0) == ["Beatles", "Cheese", "Pop"] && pairs.map(\.1) == ["BEATLES", "CHEESE", "POP"])
      let ranked = counted.values { blog, stats in
        RankedStats.Columns(
          rank: stats.entries * 10, stats: stats, size: BlogSize.Columns(blog: blog, entries: stats.entries))
      }
      #expect(
        try await ranked.filter { $0.stats.best == 9 }.all() == [
          RankedStats(
            rank: 20, stats: stats("BEATLES", 2, 9), size: BlogSize(blog: blogs.beatles, entries: 2))
        ])
      for try await (blog, stats) in counted.order({ blog, _ in blog.id })[..<1].rows {
        #expect(blog == blogs.beatles && stats.entries == 2)
      }
    }
  }

  @Test("HU-6: whole models as properties: the queried one, which groups by its key, and those that keys point to")
  func models() async throws {
    try await withBlogs { blogs, log async throws in
      let sized = Blog.objects.values { BlogSize.Columns(blog: $0, entries: $0.entry.count()) }
      #expect(
        try await sized.filter { $0.blog.name != "x" }.order { ($0.entries.desc, $0.blog.name) }.all() == [
          BlogSize(blog: blogs.beatles, entries: 2), BlogSize(blog: blogs.pop, entries: 2),
          BlogSize(blog: blogs.cheese, entries: 0),
        ])
      let text = log.take().first ?? ""
      #expect(
        text
          == #"SELECT "blog"."id", "blog"."name", "blog"."tagline", COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" WHERE "blog"."name" <> \#(spelled(sqlite: "?1", postgres: "$1")) GROUP BY "blog"."id" ORDER BY COUNT("entry"."id") DESC, "blog"."name" ASC"#
      )
      #expect(try await sized.first()?.blog == blogs.beatles)
      #expect(try await sized.count() == 3)
      #expect(try await sized.aggregate { $0.entries.max() } == 2)
      #expect(try await sized.aggregate { $0.blog.name.max() } == "Pop")
      #expect(try await sized.values { _, size in size.blog.name }.order { $0 }.all() == ["Beatles", "Cheese", "Pop"])

      let lines = Entry.objects.values {
        EntryLine.Columns(
          headline: $0.headline, entry: $0, blog: $0.blog, reviewer: $0.reviewer, double: $0.rating * 2)
      }.order { $0.double.desc }
      _ = log.take()
      let all = try await lines.all()
      #expect(all.map(\.entry) == [blogs.lives, blogs.popLennon, blogs.yesterday, blogs.percent])
      #expect(all.map(\.headline) == ["Lennon lives", "Lennon and pop", "Yesterday", "100% pop"])
      #expect(all.map(\.blog.name) == ["Beatles", "Pop", "Beatles", "Pop"])
      #expect(all.map(\.reviewer?.name) == ["Ann", "Bob", nil, nil])
      #expect(all.map(\.double) == [18, 12, 8, 4])
      #expect(log.take().count == 1)
      // The relations of the models are loaded for all rows at once.
      for line in all { #expect(try await line.entry.blog == line.blog) }
      #expect(log.take().count == 1)
      #expect(try await lines.filter { $0.reviewer.name == "Bob" }.all().map(\.entry) == [blogs.popLennon])
      #expect(try await lines.filter { $0.blog.name == "Pop" && $0.entry.rating > 3 }.count() == 1)
      #expect(try await lines.exclude { $0.reviewer.name == "Bob" }.count() == 3)
      var streamed: [EntryLine] = []
      for try await line in lines.rows { streamed.append(line) }
      #expect(streamed == all)
    }
  }

  @Test("HU-6: related rows as models: one row for each, and what is asked about them is asked about that row")
  func pairs() async throws {
    try await withBlogs { blogs, log async throws in
      let pairs = Blog.objects.values { BlogPair.Columns(blog: $0, entry: $0.entry) }
        .order { ($0.blog.id, $0.entry.rating) }
      let all = try await pairs.all()
      #expect(
        all == [
          BlogPair(blog: blogs.beatles, entry: blogs.yesterday), BlogPair(blog: blogs.beatles, entry: blogs.lives),
          BlogPair(blog: blogs.pop, entry: blogs.percent), BlogPair(blog: blogs.pop, entry: blogs.popLennon),
          BlogPair(blog: blogs.cheese, entry: nil),
        ])
      #expect(try await pairs.filter { $0.entry.rating > 5 }.all().map(\.entry) == [blogs.lives, blogs.popLennon])
      #expect(try await pairs.filter { $0.entry.headline == nil }.all().map(\.blog) == [blogs.cheese])
      #expect(try await pairs.exclude { $0.entry.rating > 5 }.count() == 3)
      #expect(try await pairs[1..<3].all() == Array(all[1..<3]))
      #expect(try await pairs.values { _, pair in pair.entry.headline }.distinct().count() == 5)
      _ = log.take()
      for pair in all { _ = try await pair.entry?.reviewer }
      #expect(log.take().count == 1)
    }
  }

  @Test("HU-6: after values and annotate, and in other queries")
  func nesting() async throws {
    try await withBlogs { blogs, _ async throws in
      let after = Blog.objects.annotate { $0.entry.count() }
        .values { blog, count in BlogStats.Columns(name: blog.name, entries: count, best: count + 1) }
      #expect(try await after.filter { $0.entries == 0 }.all() == [stats("Cheese", 0, 1)])
      let pairs = Entry.objects.values { ($0.blog.name, $0.count()) }
        .values { entry, name, count in BlogStats.Columns(name: name, entries: count, best: entry.rating.max()) }
      #expect(try await pairs.order { $0.name }.all() == [stats("Beatles", 2, 9), stats("Pop", 2, 6)])
      let names = sizes.filter { $0.entries > 1 && $0.best < 9 }.values { _, stats in stats.name }
      #expect(try await Blog.objects.filter { $0.name.in(names) }.names() == ["Pop"])
      #expect(try await Blog.objects.filter { !$0.name.in(names) }.order { $0.name }.names() == ["Beatles", "Cheese"])
      #expect(
        try await Blog.objects.filter { blog in
          Entry.objects.filter { $0.blog == blog }.values { OneNumber.Columns(number: $0.rating) }
            .filter { $0.number > 8 }.hasRows
        }.names() == ["Beatles"])
      let counts = Blog.objects.order { $0.name }.values { blog in
        BlogStats.Columns(
          name: blog.name,
          entries: Entry.objects.filter { $0.blog == blog }.values { OneNumber.Columns(number: $0.rating) }
            .filter { $0.number > 3 && blog.name != "x" }.rowCount,
          best: Entry.objects.filter { $0.blog == blog }.order { $0.rating.desc }.values { $0.rating }.scalar)
      }
      #expect(try await counts.all() == [stats("Beatles", 2, 9), stats("Cheese", 0, nil), stats("Pop", 1, 6)])
      let own = blogs.pop.entrySet.values {
        BlogStats.Columns(name: $0.headline, entries: $0.rating, best: $0.comments)
      }
      #expect(try await own.order { $0.entries }.all() == [stats("100% pop", 2, 0), stats("Lennon and pop", 6, 2)])
    }
  }

  @Test("HU-6: whole models in queries inside queries, in annotations, distinct and grouped")
  func nestedModels() async throws {
    try await withBlogs { blogs, log async throws in
      // The inner selection's models are the inner query's, whatever stands around.
      let named = Blog.objects.filter { blog in
        Entry.objects.values {
          EntryLine.Columns(
            headline: $0.headline, entry: $0, blog: $0.blog, reviewer: $0.reviewer, double: $0.rating * 2)
        }
        .filter { $0.blog == blog && $0.entry.rating > 3 && $0.reviewer.name == "Bob" && blog.name != "x" }.hasRows
      }
      #expect(try await named.names() == ["Pop"])
      let counts = Blog.objects.order { $0.id }.values { blog in
        OneNumber.Columns(
          number: Blog.objects.values { BlogPair.Columns(blog: $0, entry: $0.entry) }
            .filter { $0.blog.id <= blog.id && $0.entry.rating > 5 }.rowCount)
      }
      #expect(try await counts.all().map(\.number) == [1, 2, 2])
      // Beside the object, with its relations loaded at once.
      let beside = Entry.objects.annotate {
        EntryLine.Columns(
          headline: $0.headline, entry: $0, blog: $0.blog, reviewer: $0.reviewer, double: $0.rating * 2)
      }.order { entry, line in (line.blog.name, entry.rating) }
      let all = try await beside.filter { entry, line in line.blog.name != "x" && entry.rating > 2 }.all()
      #expect(all.map(\.0) == [blogs.yesterday, blogs.lives, blogs.popLennon])
      #expect(all.map(\.1.entry) == all.map(\.0) && all.map(\.1.reviewer?.name) == [nil, "Ann", "Bob"])
      _ = log.take()
      for (entry, line) in all { #expect(try await entry.blog == line.blog) }
      #expect(log.take().count == 1)
      #expect(try await beside.aggregate { entry, line in line.double.sum() } == 42)
      // Each combination once, and groups of related models.
      let twice = Entry.objects.values { BlogPair.Columns(blog: $0.blog, entry: $0.blog.entry) }.distinct()
      #expect(try await twice.count() == 4)
      let byBlog = Entry.objects.values { BlogSize.Columns(blog: $0.blog, entries: $0.count()) }
        .order { $0.blog.name }
      #expect(
        try await byBlog.all() == [BlogSize(blog: blogs.beatles, entries: 2), BlogSize(blog: blogs.pop, entries: 2)])
      #expect(try await byBlog.exclude { $0.blog.name == "Pop" }.all().map(\.blog) == [blogs.beatles])
      #expect(try await byBlog.filter { $0.entries > 1 }.count() == 2)
      #expect(try await byBlog[1...].all().map(\.blog) == [blogs.pop])
      #expect(try await byBlog.last()?.blog == blogs.pop)
      #expect(try await byBlog.none().first() == nil)
    }
  }

  @Test("HU-6: generic, public and nested structs, types of one's own, constants and defaults")
  func declarations() async throws {
    try await withDatabase { _ async throws in
      let created = Date(timeIntervalSince1970: 1_000_000)
      try await Country.objects.create(
        code: "de", name: "Germany", level: .veryHigh, score: 7, created: created,
        settings: Settings(theme: "light", sizes: [1]), area: Decimal(string: "12.50"), budget: Money(cents: 300))
      try await Country.objects.create(code: "fr", name: "France")
      var lines = try await Reports.CountryLine.all()
      #expect(lines.map(\.code) == ["de", "fr"])
      #expect(lines.map(\.level) == [.veryHigh, .low])
      #expect(lines.map(\.budget.cents) == [300, 0])
      #expect(lines[0].settings.value == Settings(theme: "light", sizes: [1]))
      #expect(lines.map(\.area) == ([Decimal(string: "12.5"), nil] as [Decimal?]))
      #expect(lines[0].created == created)
      #expect(lines.map(\.shownName) == ["GERMANY", "FRANCE"])
      #expect(lines.map(\.class) == [7, 0])
      #expect(lines[0].isRich && lines[0].version == 2 && Reports.CountryLine.version == 3)
      #expect(lines[0].parts == 4)

      let texts = Country.objects.order { $0.code }
        .values { Labelled<String>.Columns(label: $0.code, value: $0.name, other: $0.name.lowercased()) }
      #expect(
        try await texts.filter { $0.value != "France" }.all() == [
          Labelled(label: "de", value: "Germany", other: "germany")
        ])
      let levels = Country.objects.values { Labelled<Level>.Columns(label: $0.name, value: $0.level, other: $0.level) }
      #expect(try await levels.get { $0.value == .veryHigh }.other == .veryHigh)
      let missing = Country.objects.values { Tagged<Decimal?>.Columns(label: $0.code, value: $0.area) }
      #expect(
        try await missing.order { $0.label }.all().map(\.value) == ([Decimal(string: "12.5"), nil] as [Decimal?]))
    }
  }

  @Test("HU-6: forty properties; a struct that is Codable goes through JSON")
  func wide() async throws {
    try await withBlogs { _, _ async throws in
      let wide = Entry.objects.filter { $0.rating == 9 }.values {
        Wide.Columns(
          a0: $0.rating, a1: $0.rating + 1, a2: $0.rating + 2, a3: $0.rating + 3, a4: $0.rating + 4, a5: $0.rating,
          a6: $0.rating, a7: $0.rating, a8: $0.rating, a9: $0.comments, b0: $0.headline, b1: $0.blog.name,
          b2: $0.headline, b3: $0.headline, b4: $0.headline, b5: $0.headline, b6: $0.headline, b7: $0.headline,
          b8: $0.headline, b9: $0.headline, c0: $0.rating, c1: $0.comments, c2: $0.rating, c3: $0.rating,
          c4: $0.rating, c5: $0.rating, c6: $0.rating, c7: $0.rating, c8: $0.rating, c9: $0.rating * 2, d0: $0.note,
          d1: $0.reviewer.name, d2: $0.note, d3: $0.note, d4: $0.note, d5: $0.note, d6: $0.note, d7: $0.note,
          d8: $0.note, d9: $0.headline)
      }
      let row = try await wide.filter { $0.c9 == 18 && $0.d9 == "Lennon lives" }.get()
      let numbers: [Int] = [row.a0, row.a1, row.a2, row.a3, row.a4, row.a9]
      #expect(numbers == [9, 10, 11, 12, 13, 3])
      let texts: [String] = [row.b0, row.b1, row.b9]
      #expect(texts == ["Lennon lives", "Beatles", "Lennon lives"])
      let optionalNumbers: [Int?] = [row.c0, row.c1, row.c9]
      #expect(optionalNumbers == [9, 3, 18])
      let optionalTexts: [String?] = [row.d0, row.d1, row.d9]
      #expect(optionalTexts == [nil, "Ann", "Lennon lives"])
      let all = try await sizes.order { $0.name }.all()
      #expect(try JSONDecoder().decode([BlogStats].self, from: JSONEncoder().encode(all)) == all)
    }
  }

  @Test("HU-6: what is not as declared is a decoding error; aggregates alone are no groups")
  func hostile() async throws {
    try await withBlogs { _, _ async throws in
      // The length of a missing text is NULL, whatever the query says.
      let lies = Blog.objects.values { OneNumber.Columns(number: Expr<Int>(.same, $0.tagline.length)) }
      await kindredError(.decoding) { _ = try await lies.all() }
      await kindredError(.decoding) { for try await _ in lies.rows {} }
      await kindredError(.decoding) { _ = try await lies.order { $0.number.asc.nullsFirst }.first() }
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.values { OneNumber.Columns(number: $0.entry.count()) }.all()
      }
      let texts = Blog.objects.values { OneNumber.Columns(number: Expr<Int>(.same, $0.name)) }
      let error = await kindredError(.decoding) { _ = try await texts.all() }
      #expect(error?.message.contains("Beatles") == false)
    }
  }
}

extension SQLOperation {
  /// Its operand, whose type nobody checks.
  fileprivate static let same = SQLOperation("same", spelling: .template("({0})"))
}
