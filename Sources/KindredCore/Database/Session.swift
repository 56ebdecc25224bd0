/// What the current task has chosen: a database, and the transactions that it is in.
///
/// One value of the task holds both, because every query asks for them.
final class Session: Sendable {
  @TaskLocal private static var current: Session?

  /// The database of queries that name none; nil while the transaction's is.
  private let database: Database?
  /// The innermost transaction, of whichever database.
  private let transaction: Transaction?

  private init(database: Database?, transaction: Transaction?) {
    self.database = database
    self.transaction = transaction
  }

  /// Tells one task from another for as long as both exist.
  static var task: Int? { withUnsafeCurrentTask { $0?.hashValue } }

  /// The innermost transaction of the task, of whichever database.
  static var transaction: Transaction? { current?.transaction }

  /// Makes a database the task's while the closure runs.
  static func withDatabase<Result>(
    _ database: Database, _ body: () async throws -> Result
  ) async rethrows -> Result {
    let session = Session(database: database, transaction: transaction)
    return try await $current.withValue(session) { try await body() }
  }

  /// Makes a transaction the task's, and its database, while the closure runs.
  static func withTransaction<Result>(
    _ transaction: Transaction, _ body: () async throws -> Result
  ) async rethrows -> Result {
    let session = Session(database: transaction.database, transaction: transaction)
    return try await $current.withValue(session) { try await body() }
  }

  /// The database of a query: the one it names, the task's, the router's choice, or the process's.
  static func database(
    for chosen: Database?, _ access: DatabaseAccess = .read, of model: ModelSchema? = nil
  ) throws -> Database { try place(for: chosen, access, of: model).database }

  /// The database of a query, and the transaction on it that the task is in.
  static func place(for chosen: Database?, _ access: DatabaseAccess, of model: ModelSchema?) throws -> Place {
    let session = current
    guard let database = chosen ?? session?.database ?? Database.usual(for: access, of: model) else {
      throw KindredError(
        .noDatabase, "No database is set. Assign Database.default at start, or name one with using(_:) or use(_:).")
    }
    return Place(database: database, transaction: session?.transaction?.innermost(on: database))
  }
}

/// Where a statement runs.
@usableFromInline
struct Place {
  let database: Database
  /// The transaction on the database that the task is in.
  let transaction: Transaction?
}

extension Database {
  /// The router's choice for a query, or else the process's database.
  fileprivate static func usual(for access: DatabaseAccess, of model: ModelSchema?) -> Database? {
    Database.router?.database(for: access, of: model, near: nil) ?? Database.default
  }

  /// The database to which a query of the current task that names none would write, and on which `transaction` begins;
  /// nil when none is set.
  public static var current: Database? { try? Session.database(for: nil, .write) }

  /// Makes this the database of the current task and its children while the closure runs.
  ///
  /// ```swift
  /// try await archive.use {
  ///   try await Blog.objects.count() // in the archive
  /// }
  /// ```
  @discardableResult
  public func use<Result>(_ body: () async throws -> Result) async throws -> Result {
    try await Session.withDatabase(self, body)
  }
}
