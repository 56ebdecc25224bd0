import KindredCore
import KindredMigrations
import Testing

@Suite("drift as a program")
struct DriftTests {
  @Test(
    "--adopt writes down what the database has and records it, and the rows stay", arguments: MigrationBackend.allCases)
  func adopt(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        #expect(try await folder.run("same", "migrate").status == 0)
        try await bench.database.execute("INSERT INTO entry (tagline, rating) VALUES ('a', 1)")
        try await bench.database.execute("CREATE INDEX entry_rating_own ON entry (rating DESC)")
        try await bench.database.execute("ALTER TABLE entry ADD COLUMN extra integer")
        let drift = try await folder.run("same", "drift")
        #expect(drift.status == 1)
        #expect(drift.output.contains("entry_rating_own"))
        let dry = try await folder.run("same", "drift", "--adopt", "--dry-run")
        #expect(dry.status == 0)
        #expect(try folder.files.count == 3)
        let run = try await folder.run("same", "drift", "--adopt", "--no-input")
        #expect(run.status == 0, "\(run)")
        let text = try folder.text("0003_drift.swift")
        #expect(text.contains("AddIndex(\"entry\", on: \"-rating\", name: \"entry_rating_own\")"))
        #expect(text.contains("AddColumn(\"entry\", \"extra\", .integer(bits: "))
        #expect(try folder.text("head") == "0003_drift\n")
        #expect(
          try await bench.recorded() == [
            "ManageProgram.0001_initial applied", "ManageProgram.0002_entry_note applied",
            "ManageProgram.0003_drift applied",
          ])
        #expect(try await bench.texts("SELECT tagline FROM entry") == ["a"])
      }
    }
  }

  @Test("--adopt asks what a difference means, and does nothing while migrations are open")
  func questions() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        let early = try await folder.run("same", "drift", "--adopt")
        #expect(early.status == 1)
        #expect(early.errors.contains("0001_initial is not applied"))
        #expect(try await folder.run("same", "migrate").status == 0)
        #expect(try await folder.run("same", "drift", "--adopt").output == "The database is as its migrations say.\n")
        try await bench.database.execute("ALTER TABLE entry RENAME COLUMN tagline TO claim")
        let open = try await folder.run("same", "drift", "--adopt", "--no-input")
        #expect(open.status == 3)
        #expect(open.errors.contains("say --rename entry.tagline:claim or --allow-drop entry.tagline"))
        #expect(try folder.files.count == 3)
        let run = try await folder.run("same", "drift", "--adopt", "--no-input", "--rename", "entry.tagline:claim")
        #expect(run.status == 0, "\(run)")
        #expect(try folder.text("0003_drift.swift").contains("RenameColumn(\"entry\", \"tagline\", to: \"claim\")"))
      }
    }
  }

  @Test("--adopt names a default that is an expression, and writes nothing for it", arguments: [false, true])
  func expressionDefault(hasMore: Bool) async throws {
    try await withBench(.postgres) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        #expect(try await folder.run("same", "migrate").status == 0)
        try await bench.database.execute("ALTER TABLE entry ALTER COLUMN tagline SET DEFAULT md5(random()::text)")
        if hasMore { try await bench.database.execute("ALTER TABLE entry ADD COLUMN extra integer") }
        let count = try folder.files.count
        for round in 0..<2 {
          let run = try await folder.run("same", "drift", "--adopt", "--no-input")
          #expect(run.status == 0, "\(run)")
          #expect(run.errors.contains("the default of \"tagline\" of \"entry\", the expression md5"), "\(run)")
          #expect(try folder.files.count == (hasMore ? count + 1 : count))
          if hasMore && round == 0 { #expect(try await bench.recorded().last == "ManageProgram.0003_drift applied") }
          if hasMore { break }
        }
      }
    }
  }
}
