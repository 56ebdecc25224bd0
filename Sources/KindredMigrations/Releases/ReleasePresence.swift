public import KindredCore

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Database {
  /// Says that this process uses the tables and columns of some models, until it ends. Call it when a server starts.
  ///
  /// ```swift
  /// try await BlogMigrations.migrate(on: database)
  /// try await database.announce(BlogModels.all, release: "2026-12-01")
  /// ```
  ///
  /// As long as it goes on, `migrate` refuses to remove or rename one of them: in migrations of the stage
  /// ``MigrationStage/contract``, and by undoing others. Nothing else changes, and a database on which no process calls this
  /// knows of no releases.
  ///
  /// A row in the table `kindred_migration_releases` is renewed each minute. A process that ends without
  /// ``ReleasePresence/end()`` counts as running for ten minutes more.
  ///
  /// - Parameters:
  ///   - models: The models that the process uses, such as `BlogModels.all`.
  ///   - release: The name of the release, for people; by default that of the program.
  /// - Returns: What ends it, for a server that is shut down in an orderly way.
  /// - Throws: ``KindredError`` if the table can neither be written nor created.
  @discardableResult
  public func announce(
    _ models: [any Model.Type], release: String = ProcessInfo.processInfo.processName
  ) async throws -> ReleasePresence {
    try await announce(models, release: release, every: .seconds(60))
  }

  /// Announces a release that renews its row at some interval.
  package func announce(
    _ models: [any Model.Type], release: String, every interval: Duration
  ) async throws -> ReleasePresence {
    let tables = try SchemaState(of: models).tables.map { ($0.name, $0.columns.map(\.name)) }
    let entry = ReleaseTable.Entry(
      release: release, holder: MigratorOptions.holder, columns: Dictionary(tables) { $0 + $1 })
    let releases = ReleaseTable(database: self)
    try await releases.create()
    try await releases.removeAll(before: .seconds(86_400))
    let id = UUID().uuidString
    try await releases.add(id, entry)
    return ReleasePresence(id, entry, on: self, every: interval)
  }
}

/// That this process uses the tables and columns of some models; see ``KindredCore/Database/announce(_:release:)``. It goes
/// on while the database is open, also if nobody keeps this value.
public struct ReleasePresence: Sendable {
  private let id: String
  private let database: Database
  private let renewing: Task<Void, Never>

  init(_ id: String, _ entry: ReleaseTable.Entry, on database: Database, every interval: Duration) {
    self.id = id
    self.database = database
    renewing = Task.detached { [weak database] in
      while true {
        do { try await Task.sleep(for: interval) } catch { return }
        guard let database else { return }
        do {
          try await ReleaseTable(database: database).add(id, entry)
        } catch let error as KindredError where error.code == .closed {
          return
        } catch {
          // The next attempt is soon enough.
        }
      }
    }
  }

  /// Says that the process no longer uses them. Call it when a server has stopped.
  ///
  /// - Throws: ``KindredError`` if the database cannot be written. Then the process counts as running for some minutes.
  public func end() async throws {
    renewing.cancel()
    await renewing.value
    try await ReleaseTable(database: database).remove(id)
  }
}
