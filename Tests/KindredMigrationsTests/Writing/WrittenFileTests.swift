import Foundation
import KindredCore
import KindredMigrations
import SeededRandom
import SwiftCompiler
import Testing

@Suite("Written files, compiled", .timeLimit(.minutes(10)))
struct WrittenFileTests {
  /// Names and texts that mean something in Swift, in SQL or to an editor.
  private static let hard = [
    "say \"hi\"", "back\\(1 + 1)slash\\", "👩‍👩‍👧 🇩🇪", "class", "self", "init", "it's", "two\nlines\r\n", "tab\t",
    "${x} %@ $1",
    "\u{202E}backwards\u{202C}", "Größe", "#\"raw\"#", "/* no */ // no", "`tick`", "\"\"\"",
    "\u{0}\u{7F}\u{2028}\u{FEFF}",
    "-minus", "a__exact", "a.b", "e\u{301}",
  ]

  /// One value of each kind, with the extreme ones.
  private static let values: [(ColumnType, DatabaseValue)] = [
    (.integer(bits: 64), .integer(.min)), (.integer(bits: 64), .integer(.max)), (.bool, .bool(false)),
    (.double, .double(-0.0)), (.double, .double(.leastNonzeroMagnitude)), (.double, .double(1.7976931348623157e308)),
    (.text, .text("\\(x)\"🙂\n")), (.bytes, .bytes([0, 128, 255])), (.timestamp, .timestamp(microseconds: -1)),
    (.date, .date(days: -719_162)), (.time, .time(microseconds: 86_399_999_999)),
    (.interval, .interval(microseconds: .min)),
    (.uuid, .uuid(UUID(uuid: (255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)))),
    (.decimal, .decimal(Decimal(string: "-12345678901234567890.123456789") ?? 0)),
    (.json, .json(Array("{\"a\":[1,\"\\\"\",null]}".utf8))), (.array(of: .text), .list([.text("a\"b"), .text("")])),
    (.array(of: .integer(bits: 32)), .list([])),
  ]

  /// Operations of all kinds with hard names, and the schema before them.
  private static func hardOperations() throws -> (SchemaState, [any SchemaOperation]) {
    var tables: [TableState] = []
    for (number, name) in hard.enumerated() {
      let other = hard[(number + 1) % hard.count]
      var table = TableState(
        name,
        columns: [
          ColumnState("id", .integer(bits: 64), isAutomatic: true),
          ColumnState(name, .text(100), collation: other, comment: name),
          ColumnState(other, .integer(bits: 64), isNullable: true, comment: other),
        ], key: ["id"], comment: name)
      table.constraints = [
        .unique(name), .unique(name, other, name: other),
        .check(
          name, NamedExpression(.lookup(NamedExpression(.name(other)), "gt", NamedExpression(.value(.integer(3)))))),
        .foreignKey(other, to: name, "id", onDelete: .setNull, name: number.isMultiple(of: 2) ? other + " key" : nil),
      ]
      table.constraints.append(
        ConstraintState(
          nil, .check(.any([.isNull(other), .equal(name, other), !F(name).lookup("in", [name, other])]))))
      table.indexes = [
        IndexState(nil, [IndexElement(column: name).descending, IndexElement(column: other).nullsLast]),
        IndexState(
          name, [IndexElement(NamedExpression(.call("lower", [NamedExpression(.name(name))]))).descending.nullsFirst],
          isUnique: true, condition: .equal(name, name)),
      ]
      tables.append(table)
    }
    for (number, (type, value)) in values.enumerated() {
      let column = ColumnState("c", type, databaseDefault: DatabaseDefault(kind: .value(value)))
      tables.append(
        TableState(
          "values\(number)", columns: [ColumnState("id", .uuid), ColumnState("code", .text), column],
          key: ["code", "id"]))
    }
    let first = tables[0]
    var operations: [any SchemaOperation] = tables.map { CreateTable($0) }
    for (type, value) in values {
      operations.append(AddColumn(first.name, "n\(operations.count)", type, unique: true, fill: .value(value)))
    }
    let others: [any SchemaOperation] = [
      AddColumn(first.name, "own", .integer(bits: 64), automatic: true),
      AddColumn(first.name, "r", .uuid, fill: .randomUUID).acknowledging(.k305, "\\(it)'s \"fine\""),
      AddColumn(first.name, "day", .timestamp, default: .currentTimestamp),
      AlterColumn(
        first.name, "r", .type(.uuid, to: .text), .isNullable(true), .default(.value("x")), .collation("C"),
        .comment("\"")),
      AlterColumn(
        first.name, "r", .isNullable(false), .collation(nil), .comment(nil), .default(nil), fill: .column("own")),
      SetKey(first.name, "own", "id"), SetTableComment(first.name, nil),
      DropConstraint(first.name, first.constraints[2]),
      RenameConstraint(first.name, first.constraints[3], to: "fk \"x\""),
      RenameIndex(first.name, first.indexes[0], to: "other"), DropIndex(first.name, first.indexes[1]),
      Backfill(first.name, set: "r", to: .lower(first.name), where: .isNull("r"), batch: 7, backwards: .impossible),
      RunSQL("SELECT '\(identifier: "a\"b")', \"c\\\" -- 🙂", backwards: .nothing, touches: "x", "y"),
      RunSQL(
        [.postgres: "SELECT 1;\n", .sqlite: "SELECT 2", "mine": "SELECT 3"],
        backwards: .sql([.postgres: "SELECT '\\(4)'"]), transactional: false),
      CreateExtension("pg_\"trgm"), CreateCollation("o\"ne", locale: "de-u-co-phonebk"),
      CreateCollation("two", locale: "und-u-ks-level2", provider: .libc, isDeterministic: false),
      StateOnly {
        RenameColumn(first.name, "day", to: "night")
        DropColumn(first.name, "night")
      },
      DatabaseOnly { RunSQL("DROP TRIGGER \"no\"") },
      RenameTable(first.name, to: "renamed"), DropTable("values0"),
    ]
    return (SchemaState(), operations + others)
  }

  private struct Printed: Codable, Equatable {
    var id: String
    var after: [String]
    var stage: String
    var checksum: String
    var accepted: [String]

    init(_ definition: MigrationDefinition) {
      id = definition.id.name
      after = definition.after.map(\.description)
      stage = definition.stage.rawValue
      checksum = definition.checksum
      accepted = definition.operations.flatMap { $0.notes.acknowledgements.map(\.reason) }
    }
  }

  /// A program that prints what the migrations are.
  private static func program(_ types: [String]) -> String {
    """
    import Foundation
    import KindredMigrations

    struct Printed: Encodable {
      let id: String
      let after: [String]
      let stage: String
      let checksum: String
      let accepted: [String]
    }
    let types: [any Migration.Type] = [\(types.map { $0 + ".self" }.joined(separator: ", "))]
    let printed = MigrationDefinition.all(of: types).map { definition in
      Printed(
        id: definition.id.name, after: definition.after.map(\\.description), stage: definition.stage.rawValue,
        checksum: definition.checksum,
        accepted: definition.operations.flatMap { $0.notes.acknowledgements.map(\\.reason) })
    }
    FileHandle.standardOutput.write(try JSONEncoder().encode(printed))
    """
  }

  @Test("Case 10: whatever the names and values are, the file compiles, and what it says is what was to be written")
  func roundTrip() throws {
    let (before, operations) = try Self.hardOperations()
    var writers = [
      MigrationWriter(
        app: "Written", number: 1, slug: "hard", after: [], stage: .expand, operations: operations, from: before)
    ]
    for seed in UInt64(0)..<40 {
      var random = RandomSchema(seed: seed, .postgres)
      let first = random.schema()
      let changes = try SchemaPropertyTests.changes(from: first, to: random.variation(of: first))
      let created = try MigrationWriter(
        app: "Written", number: writers.count + 1, slug: "made", after: [writers[writers.count - 1].id], stage: .expand,
        changes: SchemaState().changes(to: first), from: SchemaState())
      let changed = try MigrationWriter(
        app: "Written", number: writers.count + 2, slug: "changed", after: [created.id, "Other.0001_\"x"],
        stage: .contract, changes: changes, from: first)
      writers += [created, changed]
    }
    #expect(writers.flatMap(\.unwritable).isEmpty)
    // The first half again, as an archive.
    let definitions = writers.map(\.definition)
    let archive = try ArchiveWriter.text(of: Array(definitions.prefix(1)))
    let data = try ArchivedHistory(Array(definitions.prefix(1))).text()
    #expect(try ArchivedHistory(text: data).definitions.map(\.checksum) == [definitions[0].checksum])
    var texts = try Dictionary(uniqueKeysWithValues: writers.map { ($0.fileName, try $0.text()) })
    texts["Archive.swift"] = archive
    texts["main.swift"] = Self.program(writers.map(\.type) + [ArchiveWriter.typeName])
    let (output, errors) = try Compiler.output(
      of: texts,
      linking: [
        "Kindred", "KindredMigrations", "KindredCore", "Logging", "CoreMetrics", "Tracing", "Instrumentation",
        "ServiceContextModule", "DequeModule", "ContainersPreview", "InternalCollectionsUtilities",
      ], flags: ["-module-name", "Written"])
    #expect(errors == [])
    let printed = try JSONDecoder().decode([Printed].self, from: Data(try #require(output).utf8))
    let wanted = definitions.map(Printed.init) + [Printed(definitions[0])]
    #expect(printed.count == wanted.count)
    for (found, wanted) in zip(printed, wanted) { #expect(found == wanted) }
  }
}
