import ArgumentParser
import KindredCore
import KindredMigrations

/// `lint`: what migrations could do to a running system.
struct LintMigrations<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "lint", abstract: "Finds what migrations may lose or block.",
      discussion: """
        Looks at the migrations that the database does not have yet, and knows how many rows its tables have. With --all, it \
        looks at all of them and reads nothing. What Kindred does safely by itself is a notice. Under each finding is the \
        address of a page that explains it.

        A finding that you have looked at is accepted in the source: \
        DropColumn("entry", "note").acknowledging(.k101, "nobody reads it").
        """)
  }

  @OptionGroup var common: CommonOptions

  @Flag(help: "All migrations, also those that are applied.")
  var all = false

  @Option(
    name: .customLong("fail-on"),
    help: "End with 1 if there is a finding that is as bad or worse: notice, warning, error.")
  var failOn: Severity = .error

  enum Severity: String, ExpressibleByArgument, CaseIterable {
    case notice, warning, error

    var severity: LintFinding.Severity {
      switch self {
      case .notice: .notice
      case .warning: .warning
      case .error: .error
      }
    }
  }

  private struct Line: Encodable {
    let rule: String
    let severity: String
    let migration: String
    let place: String?
    let message: String
    let acceptedBecause: String?
    let page: String

    init(_ finding: LintFinding) {
      rule = finding.rule.rawValue
      severity = "\(finding.severity)"
      migration = finding.migration.description
      place = finding.source?.description
      message = finding.message
      acceptedBecause = finding.acknowledgement
      page = finding.rule.page
    }
  }

  func run() async throws {
    try await common.run(lookingAt: Manage.self) { database in
      let chosen = Set(try common.modules(of: Manage.self).map(\.name))
      let found =
        all
        ? try MigrationLinter(common.history(of: Manage.self), dialect: database.dialect).findings()
        : try await Migrator(database, migrations: Manage.migrations).lint()
      let findings = found.filter { chosen.contains($0.migration.app) }
      if common.json {
        try Console.json(findings.map(Line.init))
      } else if findings.isEmpty {
        Console.print("Nothing found.")
      } else {
        for finding in findings {
          Console.print(Console.colored("\(finding)", finding.color))
          Console.print("  see \(finding.rule.page)")
        }
      }
      let counts = findings.contains { $0.acknowledgement == nil && $0.severity >= failOn.severity }
      if counts { throw CommandExit.failure.code }
    }
  }
}

extension LintFinding {
  fileprivate var color: Console.Color {
    if acknowledgement != nil { return .green }
    switch severity {
    case .notice: return .green
    case .warning: return .yellow
    case .error: return .red
    }
  }
}
