import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Locking rows")
struct SelectForUpdateTests {
  @Test("Q-25: the clause, with all its options")
  func clause() throws {
    func clause(_ query: QuerySet<Entry>) throws -> String {
      let text = try query.sql(for: .postgres).text
      return String(text[(text.firstRange(of: " FOR ")?.lowerBound ?? text.endIndex)...])
    }
    let all = Entry.objects
    #expect(try clause(all.selectForUpdate()) == " FOR UPDATE")
    #expect(try clause(all.selectForUpdate(noWait: true)) == " FOR UPDATE NOWAIT")
    #expect(try clause(all.selectForUpdate(skipLocked: true, noKey: true)) == " FOR NO KEY UPDATE SKIP LOCKED")
    #expect(try clause(all.selectForUpdate { $0 }) == #" FOR UPDATE OF "entry""#)
    #expect(try clause(all.selectForUpdate { ($0, $0.blog) }) == #" FOR UPDATE OF "entry", "blog""#)
    #expect(
      try all.selectForUpdate { $0.blog }.sql(for: .postgres).text.hasSuffix(
        #" FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" FOR UPDATE OF "blog""#))
    #expect(try all.selectForUpdate { $0 }.sql(for: .sqlite).text.contains("FOR") == false)
    let filtered = all.filter { $0.rating > 3 }.order { $0.rating }.selectForUpdate()[..<2]
    #expect(try filtered.sql(for: .postgres).text.hasSuffix(#"ASC LIMIT $2 FOR UPDATE"#))
  }

  @Test("Q-25: rows can be locked only in a transaction")
  func needsTransaction() async throws {
    try await withBlogs { blogs, log async throws in
      let locked = Entry.objects.selectForUpdate()
      func isRefused(_ body: () async throws -> Void) async {
        await #expect {
          try await body()
        } throws: { error in (error as? KindredError)?.code == .transaction }
      }
      await isRefused { _ = try await locked.all() }
      await isRefused { _ = try await locked.first() }
      await isRefused { _ = try await locked.get(id: 1) }
      await isRefused { _ = try await locked.values { $0.id }.all() }
      await isRefused { for try await _ in locked.rows {} }
      #expect(log.take() == [])
      #expect(try await locked.count() == 4)
      #expect(try await locked.exists())
      #expect(try await locked.filter { $0.rating > 100 }.update { $0.rating.set(0) } == 0)
      #expect(log.take().allSatisfy { !$0.contains("FOR UPDATE") })
      try await transaction { () async throws in
        #expect(try await locked.order { $0.rating }.headlines().first == "100% pop")
        #expect(try await blogs.pop.entrySet.selectForUpdate().all().count == 2)
        let entry = try await Entry.objects.selectForUpdate { ($0, $0.blog) }.get(id: blogs.lives.id)
        #expect(entry.headline == "Lennon lives")
        #expect(try await locked.filter { $0.rating > 100 }.delete().total == 0)
      }
    }
  }

  @Test("Q-25: what cannot be locked is an error that says so")
  func refused() async throws {
    try await withBlogs { _, log async throws in
      func isRefused(_ query: QuerySet<Entry>) async {
        await #expect {
          try await transaction { _ = try await query.all() }
        } throws: { error in (error as? KindredError)?.code == .invalidQuery }
      }
      await isRefused(Entry.objects.selectForUpdate(noWait: true, skipLocked: true))
      await isRefused(Entry.objects.selectForUpdate { $0.remarks })
      await isRefused(Entry.objects.distinct().selectForUpdate())
      await isRefused(Entry.objects.selectForUpdate().distinct { $0.blogID })
      if Backend.current == .sqlite {
        await isRefused(Entry.objects.selectForUpdate(noWait: true))
        await isRefused(Entry.objects.selectForUpdate(skipLocked: true))
      } else {
        await isRefused(Entry.objects.order { $0.reviewer.name }.selectForUpdate())
        await isRefused(Entry.objects.selectForUpdate { $0.reviewer })
      }
      #expect(log.take().isEmpty)
      try await transaction { () async throws in
        #expect(try await Entry.objects.order { $0.reviewer.name }.selectForUpdate { $0 }.all().count == 4)
      }
    }
  }

  @Test("Q-25: rows that another transaction has locked are an error or left out")
  func lockedByOthers() async throws {
    try await withBlogs { blogs, _ async throws in
      guard Backend.current == .postgres else { return }
      let database = try #require(Database.current)
      try await transaction { () async throws in
        _ = try await Entry.objects.filter { $0.blog == blogs.pop }.selectForUpdate().all()
        let others = try await Task.detached {
          try await database.transaction {
            try await Entry.objects.order { $0.id }.selectForUpdate(skipLocked: true).headlines()
          }
        }.value
        #expect(others == ["Lennon lives", "Yesterday"])
        await #expect {
          try await Task.detached {
            try await database.transaction { _ = try await Entry.objects.selectForUpdate(noWait: true).all() }
          }.value
        } throws: { error in (error as? KindredError)?.code == .busy }
      }
    }
  }
}
