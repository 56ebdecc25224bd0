import KindredCore
import KindredMigrations
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import SeededRandom
import Testing

extension SchemaHints {
  /// What the models before would say about the names afterwards.
  fileprivate var reversed: SchemaHints {
    var reversed = SchemaHints()
    for (new, old) in tables { reversed.tables[old] = new }
    for (table, names) in columns {
      reversed.columns[tables[table] ?? table] = Dictionary(names.map { ($1, $0) }) { first, _ in first }
    }
    return reversed
  }
}

@Suite("Random schemas are made of each other")
struct SchemaPropertyTests {
  /// The changes with answers to everything that is asked.
  static func changes(
    from old: SchemaState, to new: SchemaState, hints: SchemaHints = SchemaHints()
  ) throws -> [SchemaChange] {
    var answers: [SchemaAnswer] = []
    for _ in 0..<40 {
      let difference = try SchemaDifference(from: old, to: new, hints: hints, answers: answers, isStaged: true)
      if difference.questions.isEmpty { return difference.changes + difference.removals }
      for question in difference.questions {
        switch question {
        case .table(gone: let gone, new: _): answers.append(.dropTable(gone))
        case .column(table: let table, gone: let gone, new: _):
          answers.append(.dropColumn(table: table, gone))
        case .fill(table: let table, column: let column):
          answers.append(
            .fill(table: table, column: column.name, .value(RandomSchema.value(of: column.type))))
        }
      }
    }
    Issue.record("There is no end of questions.")
    return []
  }

  /// A row with a value in each column, NULL in foreign keys.
  static func insertRows(_ state: SchemaState, into database: Database) async throws {
    let builder = SchemaBuilder(dialect: database.dialect)
    for table in state.tables {
      let columns = table.columns.filter { !$0.isAutomatic && !$0.name.hasPrefix("to_") }
      let names = columns.map { builder.quoted($0.name) }.joined(separator: ", ")
      let values = columns.map { column in
        builder.written { $0.write(SQLExpression.literal(RandomSchema.value(of: column.type))) }
      }.joined(separator: ", ")
      let sql =
        columns.isEmpty
        ? "INSERT INTO \(builder.quoted(table.name)) DEFAULT VALUES"
        : "INSERT INTO \(builder.quoted(table.name)) (\(names)) VALUES (\(values))"
      try await database.execute(RawSQL(unchecked: sql))
    }
  }

  /// What only one of two schemas has.
  static func description(of lhs: SchemaState, _ rhs: SchemaState) -> String {
    func parts(_ state: SchemaState) throws -> Set<String> {
      var parts: Set<String> = []
      for table in state.tables {
        parts.insert("\(table.name) \(table.key) \(table.comment ?? "")")
        for column in table.columns { parts.insert("\(table.name) \(try CanonicalJSON.text(column))") }
        for constraint in table.constraints { parts.insert("\(table.name) \(try CanonicalJSON.text(constraint))") }
        for index in table.indexes { parts.insert("\(table.name) \(try CanonicalJSON.text(index))") }
      }
      return parts
    }
    do {
      let (first, second) = (try parts(lhs), try parts(rhs))
      return
        "only the first: \(first.subtracting(second).sorted()), only the second: \(second.subtracting(first).sorted())"
    } catch { return "\(error)" }
  }

  static func read(_ database: Database) async throws -> SchemaState {
    try await database.dialect.rules.reader.read(database).state
  }

  /// Changes one random schema into another, and back.
  static func check(seed: UInt64, _ backend: MigrationBackend, _ database: Database, fresh: Database) async throws {
    var random = RandomSchema(seed: seed, backend)
    let first = random.schema()
    let (second, hints) = random.variationWithHints(of: first)
    let run = SchemaRun(database)
    try await run.create(first)
    #expect(try await database.schemaState(like: first) == first, "seed \(seed), created")
    try await insertRows(first, into: database)
    var state = first
    for (target, name) in [(second, "forwards"), (first, "backwards"), (second, "forwards again")] {
      let changes = try changes(from: state, to: target, hints: target == second ? hints : hints.reversed)
      let applied = try state.applying(changes)
      #expect(applied == target, "seed \(seed), \(name): \(Self.description(of: applied, target))")
      try await run.apply(changes, from: state, isOnline: !seed.isMultiple(of: 3))
      let live = try await database.schemaState(like: target)
      #expect(live == target, "seed \(seed), \(name): \(Self.description(of: live, target))")
      state = target
    }
    try await SchemaRun(fresh).create(second)
    let (migrated, made) = (try await read(database), try await read(fresh))
    #expect(migrated == made, "seed \(seed): \(Self.description(of: migrated, made))")
    // A table that is gone and comes back has lost its row.
    let former = hints.tables
    for table in second.tables
    where first[former[table.name] ?? table.name] != nil && !former.values.contains(table.name) {
      let query = RawSQL(
        unchecked: "SELECT COUNT(*) FROM \(SchemaBuilder(dialect: database.dialect).quoted(table.name))")
      #expect(try await database.query(query, as: Int.self).first() == 1, "seed \(seed), rows of \(table.name)")
    }
  }

  @Test("SQLite: 500 schemas are migrated to another one and back, and are the same as made anew", arguments: 0..<10)
  func sqlite(_ part: UInt64) async throws {
    for seed in part * 50..<part * 50 + 50 {
      let database = try Database(sqlite: .inMemory)
      let fresh = try Database(sqlite: .inMemory)
      do { try await Self.check(seed: seed, .sqlite, database, fresh: fresh) } catch {
        Issue.record("seed \(seed): \(error)")
      }
      await database.close()
      await fresh.close()
    }
  }

  @Test("PostgreSQL: the same with 30 schemas")
  func postgres() async throws {
    let database = try await Database(postgres: PostgresConfiguration(try Cluster.shared.newDatabase()))
    let fresh = try await Database(postgres: PostgresConfiguration(try Cluster.shared.newDatabase()))
    for seed in UInt64(1000)..<1030 {
      do { try await Self.check(seed: seed, .postgres, database, fresh: fresh) } catch {
        Issue.record("seed \(seed): \(error)")
      }
      for each in [database, fresh] {
        try await each.execute("DROP SCHEMA public CASCADE")
        try await each.execute("CREATE SCHEMA public")
      }
    }
    await database.close()
    await fresh.close()
  }

  @Test("The form of a random schema in JSON gives the schema back, and its hash does not depend on orders")
  func codable() throws {
    for seed in UInt64(0)..<100 {
      var random = RandomSchema(seed: seed, .sqlite)
      let state = random.schema()
      let text = try CanonicalJSON.text(state)
      #expect(try CanonicalJSON.read(SchemaState.self, from: text) == state)
      var shuffled = state
      for var table in state.tables {
        table.columns.shuffle(using: &random.random)
        table.indexes.shuffle(using: &random.random)
        table.constraints.shuffle(using: &random.random)
        shuffled[table.name] = table
      }
      #expect(shuffled == state)
      #expect(try shuffled.hash() == state.hash())
    }
  }

  @Test("What reverses a change gives the schema before it")
  func reversing() throws {
    for seed in UInt64(0)..<200 {
      var random = RandomSchema(seed: seed, .sqlite)
      let first = random.schema()
      var state = first
      for change in try Self.changes(from: first, to: random.variation(of: first)) {
        let before = state
        try state.apply(change)
        #expect(try state.applying(change.reversed(in: before)) == before, "seed \(seed): \(change.summary)")
        let text = try CanonicalJSON.text(change)
        #expect(try CanonicalJSON.read(SchemaChange.self, from: text) == change)
      }
    }
  }
}
