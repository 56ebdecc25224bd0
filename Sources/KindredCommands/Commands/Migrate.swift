import ArgumentParser
import Foundation
import KindredCore
import KindredMigrations
import Synchronization

/// `migrate`: brings a database up to date.
struct Migrate<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "migrate", abstract: "Applies migrations to a database, or undoes them.",
      discussion: """
        Without a target, everything that is missing is applied. A target is a module ('Blog'), a migration \
        ('Blog.0003_author', or its beginning), or 'zero' after a module ('Blog.zero'), which undoes all of its migrations.

        Each step is recorded with what it does. After an interruption, 'migrate' goes on where it stopped. Several processes \
        can start it at once: one works, the others wait.
        """)
  }

  @Argument(help: "What to migrate to; everything by default.")
  var target: String?

  @OptionGroup var common: CommonOptions

  @Flag(help: "Print what would be done.")
  var plan = false

  @Flag(help: "Do nothing; end with 1 if migrations are missing.")
  var check = false

  @Flag(help: "Leave migrations that remove things for later, while the previous release still runs.")
  var expand = false

  @Flag(help: "Record the migrations without running them.")
  var fake = false

  @Flag(
    name: .customLong("fake-initial"), help: "Record migrations whose tables exist and are as they would make them.")
  var fakeInitial = false

  @Flag(help: "Apply the migrations to a copy of the database, undo them and apply them again.")
  var rehearse = false

  @Flag(help: "Use plain statements, which lock whole tables: for a database that nobody else uses.")
  var offline = false

  @Flag(
    name: .customLong("ignore-releases"),
    help: "Remove columns and tables although a release that uses them is still running.")
  var ignoreReleases = false

  @Option(
    name: .customLong("accept-edited"),
    help: ArgumentHelp("A migration that may have been edited after it was applied.", valueName: "Blog.0003_author"))
  var acceptEdited: [String] = []

  @Option(name: .customLong("lock-timeout"), help: "How many seconds to wait for another process that migrates.")
  var lockTimeout: Int = 600

  func validate() throws {
    if [plan, check, fake, fakeInitial, rehearse].filter({ $0 }).count > 1 {
      throw ValidationError("--plan, --check, --fake, --fake-initial and --rehearse exclude each other.")
    }
  }

  func run() async throws {
    if plan || check || rehearse { return try await common.run(lookingAt: Manage.self, work) }
    try await common.run(on: Manage.self, work)
  }

  private func work(_ database: Database) async throws {
    let history = try common.history(of: Manage.self)
    var options = MigratorOptions()
    options.lockTimeout = .seconds(lockTimeout)
    options.stage = expand ? .expand : nil
    options.isOnline = !offline
    options.ignoresReleases = ignoreReleases
    options.acceptedEdits = Set(try acceptEdited.map { try history.find($0) })
    options.tool = "manage"
    let progress = ProgressReport(isQuiet: common.json)
    options.progress = { progress.report($0) }
    let migrator = Migrator(database, migrations: Manage.migrations, options: options)
    let target = try target(history)
    try await common.warnOfDjango(migrator)
    if plan || check { return try await show(migrator.plan(to: target)) }
    if rehearse { return try RehearsalPrinter(await migrator.rehearse(to: target)).print(asJSON: common.json) }
    if fake { return try report([("recorded", await migrator.fake(to: target))]) }
    let recorded = fakeInitial ? try await migrator.fakeInitial() : []
    let done = try await migrator.migrate(to: target)
    try report([
      ("recorded", recorded), ("applied", done.filter(\.isForwards).map(\.definition.id)),
      ("undone", done.filter { !$0.isForwards }.map(\.definition.id)),
    ])
  }

  private func target(_ history: MigrationHistory) throws -> Migrator.Target {
    let apps = try common.modules(of: Manage.self).map(\.name)
    guard let target else {
      if common.apps.isEmpty { return .latest }
      guard apps.count == 1 else { throw ValidationError("Say one --app, or none to migrate all modules.") }
      return .module(apps[0])
    }
    if Manage.modules.contains(where: { $0.name == target }) { return .module(target) }
    if target == "zero" {
      guard apps.count == 1 else { throw ValidationError("Say which module: '\(apps[0]).zero'.") }
      return .zero(apps[0])
    }
    if target.hasSuffix(".zero") {
      let zero = String(target.dropLast(5))
      guard Manage.modules.contains(where: { $0.name == zero }) else {
        throw ValidationError("There is no module '\(zero)'.")
      }
      return .zero(zero)
    }
    return .migration(try history.find(target))
  }

  // MARK: - Output

  private func show(_ plan: MigrationPlan) throws {
    let lines = plan.items.map { ($0.isForwards ? "apply " : "undo ") + $0.definition.id.description }
    if common.json {
      try Console.json(lines)
    } else if lines.isEmpty {
      Console.print("Nothing to do.")
    } else {
      for item in plan.items {
        Console.print(
          "\(item.isForwards ? "apply" : "undo ") \(item.definition.id)"
            + (item.stepsDone > 0 ? "  (from step \(item.stepsDone + 1))" : ""))
        let operations =
          try item.isForwards ? item.definition.operations : item.definition.reversed(in: item.before)
        for operation in operations { Console.print("    \(operation.summary)") }
      }
    }
    if check && !lines.isEmpty { throw CommandExit.failure.code }
  }

  private func report(_ groups: [(verb: String, ids: [MigrationID])]) throws {
    let found = groups.filter { !$0.ids.isEmpty }
    if common.json {
      let all = found.isEmpty ? Array(groups.prefix(1)) : found
      return try Console.json(
        Dictionary(uniqueKeysWithValues: all.map { ($0.verb, $0.ids.map(\.description)) }))
    }
    if found.isEmpty { return Console.print("Nothing to do.") }
    for (verb, ids) in found { Console.print("\(Console.count(ids.count, "migration")) \(verb).") }
  }
}
