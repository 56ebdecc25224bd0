import Kindred
import KindredSQLite
import Testing

@Suite("Tables")
struct SchemaTests {
  @Test("The statements of a table, in Django's layout")
  func blogTables() throws {
    #expect(
      try Database.createTablesSQL(for: [Comment.self, Entry.self, Author.self, Blog.self], dialect: .sqlite) == [
        #"CREATE TABLE "blog" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "tagline" text NULL)"#,
        #"CREATE TABLE "author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL)"#,
        #"CREATE TABLE "entry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "blog_id" bigint NOT NULL REFERENCES "blog" ("id") DEFERRABLE INITIALLY DEFERRED, "reviewer_id" bigint NULL REFERENCES "author" ("id") DEFERRABLE INITIALLY DEFERRED, "headline" varchar(255) NOT NULL, "rating" bigint NOT NULL, "comments" bigint NOT NULL, "note" text NULL, "pub_date" datetime NOT NULL)"#,
        #"CREATE INDEX "entry_blog_id_idx" ON "entry" ("blog_id")"#,
        #"CREATE INDEX "entry_reviewer_id_idx" ON "entry" ("reviewer_id")"#,
        #"CREATE TABLE "comment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "entry_id" bigint NOT NULL REFERENCES "entry" ("id") DEFERRABLE INITIALLY DEFERRED, "text" text NOT NULL)"#,
        #"CREATE INDEX "comment_entry_id_idx" ON "comment" ("entry_id")"#,
      ])
  }

  @Test("Keys, types, defaults, checks, indexes")
  func countryTable() throws {
    #expect(
      try Database.createTablesSQL(for: [Country.self], dialect: .sqlite) == [
        #"CREATE TABLE "country" ("code" varchar(2) NOT NULL PRIMARY KEY, "name" text NOT NULL, "level" text NOT NULL, "points" bigint NOT NULL, "created" datetime DEFAULT CURRENT_TIMESTAMP NULL, "rank" bigint DEFAULT 7 NOT NULL, "settings" text NOT NULL CHECK (JSON_VALID("settings") OR "settings" IS NULL), "extra" text NULL CHECK (JSON_VALID("extra") OR "extra" IS NULL), "area" decimal NULL, "budget" bigint NOT NULL, CONSTRAINT "country_name_level_uniq" UNIQUE ("name", "level"), CONSTRAINT "score_in_range" CHECK (("points" >= 0 AND "points" <= 100)))"#,
        #"CREATE INDEX "country_points_code_idx" ON "country" ("points", "code" DESC)"#,
      ])
  }

  @Test("Constraints hold, and their errors name them")
  func constraints() async throws {
    try await withDatabase { _ async throws in
      await #expect { try await Country.objects.create(code: "a", name: "A", score: 101) } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .checkViolation && error.constraint == "score_in_range"
      }
      try await Country.objects.create(code: "a", name: "A")
      await #expect { try await Country.objects.create(code: "b", name: "A") } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .uniqueViolation && error.table == "country"
      }
      try await Country.objects.create(code: "c", name: "A", level: .veryHigh)
    }
  }

  @Test("M-12: the model's ordering, where no other is given")
  func defaultOrdering() async throws {
    try await withDatabase { _ async throws in
      try await Country.objects.create(code: "a", name: "A", score: 1)
      try await Country.objects.create(code: "b", name: "B", score: 3)
      try await Country.objects.create(code: "c", name: "C", score: 3)
      #expect(try await Country.objects.all().map(\.code) == ["b", "c", "a"])
      #expect(try await Country.objects.reversed().all().map(\.code) == ["a", "c", "b"])
      #expect(try await Country.objects.first()?.code == "b")
      #expect(try await Country.objects.last()?.code == "a")
      #expect(try Country.objects.unordered().statement().contains("ORDER BY") == false)
    }
  }

  @Test("Tables that are there stay as they are when asked to")
  func ifNotExists() async throws {
    try await withDatabase { _ async throws in
      try await Blog.objects.create(name: "kept")
      let database = try #require(Database.current)
      try await database.createTables(for: KindredBehaviourTestsModels.all, ifNotExists: true)
      #expect(try await Blog.objects.count() == 1)
      await #expect {
        try await database.createTables(for: [Blog.self])
      } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .schema && error.message.contains("already exists")
      }
      #expect(try await Blog.objects.count() == 1)
    }
  }
}
