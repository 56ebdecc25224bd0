import Foundation

/// `kindred-generate migrations check`, `rebase` and `seal`: they work while the target does not compile.
package struct MigrationsCommand {
  static let name = "migrations"

  static let usage = """
    usage: kindred-generate migrations check --target NAME [--folder FOLDER]
           kindred-generate migrations rebase MIGRATION --target NAME [--folder FOLDER]
           kindred-generate migrations seal [MIGRATION] --target NAME [--folder FOLDER]

    check   reports a history that is split, has gaps, differs from the file 'head', or has edits of sealed files.
    rebase  puts one end of a split history after the other: renames the files and types of its branch,
            changes what they follow, and writes 'head'. MIGRATION is the end that moves, such as 0008_author.
    seal    notes in the file 'sealed' that MIGRATION and what it follows must not be edited any more, because they are
            released. From then on, an edit of one of their files is an error of the build and of 'check'; comments and
            layout may change. By default, all migrations are sealed.

    FOLDER is Sources/NAME/Migrations by default.
    """

  private enum Verb { case check, rebase(String), seal(String?) }

  private let verb: Verb
  private let target: String
  private let folder: String

  /// Reads the arguments after `migrations`.
  package init(_ arguments: [String]) throws {
    var rest = arguments[...]
    var target: String?
    var folder: String?
    var words: [String] = []
    while let argument = rest.popFirst() {
      switch argument {
      case "--target": target = rest.popFirst()
      case "--folder": folder = rest.popFirst()
      case "--help", "-h": throw CommandOptions.Problem(description: Self.usage)
      case _ where argument.hasPrefix("-"):
        throw CommandOptions.Problem(description: "unknown option '\(argument)'\n\(Self.usage)")
      default: words.append(argument)
      }
    }
    switch (words.first, words.count) {
    case ("check", 1): verb = .check
    case ("rebase", 2): verb = .rebase(words[1])
    case ("seal", 1), ("seal", 2): verb = .seal(words.dropFirst().first)
    default: throw CommandOptions.Problem(description: Self.usage)
    }
    guard let target else { throw CommandOptions.Problem(description: "'--target' is missing\n\(Self.usage)") }
    self.target = target
    self.folder = folder ?? "Sources/\(target)/Migrations"
  }

  func run() throws {
    let migrations = try read()
    switch verb {
    case .check:
      for remark in migrations.remarks { print(remark) }
      if !migrations.remarks.isEmpty { exit(1) }
      print("\(migrations.files.count) migrations, the last is \(migrations.headNames.first ?? "none")")
    case .rebase(let name):
      let rebase = try Rebase(name, in: migrations)
      for change in rebase.changes {
        try change.text.write(toFile: change.to, atomically: true, encoding: .utf8)
        if change.from != change.to { try FileManager.default.removeItem(atPath: change.from) }
        print("\(change.from) → \(change.to)")
      }
      try (rebase.head + "\n").write(toFile: migrations.headPath, atomically: true, encoding: .utf8)
      print("\(migrations.headPath): \(rebase.head)")
    case .seal(let name):
      let sealing = try Sealing(upTo: name, in: migrations)
      try sealing.list.text.write(toFile: migrations.sealedPath, atomically: true, encoding: .utf8)
      for name in sealing.added { print("sealed \(name)") }
      print("\(migrations.sealedPath): \(sealing.list.hashes.count) migrations")
    }
  }

  private func read() throws -> MigrationFolder {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.sorted()
    return try MigrationFolder(
      app: ModelCollection.moduleName(target), paths: names.map { "\(folder)/\($0)" }, headPath: "\(folder)/head")
  }
}
