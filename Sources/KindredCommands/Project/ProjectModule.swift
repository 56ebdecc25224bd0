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
