import ArgumentParser
import Foundation
import KindredCore
import KindredMigrations

/// `migrations`: tools for the files of a history.
struct Migrations<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "migrations", abstract: "Tools for the files of a history.",
      discussion: """
        What has to work while the module does not compile is in another program: \
        'swift run kindred-generate migrations' has 'check', 'rebase' and 'seal'.
        """,
      subcommands: [ArchiveMigrations<Manage>.self])
  }
}

/// `migrations archive`: old files as data.
struct ArchiveMigrations<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "archive", abstract: "Turns old migrations into data, which compile at once.",
      discussion: """
        The migrations of a module before the named one become one text in \(ArchiveWriter.fileName), and their files are \
        deleted. Names, checksums and results stay the same, so that databases notice nothing. Migrations with functions \
        or models of their own stay files. Call it again to add more to the archive.
        """)
  }

  @OptionGroup var common: CommonOptions

  @Option(help: "The first migration that stays a file: '0200', or 'Blog.0200_tags'.")
  var before: String

  @Flag(name: .customLong("dry-run"), help: "Print the file instead of writing it, and delete nothing.")
  var dryRun = false

  func run() async throws {
    try await common.run {
      let module = try common.module(of: Manage.self, for: "the archive is")
      let definitions = MigrationDefinition.all(of: Manage.migrations)
      let history = try MigrationHistory(definitions)
      let last = try history.find(before.contains(".") ? before : "\(module.name).\(before)")
      let writer = try ArchiveWriter(before: last, of: definitions)
      guard !writer.archived.isEmpty else {
        return Console.print("Nothing before \(last) can become data.")
      }
      let text = try writer.text()
      if dryRun { return Console.print(text) }
      let paths = try module.replace(writer.archived.map(\.id), byArchive: text)
      if common.json {
        return try Console.json(["archive": [module.archivePath], "deleted": paths])
      }
      Console.print("\(module.archivePath)\n  \(writer.archived.count) migrations; checksums and states equal")
      for (id, reason) in writer.kept { Console.print("  \(id) stays a file: \(reason)") }
    }
  }
}

extension ProjectModule {
  /// The path of the archive's file.
  fileprivate var archivePath: String { "\(folder)/\(ArchiveWriter.fileName)" }

  /// Writes the archive and deletes the files of what is in it.
  ///
  /// - Returns: The paths of the files that are deleted.
  fileprivate func replace(_ ids: [MigrationID], byArchive text: String) throws -> [String] {
    let manager = FileManager.default
    let paths = ids.map { "\(folder)/\($0.name).swift" }.filter { manager.fileExists(atPath: $0) }
    let isNew = !manager.fileExists(atPath: archivePath)
    if isNew, let missing = ids.first(where: { !paths.contains("\(folder)/\($0.name).swift") }) {
      throw ValidationError(
        "The file of \(missing) is not \(folder)/\(missing.name).swift, so that it cannot be deleted; give it that name."
      )
    }
    try text.write(toFile: archivePath, atomically: true, encoding: .utf8)
    for path in paths { try manager.removeItem(atPath: path) }
    try unseal(ids)
    return paths
  }
}
