import KindredCore

/// Writes old migrations of a module as data.
package struct ArchiveWriter {
  /// The migrations that become data.
  package let archived: [MigrationDefinition]
  /// The migrations that stay files, with the reason.
  package let kept: [(id: MigrationID, reason: String)]

  private let history: MigrationHistory
  private let app: String

  /// The name of the archive's type.
  package static let typeName = "M0000_Archive"
  /// The name of its file.
  package static let fileName = "0000_archive.swift"

  /// Chooses the migrations of a module that come before one.
  ///
  /// - Parameters:
  ///   - last: The first migration that stays as it is.
  ///   - definitions: The migrations of the project, those in archives included.
  /// - Throws: ``MigrationError`` for a history that does not fit together, or that still has the files of migrations
  ///   that others replace.
  package init(before last: MigrationID, of definitions: [MigrationDefinition]) throws {
    history = try MigrationHistory(definitions)
    try history.checkLeaves()
    app = last.app
    let history = history
    if let replaced = definitions.first(where: { $0.id.app == last.app && history[$0.id] == nil }) {
      throw MigrationError(
        .unsupported,
        "\(replaced.id) is replaced by another migration; delete its file first, once every database has both.",
        in: replaced.id)
    }
    let earlier = history.ancestors(of: last)
    var archived: [MigrationDefinition] = []
    var kept: [(id: MigrationID, reason: String)] = []
    for definition in history.migrations where definition.id.app == last.app && earlier.contains(definition.id) {
      do {
        _ = try ArchivedHistory([definition])
        archived.append(definition)
      } catch let error as MigrationError {
        kept.append((definition.id, error.message))
      }
    }
    self.archived = archived
    self.kept = kept
  }

  /// The file's text.
  ///
  /// - Throws: ``MigrationError/Code/unsupported`` if what is read from it is not what was written.
  package func text() throws -> String {
    try prove(Self.json(of: archived))
    return try Self.text(of: archived)
  }

  /// The text of a file for some migrations.
  package static func text(of definitions: [MigrationDefinition]) throws -> String {
    let json = try json(of: definitions)
    let marks = String(repeating: "#", count: longestRun(of: "#", in: json) + 1)
    let body = json.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
    return """
      import Kindred
      import KindredMigrations

      // Old migrations as data, which 'migrations archive' has written. They are not edited.
      struct \(typeName): MigrationArchive {
        static let text = \(marks)\"""
      \(body)
          \"""\(marks)
      }

      """
  }

  /// Replays the history with what the text says in place of the migrations.
  private func prove(_ json: String) throws {
    let read = try ArchivedHistory(text: json).definitions
    let ids = Set(archived.map(\.id))
    let other = try MigrationHistory(read + history.migrations.filter { !ids.contains($0.id) })
    var states = (SchemaState(), SchemaState())
    guard other.migrations.map(\.id) == history.migrations.map(\.id) else { throw difference(archived[0].id) }
    for (mine, its) in zip(history.migrations, other.migrations) {
      let undoing = (
        try? mine.reversed(in: states.0).map(\.signature), try? its.reversed(in: states.1).map(\.signature)
      )
      states = (try mine.state(after: states.0), try its.state(after: states.1))
      guard states.0 == states.1, mine.checksum == its.checksum, mine.after == its.after, mine.stage == its.stage,
        mine.replaces == its.replaces, undoing.0 == undoing.1
      else { throw difference(mine.id) }
    }
  }

  private func difference(_ id: MigrationID) -> MigrationError {
    MigrationError(.unsupported, "What would be read from the archive is not the same, so nothing is written.", in: id)
  }

  /// The JSON without characters that cannot be seen in a source, which can only be in its texts.
  private static func json(of definitions: [MigrationDefinition]) throws -> String {
    let json = try ArchivedHistory(definitions).text()
    var text = ""
    for scalar in json.unicodeScalars {
      if scalar != "\n", SwiftLiteral.invisible.contains(scalar.properties.generalCategory) {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var (longest, current) = (0, 0)
    for each in text {
      current = each == character ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }
}
