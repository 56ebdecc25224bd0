import ArgumentParser
import KindredCore
import KindredMigrations

/// `sqlmigrate`: the statements of a migration.
struct SQLMigrate<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sqlmigrate", abstract: "Prints the SQL of a migration.",
      discussion: """
        Each step is printed with what it does to a running system: whether it runs in a transaction, which lock it takes, and \
        whether it reads or writes every row. The database is opened to learn what kind it is, and not read. With --dialect, \
        none is opened.
        """)
  }

  @Argument(help: "The migration: 'Blog.0003_author', or its beginning.")
  var migration: String

  @OptionGroup var common: CommonOptions

  @Flag(help: "The statements that undo it.")
  var backwards = false

  @Option(
    help: ArgumentHelp(
      "The kind of database, of those that the program lists in 'static let dialects'.", valueName: "sqlite"))
  var dialect: String?

  func validate() throws {
    if dialect != nil && common.database != nil {
      throw ValidationError("--dialect opens no database; leave --database out.")
    }
  }

  func run() async throws {
    if let dialect { return try await common.run { try show(on: Manage.dialect(named: dialect)) } }
    try await common.run(lookingAt: Manage.self) { try show(on: $0.dialect) }
  }

  private func show(on dialect: Dialect) throws {
    let history = try common.history(of: Manage.self)
    let units = try history.units(of: history.find(migration), isForwards: !backwards, on: dialect)
    if common.json { return try Console.json(units.map { Step($0) }) }
    for (index, unit) in units.enumerated() {
      Console.print(Console.colored("-- step \(index + 1): \(unit.summary)\(Step(unit).remark)", .green))
      for line in Step(unit).sql { Console.print(line) }
    }
  }

  private struct Step: Encodable {
    let summary: String
    let sql: [String]
    let isTransactional: Bool
    let isBatched: Bool
    let lock: String?
    let work: String?
    let tables: [String]

    init(_ unit: WorkUnit) {
      summary = unit.summary
      isTransactional = unit.isTransactional
      isBatched = if case .schema(let step) = unit.kind { step.fill != nil } else { false }
      switch unit.kind {
      case .schema(let step):
        sql = step.sql.map { $0 + ";" }
        lock = step.lock == .none ? nil : "\(step.lock)"
        work = "\(step.work)"
        tables = step.tables
      case .sql(let text, _):
        sql = [text.literalText + ";"]
        (lock, work, tables) = (nil, nil, [])
      case .backfill, .swift:
        sql = ["-- Runs in Swift, in batches or as a function; it has no fixed SQL."]
        (lock, work, tables) = (nil, nil, [])
      }
    }

    var remark: String {
      var parts: [String] = []
      if isBatched { parts.append("in batches") } else if !isTransactional { parts.append("no transaction") }
      if let lock { parts.append("\(lock) on \(tables.joined(separator: ", "))") }
      if let work, work != "catalogue" { parts.append(work == "scan" ? "reads every row" : "writes every row") }
      return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
  }
}
