import KindredCore
import KindredMigrations
import Testing

@Suite("makemigrations as a program")
struct MakeMigrationsTests {
  private let files = ["0001_initial.swift", "0002_entry_note.swift", "head"]

  @Test("Case 1: where nothing has changed, nothing is written, also where --check asks")
  func nothing() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        let check = try await folder.run("same", "makemigrations", "--check")
        #expect(check.status == 0 && check.output == "No changes.\n", "\(check)")
        let run = try await folder.run("same", "makemigrations")
        #expect(run.status == 0 && run.output == "No changes.\n", "\(run)")
        #expect(try folder.files == files)
      }
    }
  }

  @Test("Case 6: a question that nobody can answer ends with 3, names both options, and writes nothing")
  func ambiguous() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        for option in ["--no-input", "--json"] {
          let run = try await folder.run("renamed", "makemigrations", option)
          #expect(run.status == 3)
          #expect(run.output == "")
          #expect(
            run.errors
              == "error: entry.tagline was removed and entry.subtitle added; say --rename entry.tagline:subtitle or "
              + "--allow-drop entry.tagline\n"
              + "error: entry.subtitle needs a value for the rows that exist; give the property a default, or say "
              + "--fill entry.subtitle=VALUE\n")
          #expect(try folder.files == files)
          #expect(try folder.text("head") == "0002_entry_note\n")
        }
        // A database was not needed, nor made.
        #expect(try await bench.database.schemaState().tables.isEmpty)
        let renamed = try await folder.run(
          "renamed", "makemigrations", "--no-input", "--rename", "entry.tagline:subtitle")
        #expect(renamed.status == 0, "\(renamed.errors)")
        #expect(try folder.files.contains("0003_rename_entry_subtitle.swift"))
        #expect(try folder.text("head") == "0003_rename_entry_subtitle\n")
      }
    }
  }

  @Test("An answer to a question that nobody asks is an error, and writes nothing")
  func staleAnswers() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        for answer in ["entry.tagline:subtitel", "entry.taglin:subtitle", "entri:entry"] {
          let run = try await folder.run(
            "renamed", "makemigrations", "--no-input", "--allow-drop", "entry.tagline", "--fill", "entry.subtitle=x",
            "--rename", answer)
          #expect(run.status == 1, "\(answer): \(run)")
          #expect(run.errors.hasPrefix("error: "))
          #expect(try folder.files == files)
        }
      }
    }
  }

  @Test("Case 13: a model of one's own for the links of a relation, on the same table, is no change")
  func ownLinks() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        for models in ["same", "through"] {
          let run = try await folder.run(models, "makemigrations", "--check")
          #expect(run.status == 0, "\(models): \(run)")
          #expect(run.output == "No changes.\n")
        }
        #expect(try folder.files == files)
      }
    }
  }

  @Test("Case 2: defaults, orderings, choices and .cascade in place of .protect are no change")
  func rules() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        let run = try await folder.run("rules", "makemigrations", "--check")
        #expect(run.status == 0, "\(run)")
        #expect(run.output == "No changes.\n")
      }
    }
  }

  @Test("--check tells that something is missing")
  func missing() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        let run = try await folder.run("more", "makemigrations", "--check")
        #expect(run.status == 1)
        #expect(try folder.files == files)
      }
    }
  }

  // MARK: - Updates

  @Test("--update adds to the last migration what is new, and folds it")
  func update() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        let run = try await folder.run("more", "makemigrations", "--update")
        #expect(run.status == 0, "\(run)")
        #expect(run.output == "Migrations/0002_entry_note.swift (updated)\n")
        #expect(try folder.files == files)
        #expect(try folder.text("head") == "0002_entry_note\n")
        #expect(
          try folder.text("0002_entry_note.swift") == """
            import Kindred
            import KindredMigrations

            struct M0002_EntryNote: Migration {
              static let after: [MigrationID] = ["ManageProgram.0001_initial"]

              static var operations: [any SchemaOperation] {
                AddColumn("entry", "note", .text(200), isNullable: true)
                AddColumn("entry", "color", .text, fill: .value(.text("red")))
                AddIndex("entry", on: "color")
              }
            }

            """)
      }
    }
  }

  @Test("--update: what removes is a new migration behind the last one")
  func updateRemoving() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        let run = try await folder.run("fewer", "makemigrations", "--update")
        #expect(run.status == 0, "\(run)")
        // The number of what has gone into the last migration stays free.
        #expect(try folder.files == files.dropLast() + ["0004_remove_entry_rating.swift", "head"])
        #expect(try folder.text("0004_remove_entry_rating.swift").contains("[\"ManageProgram.0002_entry_note\"]"))
        #expect(
          try folder.text("0002_entry_note.swift").contains("AlterColumn(\"entry\", \"rating\", .isNullable(true))"))
        #expect(try folder.text("head") == "0004_remove_entry_rating\n")
      }
    }
  }

  @Test("--update leaves a migration alone that a database has, that is sealed or that was edited")
  func updateRefused() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        let original = try folder.text("0002_entry_note.swift")
        func refused(_ reason: String) async throws {
          let text = try folder.text("0002_entry_note.swift")
          let run = try await folder.run("more", "makemigrations", "--update")
          #expect(run.status != 0)
          #expect(run.errors.contains(reason), "\(run.errors)")
          #expect(try folder.text("0002_entry_note.swift") == text)
        }
        try folder.write(
          original.replacing("    AddColumn", with: "    // Why.\n    AddColumn"), to: "0002_entry_note.swift")
        try await refused("was edited by hand")
        try folder.write(original, to: "0002_entry_note.swift")
        try folder.write("0002_entry_note 0123456789abcdef\n", to: "sealed")
        try await refused("it is sealed")
        try folder.write("", to: "sealed")
        #expect(try await folder.run("same", "migrate").status == 0)
        try await refused("the database has it")
      }
    }
  }

  @Test("migrations archive puts files into one, and optimizemigration leaves a file that it has nothing to do for")
  func archive() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await ManageFolder.with(bench) { folder async throws in
        try folder.write("0001_initial 0123456789abcdef\n0002_entry_note 0123456789abcdef\n", to: "sealed")
        let run = try await folder.run("same", "migrations", "archive", "--before", "0002")
        #expect(run.status == 0, "\(run)")
        #expect(try folder.files == ["0000_archive.swift", "0002_entry_note.swift", "head", "sealed"])
        #expect(try folder.text("0000_archive.swift").contains("\"id\":\"ManageProgram.0001_initial\""))
        #expect(try folder.text("sealed") == "0002_entry_note 0123456789abcdef\n")
        let optimize = try await folder.run("same", "optimizemigration", "0002", "--check")
        #expect(optimize.status == 0)
      }
    }
  }
}
