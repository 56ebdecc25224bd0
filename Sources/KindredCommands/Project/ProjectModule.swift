import ArgumentParser
import Foundation
public import KindredCore
public import KindredMigrations

/// A module of models: what Django calls an app.
public struct ProjectModule: Sendable {
  /// The module's name.
  public let name: String
  /// Its models.
  public let models: [any Model.Type]
  /// Its migrations.
  public let migrations: [any Migration.Type]
  /// The folder of the migrations' files, from the package's folder.
  public let folder: String

  /// Names a module.
  ///
  /// ```swift
  /// ProjectModule("Polls", models: PollsModels.all, migrations: PollsMigrations.all)
  /// ```
  ///
  /// - Parameters:
  ///   - name: The module's name.
  ///   - models: Its models, which the build plugin lists.
  ///   - migrations: Its migrations, which the build plugin lists.
  ///   - folder: The folder of the migrations' files; `Sources/<name>/Migrations` by default.
  public init(
    _ name: String, models: [any Model.Type], migrations: [any Migration.Type], folder: String? = nil
  ) {
    self.name = name
    self.models = models
    self.migrations = migrations
    self.folder = folder ?? "Sources/\(name)/Migrations"
  }
}

extension ProjectModule {
  /// The module as the author of migrations sees it.
  var authored: MigrationAuthor.Module {
    MigrationAuthor.Module(name: name, models: models, migrations: MigrationDefinition.all(of: migrations))
  }

  /// The path of a migration's file.
  func path(of writer: MigrationWriter) -> String { "\(folder)/\(writer.fileName)" }

  /// Writes a migration's file, which must not exist.
  ///
  /// - Parameters:
  ///   - isLast: Whether it is the last migration of the module, which the file `head` names.
  ///   - advice: What to do if there is such a file.
  func write(_ writer: MigrationWriter, isLast: Bool = true, orElse advice: String) throws {
    let path = path(of: writer)
    if FileManager.default.fileExists(atPath: path) { throw ValidationError("\(path) exists already; \(advice).") }
    let folder = URL(filePath: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try writer.text().write(toFile: path, atomically: true, encoding: .utf8)
    if isLast {
      try (writer.id.name + "\n").write(to: folder.appending(path: "head"), atomically: true, encoding: .utf8)
    }
  }
}
