import Foundation
import KindredMigrations

extension ProjectModule {
  /// Writes a migration's file anew.
  func rewrite(_ writer: MigrationWriter) throws {
    try writer.text().write(toFile: path(of: writer), atomically: true, encoding: .utf8)
  }

  /// Whether the file of a migration is as `makemigrations` has written it, so that nothing is lost when it is written
  /// anew.
  func isUntouched(_ definition: MigrationDefinition, as writer: MigrationWriter) throws -> Bool {
    let writer = try MigrationWriter(existing: definition, from: writer.state)
    guard let text = try? String(contentsOfFile: path(of: writer), encoding: .utf8) else { return false }
    return writer.isWritten(as: text)
  }

  // MARK: - Sealed migrations

  private var sealPath: String { "\(folder)/sealed" }

  /// The migrations that must not be edited any more, as `kindred-generate migrations seal` has noted them.
  var sealed: Set<MigrationID> {
    let text = (try? String(contentsOfFile: sealPath, encoding: .utf8)) ?? ""
    return Set(
      text.split(whereSeparator: \.isNewline).compactMap { line in
        line.split(separator: " ").first.map { MigrationID(app: name, name: String($0)) }
      })
  }

  /// Removes migrations from the list of those that must not be edited, because they are no files any more.
  func unseal(_ ids: [MigrationID]) throws {
    guard let text = try? String(contentsOfFile: sealPath, encoding: .utf8) else { return }
    let names = Set(ids.map(\.name))
    let kept = text.split(separator: "\n").filter { line in
      line.split(separator: " ").first.map { !names.contains(String($0)) } ?? false
    }
    try (kept.joined(separator: "\n") + "\n").write(toFile: sealPath, atomically: true, encoding: .utf8)
  }
}
