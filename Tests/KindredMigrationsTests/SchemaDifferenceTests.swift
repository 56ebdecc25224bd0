import KindredCore
import KindredMigrations
import SeededRandom
import Testing

@Suite("The difference of two schemas")
struct SchemaDifferenceTests {
  private func table(_ name: String, _ columns: ColumnState...) -> TableState {
    TableState(
      name, columns: [ColumnState("id", .integer(bits: 64), isAutomatic: true)] + columns, key: ["id"])
  }

  private let text = ColumnState("note", .text)

  @Test("Equal schemas have none, whatever the order of their columns is")
  func none() throws {
    let a = SchemaState([table("entry", text, ColumnState("rating", .integer(bits: 32)))])
    let b = SchemaState([table("entry", ColumnState("rating", .integer(bits: 32)), text)])
    let difference = try SchemaDifference(from: a, to: b)
    #expect(difference.changes.isEmpty && difference.removals.isEmpty && difference.questions.isEmpty)
  }

  @Test("A column that is gone and a new one of its type are a question, and answers decide")
  func questions() throws {
    let a = SchemaState([table("entry", ColumnState("tagline", .text))])
    let b = SchemaState([table("entry", ColumnState("subtitle", .text(100)))])
    let open = try SchemaDifference(from: a, to: b)
    #expect(
      open.questions.contains(.column(table: "entry", gone: "tagline", new: ["subtitle"])))
    let renamed = try SchemaDifference(
      from: a, to: b, answers: [.renameColumn(table: "entry", "tagline", to: "subtitle")])
    #expect(renamed.questions.isEmpty)
    #expect(
      renamed.changes == [
        .renameColumn(table: "entry", "tagline", to: "subtitle"),
        .alterColumn(table: "entry", ColumnState("subtitle", .text(100)), fill: nil),
      ])
    let dropped = try SchemaDifference(
      from: a, to: b,
      answers: [
        .dropColumn(table: "entry", "tagline"), .fill(table: "entry", column: "subtitle", .value(.text(""))),
      ])
    #expect(dropped.questions.isEmpty)
    #expect(dropped.removals == [.dropColumn(table: "entry", "tagline")])
    // A release that knows only the new column can insert rows.
    #expect(
      dropped.changes.contains(
        .alterColumn(table: "entry", ColumnState("tagline", .text, isNullable: true), fill: nil)))
  }

  @Test("A hint renames, and is ignored once it was followed")
  func hints() throws {
    let a = SchemaState([table("blog_entry", ColumnState("pub_date", .date))])
    let b = SchemaState([table("entry", ColumnState("published", .date))])
    var hints = SchemaHints()
    hints.tables = ["entry": "BlogEntry"]
    hints.columns = ["entry": ["published": "pubDate"]]
    let difference = try SchemaDifference(from: a, to: b, hints: hints)
    #expect(
      difference.changes == [
        .renameTable("blog_entry", to: "entry"), .renameColumn(table: "entry", "pub_date", to: "published"),
      ])
    #expect(try SchemaDifference(from: b, to: b, hints: hints).changes.isEmpty)
  }

  @Test("Two columns exchange their names through a third one")
  func exchange() throws {
    let a = SchemaState([table("entry", ColumnState("a", .text), ColumnState("b", .date))])
    let b = SchemaState([table("entry", ColumnState("b", .text), ColumnState("a", .date))])
    var hints = SchemaHints()
    hints.columns = ["entry": ["a": "b", "b": "a"]]
    let difference = try SchemaDifference(from: a, to: b, hints: hints)
    #expect(difference.changes.count == 3)
    #expect(try a.applying(difference.changes) == b)
    #expect(try SchemaDifference(from: b, to: b, hints: hints).changes.isEmpty)
  }

  @Test("A new column without a value for old rows is a question, unless the model has a default")
  func fills() throws {
    let a = SchemaState([table("entry")])
    let b = SchemaState([table("entry", ColumnState("rating", .integer(bits: 64)))])
    let open = try SchemaDifference(from: a, to: b)
    #expect(open.questions == [.fill(table: "entry", column: ColumnState("rating", .integer(bits: 64)))])
    var hints = SchemaHints()
    hints.fills = ["entry": ["rating": .value(.integer(5))]]
    let filled = try SchemaDifference(from: a, to: b, hints: hints)
    #expect(
      filled.changes == [
        .addColumn(table: "entry", ColumnState("rating", .integer(bits: 64)), fill: .value(.integer(5)))
      ])
  }

  @Test("Tables that point to each other are created first, and then joined")
  func cycles() throws {
    func pointing(_ name: String, to other: String) -> TableState {
      var table = table(name, ColumnState("other_id", .integer(bits: 64), isNullable: true))
      table.constraints = [.foreignKey("other_id", to: other, "id")]
      return table
    }
    let both = SchemaState([pointing("a", to: "b"), pointing("b", to: "a")])
    let difference = try SchemaDifference(from: SchemaState(), to: both)
    #expect(difference.changes.count == 3)
    #expect(try SchemaState().applying(difference.changes) == both)
    let back = try SchemaDifference(from: both, to: SchemaState())
    #expect(try both.applying(back.changes + back.removals) == SchemaState())
  }

  @Test("A column of a type that does not convert is replaced, with what uses it", arguments: [true, false])
  func replacement(isIndexed: Bool) throws {
    var before = table("entry", ColumnState("rating", .text))
    var after = table("entry", ColumnState("rating", .integer(bits: 64)))
    if isIndexed {
      before.indexes = [.on("rating")]
      after.indexes = [.on("rating")]
    }
    let (a, b) = (SchemaState([before]), SchemaState([after]))
    let difference = try SchemaDifference(from: a, to: b)
    #expect(try a.applying(difference.changes) == b)
    #expect(
      difference.changes.contains(
        .addColumn(table: "entry", ColumnState("rating_new", .integer(bits: 64)), fill: .column("rating"))))
  }

  @Test("Random schemas: the changes lead from one to the other, and back", arguments: 0..<400)
  func random(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let (a, b) = (RandomTables.make(&random), RandomTables.make(&random))
    for (from, to) in [(a, b), (b, a)] {
      let difference = try SchemaDifference(from: from, to: to, isStaged: seed.isMultiple(of: 2))
      #expect(try from.applying(difference.changes + difference.removals) == to)
    }
  }
}

/// Small schemas that often have the same names.
enum RandomTables {
  static func make(_ random: inout SeededGenerator) -> SchemaState {
    let names = ["a", "b", "c", "d"].filter { _ in random.next() % 4 != 0 }
    return SchemaState(
      names.map { name in
        let types: [ColumnType] = [.text, .text(50), .integer(bits: 64), .integer(bits: 32), .date, .double, .uuid]
        var columns = ["u", "v", "w", "x"].filter { _ in random.next() % 3 != 0 }.map { column in
          ColumnState(
            column, types[Int(random.next() % UInt64(types.count))], isNullable: random.next().isMultiple(of: 2))
        }
        var constraints: [ConstraintState] = []
        var indexes: [IndexState] = []
        for column in columns {
          if random.next() % 4 == 0 { constraints.append(.unique(column.name)) }
          if random.next() % 4 == 0 {
            indexes.append(.on(column.name, name: random.next() % 2 == 0 ? "i_\(name)" : nil))
          }
          if random.next() % 6 == 0 { constraints.append(.check("c_\(name)_\(column.name)", .isNotNull(column.name))) }
        }
        var seen: Set<String> = []
        indexes = indexes.filter { $0.name.map { seen.insert($0).inserted } ?? true }
        columns.insert(ColumnState("id", .integer(bits: 64), isAutomatic: true), at: 0)
        for target in names where random.next() % 4 == 0 {
          let column = "\(target)_id"
          columns.append(ColumnState(column, .integer(bits: 64), isNullable: true))
          constraints.append(.foreignKey(column, to: target, "id", onDelete: random.next() % 2 == 0 ? .cascade : nil))
        }
        return TableState(name, columns: columns, key: ["id"], constraints: constraints, indexes: indexes)
      })
  }
}
