import KindredCore
import KindredMigrations
import SeededRandom

/// A random history that notes in the table `log` each time one of its migrations is applied or undone, and what has to be
/// in the database after any number of runs in any directions.
///
/// The expectations come from the log alone, without anything that the executor records.
struct RandomHistory: Sendable {
  static let rowCount = 30
  private(set) var definitions: [MigrationDefinition]
  /// The migrations that note themselves.
  private(set) var noted: [MigrationID] = []
  /// How often a run of a migration adds one to each row.
  private var increments: [MigrationID: Int] = [:]

  init(seed: UInt64, count: Int) {
    var random = SeededGenerator(seed: seed)
    definitions = [
      MigrationDefinition(
        id: "Work.0001_initial",
        operations: [
          CreateTable("log") {
            TableColumn("id", .integer(bits: 64), key: .automatic)
            TableColumn("what", .text)
          },
          CreateTable("thing") {
            TableColumn("id", .integer(bits: 64), key: .automatic)
            TableColumn("name", .text)
            TableColumn("n", .integer(bits: 64))
          },
        ]),
      MigrationDefinition(
        id: "Work.0002_rows", after: ["Work.0001_initial"],
        operations: [
          RunSQL(
            """
            INSERT INTO thing (name, n) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
            SELECT 'thing ' || i, 0 FROM n
            """)
        ]),
    ]
    for number in 3..<(3 + count) { append(number, &random) }
  }

  private mutating func append(_ number: Int, _ random: inout SeededGenerator) {
    let id = MigrationID(app: "Work", name: "000\(number)_change")
    let last = definitions.last.map { [$0.id] } ?? []
    var operations: [any SchemaOperation] = [
      RunSQL(
        "INSERT INTO log (what) VALUES (\("f \(id.name)"))",
        backwards: .sql("INSERT INTO log (what) VALUES (\("b \(id.name)"))"))
    ]
    for place in 0..<Int.random(in: 1...3, using: &random) {
      let name = "x\(number)_\(place)"
      switch Int.random(in: 0..<6, using: &random) {
      case 0: operations.append(AddColumn("thing", name, .integer(bits: 64), fill: .integer(7)))
      case 1: operations.append(AddIndex("thing", on: "n", "-id", name: name))
      case 2: operations.append(AddIndex("thing", on: "name", name: name))
      case 3: operations.append(AddConstraint("thing", .check(name, .range("n", 0, 1000))))
      case 4:
        operations.append(
          RunSwift(
            name, forwards: { try await $0.table("log").insert(["what": .text("swift")]) },
            backwards: .run { try await $0.table("log").insert(["what": .text("unswift")]) }))
      default:
        operations.append(Backfill("thing", set: "n", to: F("n") + 1, batch: 7))
        increments[id, default: 0] += 1
      }
    }
    definitions.append(MigrationDefinition(id: id, after: last, operations: operations))
    noted.append(id)
  }

  /// What is wrong with a database to which all of the history is applied; empty if nothing is.
  ///
  /// - Parameters:
  ///   - log: The texts of `log`, in order.
  ///   - numbers: The numbers of `thing`.
  func problems(log: [String], numbers: [Int]) -> [String] {
    var problems: [String] = []
    var total = 0
    for id in noted {
      let runs = log.filter { $0.hasSuffix(" \(id.name)") }.map { $0.prefix(1) }
      // Applied, undone, applied and so on, and applied at the end.
      let isOnceEach = runs.enumerated().allSatisfy { $1 == ($0.isMultiple(of: 2) ? "f" : "b") }
      if !isOnceEach || runs.last != "f" { problems.append("\(id) ran \(runs.joined(separator: ", "))") }
      total += runs.count { $0 == "f" } * increments[id, default: 0]
    }
    if numbers != Array(repeating: total, count: Self.rowCount) {
      problems.append("the rows have \(Set(numbers).sorted()) instead of \(total)")
    }
    return problems
  }
}
