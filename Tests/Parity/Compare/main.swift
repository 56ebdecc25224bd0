import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import ParityJudge

// Compares Kindred's answers with Django's, on the databases that answers.py has filled.
//
// usage: ParityCompare ANSWERS DIFFERENCES SQLITE-FILE POSTGRES-CONNINFO [SEED]

let arguments = CommandLine.arguments
guard arguments.count >= 5 else {
  print("usage: ParityCompare ANSWERS DIFFERENCES SQLITE-FILE POSTGRES-CONNINFO [SEED]")
  exit(2)
}
ModelRegistry.shared.register(ParityModels.all)
let only = arguments.count > 5 ? Int(arguments[5]) : nil
let cases = try Case.all(in: arguments[1]).filter { only == nil || $0.seed == only }
let differences = try Difference.all(in: arguments[2])
let databases: [(name: String, database: Database, dialect: Dialect)] = [
  ("sqlite", try Database(sqlite: SQLiteLocation(arguments[3])), .sqlite),
  ("postgres", try await Database(postgres: PostgresConfiguration(arguments[4])), .postgres),
]
var failures = 0
var used: [String: Int] = [:]
for (name, database, dialect) in databases {
  var (same, unanswered, explained, judged) = (0, 0, 0, 0)
  for each in cases {
    switch await each.verdict(on: database, named: name, differences) {
    case .same: same += 1
    case .unanswered: unanswered += 1
    case .judged: judged += 1
    case .explained(let difference):
      explained += 1
      used[difference.name, default: 0] += 1
    case .different(let found):
      failures += 1
      print("seed \(each.seed) on \(name):\n  \(each.specification.json)")
      print("  Django:  \(name == "sqlite" ? each.sqlite : each.postgres)\n  Kindred: \(found)")
      print("  \(each.specification.statement(for: dialect))")
    }
  }
  print(
    "\(name): \(same) the same, \(explained) differ on purpose, \(judged) where SQL says that Django is wrong, "
      + "\(unanswered) without an answer of Django's")
  await database.close()
}
for difference in differences where only == nil {
  print("  \(difference.name): \(used[difference.name] ?? 0)")
}
if failures > 0 {
  print("\(failures) answers differ.")
  exit(1)
}
