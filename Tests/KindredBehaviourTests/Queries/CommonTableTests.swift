import Kindred
import KindredPostgres
import KindredSQLite
import Testing

private let blogColumns = #""blog"."id", "blog"."name", "blog"."tagline""#

/// The number of entries of each blog that has any.
private var totals: CommonTable<Entry, Key<Blog>, Int> {
  Entry.objects.values { ($0.blogID, $0.count()) }.asTable("totals")
}

@Suite("Common tables")
struct CommonTableTests {
  @Test("HU-12: a result is joined as a table, and its columns are annotations")
  func joining() async throws {
    try await withBlogs { blogs, log async throws in
      let busy = Blog.objects.joining(totals) { blog, key, _ in blog.id == key }.filter { _, _, entries in entries > 1 }
      #expect(
        try busy.statementText()
          == numbered(
            """
            WITH "totals" ("column_1", "column_2") AS (SELECT "entry"."blog_id" AS "column_1", COUNT(*) AS "column_2" \
            FROM "entry" GROUP BY "entry"."blog_id") \
            SELECT \(blogColumns), "totals"."column_1", "totals"."column_2" FROM "blog" \
            INNER JOIN "totals" ON "blog"."id" = "totals"."column_1" WHERE "totals"."column_2" > ?1
            """))
      let rows = try await busy.order { blog, _, entries in (entries, blog.name.desc) }.all()
      #expect(rows.map { "\($0.0.name) \($0.1) \($0.2)" } == ["Pop 2 2", "Beatles 1 2"])
      #expect(try await busy.count() == 2)
      #expect(try await busy.exists())
      #expect(try await busy.aggregate { _, _, entries in entries.sum() } == 4)
      #expect(try await busy.first()?.0.name == "Beatles")
      #expect(try await busy.values { blog, _, entries in (blog.name, entries + 1) }.all().map(\.1) == [3, 3])
      #expect(
        try await busy.values { _, _, n in n }.annotate { blog, _ in blog.count() }.all().map { "\($0.0) \($0.1)" } == [
          "2 2"
        ])
      #expect(try await busy.exclude { blog, _, _ in blog.name == "Pop" }.all().map(\.0.name) == ["Beatles"])
      #expect(try await busy.annotate { blog, _, entries in entries * 2 }.all().map(\.3) == [4, 4])
      let own = try await busy.get { blog, _, _ in blog.tagline == nil }
      #expect(try await own.0.entrySet.count() == 2)
      // A condition of the query set before, on related rows too.
      let loud = Blog.objects.filter { $0.entry.rating > 8 }.joining(totals) { blog, key, _ in blog.id == key }
      #expect(try await loud.all().map(\.2) == [2])
      // Without a match.
      let all = Blog.objects.leftJoining(totals) { blog, key, _ in blog.id == key }
      #expect(try all.statementText().contains(#" LEFT OUTER JOIN "totals" ON "#))
      #expect(try await all.order { blog, _, _ in blog.id }.all().map(\.2) == [2, 2, nil])
      #expect(try await all.filter { _, _, entries in entries == nil }.all().map(\.0.name) == ["Cheese"])
      #expect(try await all.exclude { _, _, entries in entries == 2 }.all().map(\.0.name) == ["Cheese"])
    }
  }

  @Test("HU-12: a table is written once, wherever it is used")
  func once() async throws {
    try await withBlogs { _, _ async throws in
      let table = totals
      let one = Blog.objects.joining(table) { blog, key, _ in blog.id == key }
      let two = one.joining(table) { _, key, _, first, _ in key != first }
      let sizes = table.query.values { _, _, entries in entries }
      let query = two.filter { _, _, n, _, m in n == m && n.in(sizes) }
      #expect(try query.statementText().ranges(of: "GROUP BY").count == 1)
      #expect(try query.statementText().contains(#"INNER JOIN "totals" AS "totals_2" ON "#))
      #expect(try await query.order { blog, _, _, _, _ in blog.id }.all().map { "\($0.1) \($0.3)" } == ["1 2", "2 1"])
      // The same again, made anew each time.
      let once = Blog.objects.joining(totals) { blog, key, _ in blog.id == key }
      let twice = once.joining(totals) { blog, key, _, _, _ in blog.id == key }
      #expect(try twice.statementText().ranges(of: "GROUP BY").count == 1)
      #expect(try await twice.count() == 2)
      // With other values under one name.
      func rated(_ rating: Int, _ name: String = "rated") -> CommonTable<Entry, Key<Blog>> {
        Entry.objects.filter { $0.rating > rating }.values { $0.blogID }.asTable(name)
      }
      let same = Blog.objects.joining(rated(5)) { $0.id == $1 }.joining(rated(5)) { blog, key, _ in blog.id == key }
      #expect(try await same.count() == 2)
      let other = Blog.objects.joining(rated(5)) { $0.id == $1 }.joining(rated(8)) { blog, key, _ in blog.id == key }
      let error = await kindredError(.invalidQuery) { _ = try await other.all() }
      #expect(error?.message.contains("same name") ?? false)
      let named = Blog.objects.joining(rated(5)) { $0.id == $1 }.joining(rated(8, "best")) { blog, key, _ in
        blog.id == key
      }
      #expect(try await named.all().map(\.0.name) == ["Beatles"])
      #expect(try await same.count() == 2)
      // Another query under the same name, and the name of a table that the statement reads.
      let mixed = Blog.objects.joining(totals) { blog, key, _ in blog.id == key }
        .joining(Author.objects.values { $0.name }.asTable("totals")) { blog, name, _, _ in blog.name != name }
      await kindredError(.invalidQuery) { _ = try await mixed.all() }
      let hiding = Blog.objects.joining(Entry.objects.values { $0.blogID }.asTable("blog")) { $0.id == $1 }
      let hidden = await kindredError(.invalidQuery) { _ = try await hiding.all() }
      #expect(hidden?.message.contains("another name") ?? false)
    }
  }

  @Test("HU-12: the rows of a table itself, tables of tables, and tables in inner queries")
  func nested() async throws {
    try await withBlogs { _, log async throws in
      #expect(try await totals.query.order { key, _ in key.desc }.all().map { "\($0.0) \($0.1)" } == ["2 2", "1 2"])
      #expect(
        try totals.query.statementText().hasSuffix(
          #" SELECT "totals"."column_1", "totals"."column_2" FROM "totals""#))
      #expect(try await totals.query.first()?.0 == 1)
      #expect(try await totals.query.last()?.0 == 2)
      #expect(try await totals.query.count() == 2)
      #expect(try await totals.query.aggregate { _, entries in entries.max() } == 2)
      #expect(try await totals.query.values { _, _, entries in entries }.distinct().all() == [2])
      #expect(try await totals.query.union(totals.query).count() == 2)
      // A table made of another one.
      let sizes = totals.query.values { _, _, entries in entries }.annotate { entry, entries in entries.count() }
        .asTable("sizes")
      #expect(try await sizes.query.all().map { "\($0.0) \($0.1)" } == ["2 2"])
      #expect(try sizes.query.statementText().hasPrefix(#"WITH "totals" ("#))
      let both = Blog.objects.joining(totals) { blog, key, _ in blog.id == key }
        .joining(sizes) { _, size, _, _, entries in entries == size }
      #expect(try await both.all().map(\.4) == [2, 2])
      #expect(try both.statementText().ranges(of: #""totals" ("#).count == 1)
      // In a condition on other rows, and with a column of the query around.
      let found = Blog.objects.filter { blog in
        totals.query.filter { key, entries in key == blog.id && entries > 1 }.hasRows
      }
      #expect(try found.statementText().hasPrefix(#"WITH "totals" ("#))
      #expect(try await found.order { $0.id }.names() == ["Beatles", "Pop"])
      #expect(
        try await Blog.objects.exclude { $0.id.in(totals.query.values { _, key, _ in key }) }.names() == ["Cheese"])
      let counts = Blog.objects.annotate { blog in
        totals.query.filter { key, _ in key == blog.id }.values { _, _, entries in entries }.scalar
      }
      #expect(try await counts.order { blog, _ in blog.id }.all().map(\.1) == [2, 2, nil])
      // Its rows are changed by their keys.
      let keys = totals.query.values { _, key, _ in key }
      #expect(try await Blog.objects.filter { $0.id.in(keys) }.update { $0.tagline.set("busy") } == 2)
      #expect(try await Blog.objects.filter { $0.tagline == "busy" }.count() == 2)
      #expect(try await Entry.objects.filter { $0.blogID.in(keys) && $0.rating < 5 }.delete().total == 2)
      _ = log.take()
      #expect(try await Blog.objects.joining(totals) { blog, key, _ in blog.id == key }.explain().isEmpty == false)
      #expect(log.take().first?.contains(#" WITH "totals" ("#) ?? false)
      // A query around cannot be used in a table, which stands before it.
      let apart = Blog.objects.filter { blog in
        Entry.objects.filter { $0.blog == blog }.values { $0.rating }.asTable("own").query.hasRows
      }
      await kindredError(.invalidQuery) { _ = try await apart.all() }
    }
  }

  @Test("HU-12: tables without rows, slices, values and NULLs")
  func edges() async throws {
    try await withBlogs { _, _ async throws in
      let nothing = Entry.objects.none().values { ($0.blogID, $0.rating) }.asTable("nothing")
      #expect(try await Blog.objects.joining(nothing) { blog, key, _ in blog.id == key }.count() == 0)
      #expect(
        try await Blog.objects.leftJoining(nothing) { blog, key, _ in blog.id == key }.all().map(\.2) == [
          nil, nil, nil,
        ])
      #expect(try await nothing.query.all().isEmpty)
      let best = Entry.objects.order { $0.rating.desc }.values { ($0.headline, $0.note) }[..<2].asTable("best \" of")
      #expect(
        try await best.query.order { headline, _ in headline }.all().map(\.0) == ["Lennon and pop", "Lennon lives"])
      #expect(try await best.query.filter { _, note in note == nil }.all().map(\.0) == ["Lennon lives"])
      #expect(try await best.query.exclude { _, note in note == "new" }.all().map(\.0) == ["Lennon lives"])
      let notes = Blog.objects.joining(best) { blog, headline, note in headline.contains(blog.name) || note == nil }
      #expect(try await notes.count() == 3)
      #expect(
        try await Blog.objects.joining(best.query.values { _, headline, _ in headline }.asTable("x")) { _, headline in
          headline == "Lennon lives"
        }.count() == 3)
      await kindredError(.invalidQuery) { _ = try await Blog.objects.values { $0.name }.asTable("").query.all() }
      // The slice is taken first.
      let last = Blog.objects.order { $0.id.desc }[..<2].joining(totals) { blog, key, _ in blog.id == key }
      #expect(try await last.all().map(\.0.name) == ["Pop"])
      #expect(
        try last.statementText().hasSuffix(
          #" AS "blog" INNER JOIN "totals" ON "blog"."id" = "totals"."column_1" ORDER BY "blog"."id" DESC"#))
      #expect(try await Blog.objects[..<0].leftJoining(totals) { blog, key, _ in blog.id == key }.all().isEmpty)
      await kindredError(.invalidQuery) {
        _ = try await last[..<1].joining(totals) { blog, key, _, _, _ in blog.id == key }.all()
      }
      // The same shape with other values.
      for rating in [3, 5, 8] {
        let good = Entry.objects.filter { $0.rating > rating }.values { $0.blogID }.asTable("good")
        let found = Blog.objects.joining(good) { $0.id == $1 }.filter { blog, _ in blog.name != "x" }
        #expect(try await found.count() == [3: 3, 5: 2, 8: 1][rating])
      }
    }
  }
}

@Suite("Recursive tables")
struct RecursiveTableTests {
  /// root → src → (core → sql, tests), root → docs.
  private func withFolders(_ body: ([String: Folder]) async throws -> Void) async throws {
    try await withDatabase { _ async throws in
      var folders: [String: Folder] = [:]
      for (name, parent) in [
        ("root", nil), ("src", "root"), ("docs", "root"), ("core", "src"), ("tests", "src"), ("sql", "core"),
      ] {
        folders[name] = try await Folder.objects.create(name: name, parent: parent.flatMap { folders[$0] })
      }
      try await body(folders)
    }
  }

  private func below(_ name: String) -> CommonTable<Folder, Key<Folder>, Int> {
    Folder.objects.filter { $0.name == name }.values { ($0.id, Expr.value(0)) }
      .recursively("below") { below in
        Folder.objects.joining(below) { folder, id, _ in folder.parentID == id }
          .values { folder, _, depth in (folder.id, depth + 1) }
      }
  }

  @Test("HU-12: a tree with the depth of each row")
  func tree() async throws {
    try await withFolders { folders async throws in
      let table = below("src")
      let found = Folder.objects.joining(table) { folder, id, _ in folder.id == id }
        .order { folder, _, depth in (depth, folder.name) }
      #expect(
        try found.statementText()
          == spelled(
            sqlite: """
              WITH RECURSIVE "below" ("column_1", "column_2") AS (\
              SELECT "folder"."id" AS "column_1", ?1 AS "column_2" FROM "folder" WHERE "folder"."name" = ?2 UNION \
              SELECT "folder"."id" AS "column_1", kindred_add("below"."column_2", ?3) AS "column_2" FROM "folder" \
              INNER JOIN "below" ON "folder"."parent_id" = "below"."column_1") \
              SELECT "folder"."id", "folder"."name", "folder"."parent_id", "below"."column_1", "below"."column_2" \
              FROM "folder" INNER JOIN "below" ON "folder"."id" = "below"."column_1" \
              ORDER BY "below"."column_2" ASC, "folder"."name" ASC
              """,
            postgres: """
              WITH RECURSIVE "below" ("column_1", "column_2") AS (\
              SELECT "folder"."id" AS "column_1", $1::bigint AS "column_2" FROM "folder" WHERE "folder"."name" = $2 UNION \
              SELECT "folder"."id" AS "column_1", ("below"."column_2" + $3)::bigint AS "column_2" FROM "folder" \
              INNER JOIN "below" ON "folder"."parent_id" = "below"."column_1") \
              SELECT "folder"."id", "folder"."name", "folder"."parent_id", "below"."column_1", "below"."column_2" \
              FROM "folder" INNER JOIN "below" ON "folder"."id" = "below"."column_1" \
              ORDER BY "below"."column_2" ASC, "folder"."name" ASC
              """))
      #expect(try await found.all().map { "\($0.2) \($0.0.name)" } == ["0 src", "1 core", "1 tests", "2 sql"])
      #expect(try await found.filter { _, _, depth in depth > 0 }.count() == 3)
      // In a query that needs no columns of it.
      let inside = Folder.objects.filter { $0.id.in(table.query.values { _, id, _ in id }) }
      #expect(try await inside.count() == 4)
      #expect(try await Folder.objects.exclude { $0.id.in(table.query.values { _, id, _ in id }) }.count() == 2)
      #expect(try await below("docs").query.all().map(\.1) == [0])
      #expect(try await below("nowhere").query.all().isEmpty)
      #expect(try await inside.delete().total == 4)
      #expect(try await Folder.objects.count() == 2)
    }
  }

  @Test("HU-12: paths of text, and the way upwards")
  func paths() async throws {
    try await withFolders { folders async throws in
      let paths = Folder.objects.filter { $0.parent == nil }.values { ($0.id, $0.name) }
        .recursively { tree in
          Folder.objects.joining(tree) { folder, id, _ in folder.parentID == id }
            .values { folder, _, path in (folder.id, path + "/" + folder.name) }
        }
      #expect(
        try await paths.query.values { _, _, path in path }.order { $0 }.all() == [
          "root", "root/docs", "root/src", "root/src/core", "root/src/core/sql", "root/src/tests",
        ])
      // All copies, with another name.
      let upwards = Folder.objects.filter { $0.name == "sql" }.values { ($0.id, $0.parentID) }
        .recursively("upwards", all: true) { rows in
          Folder.objects.joining(rows) { folder, _, parent in folder.id == parent }
            .values { folder, _, _ in (folder.id, folder.parentID) }
        }
      #expect(try upwards.query.statementText().contains(" UNION ALL "))
      let ancestors = Folder.objects.joining(upwards) { folder, id, _ in folder.id == id }.values { folder, _, _ in
        folder.name
      }
      #expect(try await ancestors.order { $0 }.all() == ["core", "root", "sql", "src"])
      // Two recursive tables in one statement.
      let both = ancestors.filter {
        $0.in(below("root").query.values { _, _, depth in depth }.filter { $0 == 9 }.values { _, _ in Expr.value("x") })
      }
      #expect(try await both.count() == 0)
    }
  }

  @Test("HU-12: a cycle comes to an end, and a count of steps is limited by a condition")
  func cycles() async throws {
    try await withFolders { folders async throws in
      // src is in sql, which is in core, which is in src.
      var src = try #require(folders["src"])
      src.$parent.set(try #require(folders["sql"]))
      try await src.save()
      let ids = Folder.objects.filter { $0.name == "src" }.values { $0.id }
        .recursively { tree in
          Folder.objects.joining(tree) { folder, id in folder.parentID == id }.values { folder, _ in folder.id }
        }
      #expect(try await ids.query.count() == 4)
      let limited = Folder.objects.filter { $0.name == "src" }.values { ($0.id, Expr.value(0)) }
        .recursively { tree in
          Folder.objects.joining(tree) { folder, id, depth in folder.parentID == id && depth < 5 }
            .values { folder, _, depth in (folder.id, depth + 1) }
        }
      #expect(try await limited.query.aggregate { _, depth in depth.max() } == 5)
      #expect(try await limited.query.values { _, id, _ in id }.distinct().count() == 4)
      // The table that grows has no meaning outside.
      var escaped: CommonTable<Folder, Key<Folder>>?
      _ = Folder.objects.values { $0.id }.recursively { tree in
        escaped = tree
        return tree.query
      }
      let table = try #require(escaped)
      await kindredError(.invalidQuery) { _ = try await table.query.all() }
    }
  }
}
