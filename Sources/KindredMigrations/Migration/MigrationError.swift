/// What is wrong with a history, or what kept a migration from being applied.
///
/// ```swift
/// do {
///   try await BlogMigrations.migrate(on: database)
/// } catch let error as MigrationError where error.code == .lockTimeout {
///   // Another process still migrates.
/// }
/// ```
public struct MigrationError: Error, Sendable, CustomStringConvertible {
  /// The kind of a failure. More may be added, so a `switch` needs a `default`.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The code's name, as written in Swift.
    public let description: String

    private init(_ name: String) { description = name }

    // MARK: The history

    /// Two migrations have the same name.
    public static let duplicate = Code("duplicate")
    /// A migration comes after one that does not exist.
    public static let missingDependency = Code("missingDependency")
    /// Migrations come after each other in a circle.
    public static let cycle = Code("cycle")
    /// Several migrations of a module come last; they have to be merged.
    public static let severalLeaves = Code("severalLeaves")
    /// The order of migrations that were written side by side matters.
    public static let conflict = Code("conflict")
    /// There is no migration with this name.
    public static let unknownMigration = Code("unknownMigration")
    /// An operation does not fit the schema at its place in the history.
    public static let invalidOperation = Code("invalidOperation")
    /// A model inside a migration does not fit the schema at its place in the history.
    public static let frozenModel = Code("frozenModel")
    /// The migration cannot be undone.
    public static let irreversible = Code("irreversible")

    // MARK: The database

    /// A migration that was applied has been edited, with another result.
    public static let edited = Code("edited")
    /// The database has a migration applied whose predecessor is not, or one that this program does not know.
    public static let inconsistentHistory = Code("inconsistentHistory")
    /// The database's schema is not what the history says.
    public static let drift = Code("drift")
    /// A step was interrupted, and the schema is neither that before it nor that after it.
    public static let inDoubt = Code("inDoubt")
    /// Rows stand in the way of a step.
    public static let rowsInTheWay = Code("rowsInTheWay")
    /// Another process kept the lock.
    public static let lockTimeout = Code("lockTimeout")
    /// The lock expired and another process took it.
    public static let lockLost = Code("lockLost")
    /// A release that uses what is to be removed is still running.
    public static let releaseRunning = Code("releaseRunning")
    /// A step failed. ``MigrationError/underlying`` says why.
    public static let stepFailed = Code("stepFailed")
    /// The database cannot do this.
    public static let unsupported = Code("unsupported")
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened and what to do.
  public let message: String
  /// The migration that it is about.
  public internal(set) var migration: MigrationID?
  /// Where the operation stands in the source.
  public internal(set) var source: OperationSource?
  /// The migrations that it is about, if they are several.
  public internal(set) var migrations: [MigrationID] = []
  /// The error that caused this one.
  public internal(set) var underlying: (any Error)?

  package init(_ code: Code, _ message: String, in migration: MigrationID? = nil, underlying: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.migration = migration
    self.underlying = underlying
  }

  /// The place, the message and the cause.
  public var description: String {
    let place = [source.map(\.description), migration.map(\.description)].compactMap { $0 }.joined(separator: ": ")
    let cause = underlying.map { "\n  because: \($0)" } ?? ""
    return (place.isEmpty ? "" : place + ": ") + message + cause
  }

  /// The same error with its place.
  func at(_ migration: MigrationID, _ source: OperationSource?) -> MigrationError {
    var error = self
    error.migration = error.migration ?? migration
    error.source = error.source ?? source
    return error
  }
}
