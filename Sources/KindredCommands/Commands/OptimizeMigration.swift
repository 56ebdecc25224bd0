import ArgumentParser
import KindredCore
import KindredMigrations

/// `optimizemigration`: fewer operations in one migration.
struct OptimizeMigration<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "optimizemigration",
      abstract: "Makes fewer operations of those of a migration, with the same result.",
      discussion: """
        Rewrites the file of a migration that no database has yet: what it adds and drops again vanishes, what it does to a \
        new table becomes part of its creation. The schema afterwards is compared: it is the same, or nothing is written.
        """)
  }

  @Argument(help: "The migration: 'Blog.0004_tags', or its beginning.")
  var migration: String

  @OptionGroup var common: CommonOptions

  @Flag(help: "Write nothing; end with 1 if there are fewer operations with the same result.")
  var check = false

  func run() async throws {
    try await common.run {
      let history = try common.history(of: Manage.self)
      let id = try history.find(migration)
      guard let definition = history[id] else { return }
      let before = try history.state(before: id)
      let fewer = try OperationOptimizer(before: before).optimized(definition.operations)
      let (old, new) = (definition.operations.count, fewer.count)
      if common.json { try Console.json(["before": old, "after": new]) }
      guard new < old else {
        if !common.json { Console.print("\(id) has no operations to spare.") }
        return
      }
      if !common.json { Console.print("\(id): \(old) operations → \(new); states equal") }
      if check { throw CommandExit.failure.code }
      let module = try Manage.module(named: id.app)
      if module.sealed.contains(id) { throw ValidationError("\(id) is sealed: databases may have it.") }
      var writer = try MigrationWriter(existing: definition, from: before)
      guard try module.isUntouched(definition, as: writer) else {
        throw ValidationError(
          "\(module.path(of: writer)) was edited by hand, which would be lost; optimise it by hand.")
      }
      writer.operations = fewer
      try module.rewrite(writer)
      if !common.json { Console.print("  \(module.path(of: writer))") }
    }
  }
}
