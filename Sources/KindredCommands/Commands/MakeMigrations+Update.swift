import ArgumentParser
import KindredCore
import KindredMigrations

extension MakeMigrations {
  /// Adds what is new to the last migrations, after a look at the database.
  func update(_ writers: [MigrationWriter], _ author: MigrationAuthor) async throws {
    let updates = try author.updating(writers, fixed: try await fixed())
    for update in updates {
      let module = try Manage.module(named: update.writer.app)
      guard let previous = update.previous else { continue }
      if try module.isUntouched(previous, as: update.writer) { continue }
      let added = try update.writer.text()
      throw ValidationError(
        "\(module.path(of: update.writer)) was edited by hand, which would be lost. With what is new, it would be:\n\(added)"
      )
    }
    for update in updates {
      let module = try Manage.module(named: update.writer.app)
      let path = module.path(of: update.writer)
      if dryRun {
        Console.print("\(path)\n\(try update.writer.text())")
        continue
      }
      if update.previous == nil {
        try module.write(update.writer, orElse: "move it away")
      } else {
        try module.rewrite(update.writer)
      }
      if !common.json { Console.print("\(path) (\(update.previous == nil ? "new" : "updated"))") }
    }
    if common.json { try Console.json(updates.map { "\($0.writer.id)" }) }
  }

  /// The migrations that must not change, with the reason: those that the database has, and those that are sealed.
  private func fixed() async throws -> [MigrationID: String] {
    var fixed: [MigrationID: String] = [:]
    for module in Manage.modules { for id in module.sealed { fixed[id] = "it is sealed" } }
    let known = try await common.openedToLook(Manage.self).closing { database in
      try await Migrator(database, migrations: Manage.migrations).status()
    }
    for status in known where status.record != nil || status.isApplied { fixed[status.id] = "the database has it" }
    return fixed
  }
}
