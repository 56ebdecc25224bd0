import ArgumentParser
import KindredCore
import KindredMigrations

/// `squashmigrations`: several migrations as one.
struct SquashMigrations<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "squashmigrations", abstract: "Writes one migration that replaces several.",
      discussion: """
        New databases run the new migration; a database that has all of the old ones counts it as applied. Delete the old files \
        once every database has them. The schema afterwards is compared: it is the same, or nothing is written.

        Functions, and SQL with values, cannot be copied from here: they are listed, with the place for them in the new file.
        """)
  }

  @Argument(help: "The first migration: 'Blog.0001_initial', or its beginning.")
  var first: String

  @Argument(help: "The last migration.")
  var last: String

  @OptionGroup var common: CommonOptions

  @Option(help: "The name of the new migration.")
  var name: String?

  @Flag(name: .customLong("dry-run"), help: "Print the file instead of writing it.")
  var dryRun = false

  func run() async throws {
    try await common.run {
      let history = try common.history(of: Manage.self)
      let (first, last) = (try history.find(first), try history.find(last))
      let slug = name ?? "squashed_\(last.name)"
      let squash = try history.squashed(from: first, to: last, name: slug)
      let before = try history.state(before: first)
      let number = first.number ?? 1
      let writer = MigrationWriter(squash: squash, number: number, slug: slug, from: before)
      if dryRun { return Console.print(try writer.text()) }
      let module = try Manage.module(named: first.app)
      try module.write(writer, isLast: history.leaves(of: first.app) == [last], orElse: "give another --name")
      let count = squash.replaces.count
      Console.print(
        "\(module.path(of: writer))\n  replaces \(count) migrations; \(squash.operations.count) operations; states equal"
      )
      for other in writer.unwritable {
        Console.print("  copy by hand: \(other.summary)" + (other.notes.source.map { " (\($0))" } ?? ""))
      }
    }
  }
}
