import Foundation
import Kindred
import Testing

/// Three pages in two sections.
private func withPages(_ body: (StatementLog) async throws -> Void) async throws {
  try await withDatabase { log async throws in
    let news = try await DeferredSection.objects.create(name: "News", intro: "What is new")
    let help = try await DeferredSection.objects.create(name: "Help", intro: "How to")
    _ = try await DeferredPage.objects.bulkCreate([
      DeferredPage(section: news, title: "a", body: "A", views: 3, notes: "first"),
      DeferredPage(section: news, title: "b", body: "B", views: 2),
      DeferredPage(section: help, title: "c", body: "C", views: 1),
    ])
    _ = log.take()
    try await body(log)
  }
}

private let plain =
  #"SELECT "deferred_page"."id", "deferred_page"."section_id", "deferred_page"."title", "deferred_page"."views""#

@Suite("Deferred columns")
struct DeferredColumnTests {
  @Test("Q-22, FM-2: a deferred column is not read with the rows, and is loaded for all of them at once")
  func peers() async throws {
    try await withPages { log async throws in
      let pages = try await DeferredPage.objects.order { $0.title }.all()
      #expect(log.take() == [plain + #" FROM "deferred_page" ORDER BY "deferred_page"."title" ASC"#])
      #expect(pages.map(\.title) == ["a", "b", "c"] && pages.map(\.views) == [3, 2, 1])
      #expect(pages.allSatisfy { $0.$body.loaded == nil })
      var bodies: [String] = []
      for page in pages { bodies.append(try await page.body) }
      #expect(bodies == ["A", "B", "C"])
      #expect(
        log.take() == [
          numbered(
            #"SELECT "deferred_page"."id", "deferred_page"."body" FROM "deferred_page" WHERE "deferred_page"."id" IN (?1, ?2, ?3)"#
          )
        ])
      #expect(pages.map(\.$body.loaded) == ["A", "B", "C"])
      #expect(try await pages[0].notes == "first")
      #expect(try await pages[1].notes == nil)
      #expect(
        log.take() == [
          numbered(
            #"SELECT "deferred_page"."id", "deferred_page"."extra_notes" FROM "deferred_page" WHERE "deferred_page"."id" IN (?1, ?2, ?3)"#
          )
        ])
    }
  }

  @Test("Q-23: only reads exactly the named ones, undefer more of them, defer fewer")
  func verbs() async throws {
    try await withPages { log async throws in
      let from = #" FROM "deferred_page""#
      let (body, notes) = (#", "deferred_page"."body""#, #", "deferred_page"."extra_notes""#)
      let pages = DeferredPage.objects
      #expect(try pages.only { ($0.title, $0.notes) }.statement() == plain + notes + from)
      #expect(try pages.only { $0.notes }.only { $0.body }.statement() == plain + body + from)
      #expect(try pages.only { $0.title }.statement() == plain + from)
      #expect(try pages.undefer { $0.notes }.undefer { $0.body }.statement() == plain + body + notes + from)
      #expect(try pages.undefer { ($0.notes, $0.body) }.defer { $0.notes }.statement() == plain + body + from)
      let found = try await pages.order { $0.id }.undefer { ($0.body, $0.notes) }.all()
      _ = log.take()
      for page in found { #expect(try await page.body == page.title.uppercased()) }
      #expect(try await found[0].notes == "first")
      #expect(found[1].$notes.loaded == .some(nil))
      #expect(log.take().isEmpty)
      await kindredError(.invalidQuery) { _ = try await pages.defer { $0.title }.all() }
      await kindredError(.invalidQuery) { _ = try await pages.only { $0.section.intro }.all() }
    }
  }

  @Test("N-4: saving does not write what was neither loaded nor set")
  func saving() async throws {
    try await withPages { log async throws in
      var page = try await DeferredPage.objects.get { $0.title == "a" }
      _ = log.take()
      page.views = 10
      try await page.save()
      #expect(
        log.take() == [
          numbered(
            #"UPDATE "deferred_page" SET "section_id" = ?1, "title" = ?2, "views" = ?3 WHERE "deferred_page"."id" = ?4"#
          )
        ])
      page.$body.set("AA")
      #expect(page.$body.loaded == "AA")
      #expect(try await page.body == "AA")
      try await page.save()
      #expect(
        log.take() == [
          numbered(
            #"UPDATE "deferred_page" SET "section_id" = ?1, "title" = ?2, "views" = ?3, "body" = ?4 WHERE "deferred_page"."id" = ?5"#
          )
        ])
      let row = try await DeferredPage.objects.filter { $0.body == "AA" }.values { ($0.views, $0.notes) }.get()
      #expect(row.0 == 10 && row.1 == "first")
      page.$notes.set(nil)
      try await page.save { $0.notes }
      #expect(try await DeferredPage.objects.values { $0.notes }.all() == [nil, nil, nil])
      var other = try await DeferredPage.objects.get { $0.title == "b" }
      await kindredError(.invalidValue) { try await other.save { $0.body } }
      other.id = .unsaved
      await kindredError(.invalidValue) { try await other.insert() }
      await kindredError(.unsavedObject) { _ = try await other.body }
      other.$body.set("new")
      other.$notes.set("n")
      try await other.insert()
      #expect(try await DeferredPage.objects.count() == 4)
      try await page.refresh()
      #expect(page.$body.loaded == "AA" && page.$notes.loaded == .some(nil))
      var third = try await DeferredPage.objects.get { $0.title == "c" }
      try await third.refresh()
      #expect(third.$body.loaded == nil)
    }
  }

  @Test("FM-1, FM-3: one and raise")
  func modes() async throws {
    try await withPages { log async throws in
      let one = try await DeferredPage.objects.fetchMode(.one).order { $0.title }.all()
      _ = log.take()
      for (page, body) in zip(one, ["A", "B"]) { #expect(try await page.body == body) }
      #expect(try await one[0].body == "A")
      #expect(
        log.take()
          == Array(
            repeating: numbered(
              #"SELECT "deferred_page"."id", "deferred_page"."body" FROM "deferred_page" WHERE "deferred_page"."id" = ?1"#
            ),
            count: 2))
      let blocked = try await DeferredPage.objects.fetchMode(.raise).undefer { $0.notes }.order { $0.title }.all()
      _ = log.take()
      let error = await kindredError(.fetchBlocked) { _ = try await blocked[0].body }
      #expect(error?.message.contains("undefer { $0.body }") == true)
      #expect(try await blocked[0].notes == "first")
      #expect(log.take().isEmpty)
      let single = try await DeferredPage.objects.get(id: one[2].id)
      #expect(try await single.body == "C")
      let gone = try await DeferredPage.objects.get(id: one[2].id)
      try await gone.delete()
      await #expect(throws: DeferredPage.DoesNotExist.self) { _ = try await gone.body }
    }
  }

  @Test("Q-22: columns of joined objects, and of objects that are loaded later")
  func related() async throws {
    try await withPages { log async throws in
      let joined = DeferredPage.objects.selectRelated { $0.section }.order { $0.title }
      let tables =
        #" FROM "deferred_page" INNER JOIN "deferred_section" ON "deferred_page"."section_id" = "deferred_section"."id" ORDER BY "deferred_page"."title" ASC"#
      let section = #", "deferred_section"."id", "deferred_section"."name""#
      let pages = try await joined.all()
      #expect(log.take() == [plain + section + tables])
      for page in pages { #expect(try await page.section.intro == (page.title == "c" ? "How to" : "What is new")) }
      #expect(
        log.take() == [
          numbered(
            #"SELECT "deferred_section"."id", "deferred_section"."intro" FROM "deferred_section" WHERE "deferred_section"."id" IN (?1, ?2)"#
          )
        ])
      let whole = try await joined.only { ($0.section.intro, $0.body) }.all()
      #expect(
        log.take() == [plain + #", "deferred_page"."body""# + section + #", "deferred_section"."intro""# + tables])
      #expect(try await whole[2].section.intro == "How to")
      #expect(try await whole[2].body == "C")
      #expect(log.take().isEmpty)
      for page in try await DeferredPage.objects.all() { _ = try await page.section.intro }
      #expect(log.take().count == 3)
      // The object inside the rows of its own set.
      for section in try await DeferredSection.objects.prefetchRelated({ $0.deferredPage }).all() {
        for page in try await section.deferredPageSet.all() {
          let (own, other) = (try await page.section.intro, try await section.intro)
          #expect(own == other)
        }
      }
      #expect(log.take().count == 2 + 1 + 2)
    }
  }

  @Test("Q-22: rows of results, sets, pages, streams, raw SQL and returning")
  func results() async throws {
    try await withPages { log async throws in
      let pages = DeferredPage.objects.order { $0.title }
      for (page, count) in try await pages.undefer { $0.notes }.annotate({ $0.views + 1 }).all() {
        #expect(count == page.views + 1)
        #expect(try await page.body == page.title.uppercased())
      }
      #expect(log.take().count == 2)
      let named = try await pages.filter { $0.body >= "B" }.all()
      #expect(named.map(\.title) == ["b", "c"])
      let either = DeferredPage.objects.filter { $0.title == "a" } | DeferredPage.objects.filter { $0.body == "C" }
      let union = try await either.undefer { $0.body }.order { $0.title }.all()
      #expect(union.map(\.$body.loaded) == ["A", "C"])
      let set = try await DeferredPage.objects.filter { $0.title == "a" }
        .union(DeferredPage.objects.filter { $0.body == "C" }).order { $0.body.desc }.all()
      #expect(set.map(\.title) == ["c", "a"])
      #expect(try await set[0].body == "C")
      let distinct = try await DeferredPage.objects.order { $0.body.desc }.distinct().all()
      #expect(distinct.map(\.title) == ["c", "b", "a"])
      let page = try await DeferredPage.objects.order { $0.body.desc }.page(of: 2)
      #expect(page.items.map(\.title) == ["c", "b"])
      let end = try #require(page.end)
      let next = try await DeferredPage.objects.order { $0.body.desc }.page(of: 2, after: end)
      #expect(next.items.map(\.title) == ["a"])
      var streamed: [String] = []
      for try await page in pages.rows { streamed.append(try await page.body) }
      #expect(streamed == ["A", "B", "C"])
      let raw = try await DeferredPage.objects.raw("SELECT * FROM deferred_page ORDER BY title").all()
      #expect(raw.map(\.$body.loaded) == ["A", "B", "C"] && raw.map(\.views) == [3, 2, 1])
      let changed = try await DeferredPage.objects.filter { $0.title == "a" }.returning().update { $0.body.set("AAA") }
      #expect(changed.map(\.$body.loaded) == ["AAA"] && changed.map(\.views) == [3])
    }
  }

  @Test("Q-22: a model as a part of a row")
  func parts() async throws {
    try await withPages { log async throws in
      let rows = try await DeferredPage.objects.order { $0.title }
        .values { DeferredPagePart.Columns(section: $0.section, title: $0.title, page: $0) }.all()
      #expect(
        log.take() == [
          #"SELECT "deferred_page"."section_id", "deferred_section"."name", "deferred_page"."title", "deferred_page"."id", "deferred_page"."section_id", "deferred_page"."title", "deferred_page"."views" FROM "deferred_page" INNER JOIN "deferred_section" ON "deferred_page"."section_id" = "deferred_section"."id" ORDER BY "deferred_page"."title" ASC"#
        ])
      for row in rows {
        #expect(try await row.page.body == row.title.uppercased())
        #expect(try await row.section.intro.isEmpty == false)
      }
      #expect(log.take().count == 2)
    }
  }

  @Test("Q-22: documents and times; JSON of objects that lack a column")
  func values() async throws {
    try await withDatabase { log async throws in
      var profile = DeferredProfile(code: "x", settings: ["a": 1])
      profile.$changed.set(Date(timeIntervalSince1970: 1.000_000_4))
      try await profile.save()
      #expect(profile.$changed.loaded == Date(timeIntervalSince1970: 1))
      var found = try await DeferredProfile.objects.get(id: "x")
      #expect(try await found.settings == ["a": 1])
      #expect(try await found.changed == Date(timeIntervalSince1970: 1))
      found.$settings.set(JSON(["b": 2]))
      try await found.save()
      #expect(try await DeferredProfile.objects.undefer { $0.settings }.get().settings == ["b": 2])
      let section = try await DeferredSection.objects.create(name: "n", intro: "i")
      let partial = try await DeferredSection.objects.get(id: section.id)
      let text = String(decoding: try JSONEncoder().encode(partial), as: UTF8.self)
      #expect(!text.contains("intro"))
      let decoded = try JSONDecoder().decode(DeferredSection.self, from: Data(text.utf8))
      #expect(decoded.$intro.loaded == nil)
      #expect(try await decoded.intro == "i")
      let new = try JSONDecoder().decode(DeferredSection.self, from: Data(#"{"name":"new"}"#.utf8))
      #expect(new.$intro.loaded == "")
      _ = log.take()
    }
  }
}

@Selection
struct DeferredPagePart {
  var section: DeferredSection
  var title: String
  var page: DeferredPage
}

@Suite("Fetch modes")
struct FetchModeTests {
  @Test("FM-5: a model declares the mode of its query sets; what is loaded through its rows has it too")
  func models() async throws {
    try await withPages { log async throws in
      let page = try await DeferredPage.objects.get { $0.title == "a" }
      _ = try await GuardedPage.objects.create(page: page, remark: "r")
      let guarded = try await GuardedPage.objects.all()
      _ = log.take()
      await kindredError(.fetchBlocked) { _ = try await guarded[0].page }
      await kindredError(.fetchBlocked) { _ = try await guarded[0].remark }
      let single = try await GuardedPage.objects.get(id: guarded[0].id)
      _ = log.take()
      await kindredError(.fetchBlocked) { _ = try await single.page }
      #expect(log.take().isEmpty)
      let open = try await GuardedPage.objects.fetchMode(.peers).all()
      #expect(try await open[0].page.section.name == "News")
      // The page has no mode of its own, so that it has that of the row that it was loaded through.
      let joined = try await GuardedPage.objects.selectRelated { $0.page }.all()
      _ = log.take()
      let inner = try await joined[0].page
      await kindredError(.fetchBlocked) { _ = try await inner.body }
      await kindredError(.fetchBlocked) { _ = try await inner.section }
      // Through a set as well, unless its model has another one.
      let pages = try await DeferredPage.objects.fetchMode(.one).order { $0.title }.all()
      let set = try await pages[0].guardedPageSet.all()
      await kindredError(.fetchBlocked) { _ = try await set[0].remark }
    }
  }

  @Test("FM-4: the mode of a query set holds for what is loaded through it, by prefetching too")
  func inherited() async throws {
    try await withPages { log async throws in
      let sections = try await DeferredSection.objects.fetchMode(.one).order { $0.name }
        .prefetchRelated { $0.deferredPage }.all()
      _ = log.take()
      let pages = try await sections[1].deferredPageSet.all()
      for page in pages { _ = try await page.body }
      #expect(log.take().count == 2)
    }
  }

  @Test("FM-2: a loop over blogs that reads their entries runs two statements when sets join in")
  func sets() async throws {
    try await withBlogs { blogs, log async throws in
      var names: [String] = []
      for blog in try await Blog.objects.fetchMode(.peersAndSets).order({ $0.id }).all() {
        for entry in try await blog.entrySet.all() { names.append(entry.headline) }
      }
      #expect(names.count == 4)
      #expect(
        log.take() == [
          #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" ORDER BY "blog"."id" ASC"#,
          numbered(
            #"SELECT "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "entry"."pub_date" FROM "entry" WHERE "entry"."blog_id" IN (?1, ?2, ?3)"#
          ),
        ])
    }
  }

  @Test("A value that was read is inserted elsewhere and encoded, and not saved over what others have stored")
  func readLater() async throws {
    try await withPages { log async throws in
      let page = try await DeferredPage.objects.get { $0.title == "a" }
      func text() throws -> String { String(decoding: try JSONEncoder().encode(page), as: UTF8.self) }
      #expect(try !text().contains("body"))
      await kindredError(.invalidValue) { try await DeferredPage.objects.create(page) }
      _ = try await (page.body, page.notes)
      #expect(try text().contains(#""body":"A""#))
      try await DeferredPage.objects.filter { $0.id == page.id }.delete()
      try await DeferredPage.objects.create(page)
      let stored = try await DeferredPage.objects.undefer { ($0.body, $0.notes) }.get(id: page.id)
      #expect(stored.$body.loaded == "A" && stored.$notes.loaded == "first")
      try await DeferredPage.objects.filter { $0.id == page.id }.update { $0.body.set("newer") }
      var saved = page
      saved.title = "z"
      try await saved.save()
      #expect(try await DeferredPage.objects.get(id: page.id).body == "newer")
    }
  }
}
