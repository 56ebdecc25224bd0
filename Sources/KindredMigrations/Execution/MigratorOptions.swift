#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a ``Migrator`` works.
public struct MigratorOptions: Sendable {
  /// How long to wait for another process that migrates. By default ten minutes.
  public var lockTimeout: Duration = .seconds(600)
  /// How long a step waits for a lock of the database, while others wait behind it. By default two seconds; then it is
  /// tried again.
  public var statementLockTimeout: Duration = .seconds(2)
  /// How often a step is tried that does not get its locks. By default 30 times.
  public var attempts = 30
  /// Which stages run; nil for both. With `.expand`, migrations that remove are left for later, and so are those that
  /// come after them.
  public var stage: MigrationStage?
  /// The migrations that may have been edited after they were applied. Their new checksum is recorded.
  public var acceptedEdits: Set<MigrationID> = []
  /// Whether a database whose tables were made without migrations is adopted, if they are as the history says. By default
  /// it is.
  public var adoptsTables = true
  /// Whether others work with the database meanwhile. If not, simpler statements are used, which lock whole tables.
  public var isOnline = true
  /// Whether something is removed although a release that uses it is still running. By default it is refused; see
  /// ``KindredCore/Database/announce(_:release:)``.
  public var ignoresReleases = false
  /// How long a release counts as running after it was last seen. By default ten minutes.
  public var releaseLifetime: Duration = .seconds(600)
  /// The name of the program in the records.
  public var tool = ProcessInfo.processInfo.processName
  /// Called with what happens.
  public var progress: (@Sendable (MigrationEvent) -> Void)?

  /// How long a lock lives that its process does not extend.
  package var lockLifetime: Duration = .seconds(30)
  /// The number of rows in a batch, where the rows that exist are filled.
  package var fillBatch = 5_000
  /// Called behind each piece of work, inside of its transaction if it has one, with how long it took.
  package var measure: (@Sendable (MigrationID, [WorkUnit], Duration) async throws -> Void)?
  /// Called at each place where a process could stop, for tests.
  package var pause: (@Sendable (RunPoint) async throws -> Void)?

  /// The usual options.
  public init() {}

  func report(_ event: MigrationEvent) { progress?(event) }

  func point(_ point: RunPoint) async throws { try await pause?(point) }

  /// The name of this process, for others that wait for it.
  static var holder: String {
    "\(ProcessInfo.processInfo.hostName) (pid \(ProcessInfo.processInfo.processIdentifier))"
  }
}

/// A place in the run of a migration where a process could stop.
package enum RunPoint: String, Sendable {
  case beforeStep, beforeCommit, afterStep, afterBatch
}
