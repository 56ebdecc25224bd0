import ArgumentParser
import KindredCore
import KindredMigrations

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `showmigrations`: which migrations a database has.
struct ShowMigrations<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "showmigrations", abstract: "Lists the migrations, and which of them the database has.",
      discussion: """
        [X] is applied, [~] was interrupted and goes on with the next 'migrate', [ ] is not applied. \
        (contract) marks what is applied once no process of the previous release runs.
        """)
  }

  @OptionGroup var common: CommonOptions

  @Flag(help: "In the order in which they are applied, over all modules.")
  var plan = false

  func run() async throws {
    try await common.run(lookingAt: Manage.self) { database in
      let modules = try common.modules(of: Manage.self).map(\.name)
      let migrator = Migrator(database, migrations: Manage.migrations)
      try await common.warnOfDjango(migrator)
      let status = try await migrator.status().filter { common.apps.isEmpty || modules.contains($0.id.app) }
      if common.json { return try Console.json(status.map(Line.init)) }
      if plan {
        for item in status { Console.print(Line(item).text(isFull: true)) }
        return
      }
      let apps = modules + Set(status.map(\.id.app)).subtracting(modules).sorted()
      for app in apps {
        Console.print(Console.colored(app, .bold))
        let own = status.filter { $0.id.app == app }
        for item in own { Console.print(" " + Line(item).text(isFull: false)) }
        if own.isEmpty { Console.print(" (no migrations)") }
      }
    }
  }

  private struct Line: Encodable {
    let name: String
    let app: String
    let status: String
    let stage: String
    let appliedAt: Date?
    let isKnown: Bool
    let stepsDone: Int?
    let stepsTotal: Int?

    init(_ status: MigrationStatus) {
      name = status.id.name
      app = status.id.app
      stage = status.stage.rawValue
      isKnown = status.isKnown
      appliedAt = status.record?.finishedAt
      let isOpen =
        status.record.map { $0.status == .applying || ($0.status == .reverting && !status.isApplied) } ?? false
      self.status = isOpen ? "interrupted" : status.isApplied ? "applied" : "open"
      stepsDone = isOpen ? status.record?.stepsDone : nil
      stepsTotal = isOpen ? status.record?.stepsTotal : nil
    }

    func text(isFull: Bool) -> String {
      let mark = status == "applied" ? "[X]" : status == "interrupted" ? "[~]" : "[ ]"
      var text = "\(mark) \(isFull ? "\(app).\(name)" : name)"
      if let appliedAt, status == "applied" {
        text +=
          "  "
          + appliedAt.formatted(
            Date.ISO8601FormatStyle().year().month().day().time(includingFractionalSeconds: false).dateTimeSeparator(
              .space))
      }
      if let stepsDone, let stepsTotal { text += "  step \(stepsDone)/\(stepsTotal)" }
      if stage == "contract" { text += "  (contract)" }
      if !isKnown { text += "  (not in this program)" }
      return text
    }
  }
}
