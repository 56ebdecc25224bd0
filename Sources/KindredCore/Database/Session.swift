/// The state of the current task: its database and its transactions.
///
/// Both are in one task-local value, because every query reads both.
final class Session: Sendable {
  @TaskLocal private static var current: Session?

  /// The database for queries that name none; nil if the transaction's database applies.
  private let database: Database?
  /// The innermost transaction, on any database.
  private let transaction: Transaction?

  private init(database: Database?, transaction: Transaction?) {
    self.database = database
    self.transaction = transaction
  }

  /// A number that identifies the current task while it runs.
  static var task: Int? { withUnsafeCurrentTask { $0?.hashValue } }

  /// The task's innermost transaction, on any database.
  static var transaction: Transaction? { current?.transaction }

  /// Runs the closure with a database as the task's.
  static func withDatabase<Result>(
    _ database: Database, _ body: () async throws -> Result
  ) async rethrows -> Result {
    let session = Session(database: database, transaction: transaction)
    return try await $current.withValue(session) { try await body() }
  }

  /// Runs the closure with a transaction, and its database, as the task's.
  static func withTransaction<Result>(
    _ transaction: Transaction, _ body: () async throws -> Result
  ) async rethrows -> Result {
    let session = Session(database: transaction.database, transaction: transaction)
    return try await $current.withValue(session) { try await body() }
  }

  /// The database of a query: the one that it names, the task's, the router's choice, that of the object that it is about,
  /// or the process's.
  static func database(
    for chosen: Database?, _ access: DatabaseAccess = .read, of model: ModelSchema? = nil, near origin: Database? = nil
  ) throws -> Database { try place(for: chosen, access, of: model, near: origin).database }

  /// Where an object's related rows are read: in the database that the task has chosen, if the object belongs there, or
  /// where the object comes from, unless the router knows better.
  static func databaseToRead(near origin: Database, _ schema: ModelSchema) -> Database {
    if let own = current?.database, own.isHome(of: origin, schema) { return own }
    return Database.router?.database(for: .read, of: schema, near: origin) ?? origin
  }

  /// The database of a query, and the task's transaction on it.
  static func place(
    for chosen: Database?, _ access: DatabaseAccess, of model: ModelSchema?, near origin: Database? = nil
  ) throws -> Place {
    let session = current
    guard let database = chosen ?? session?.database ?? Database.usual(for: access, of: model, near: origin) else {
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
  /// The task's transaction on the database.
  let transaction: Transaction?
}

extension Database {
  /// The router's choice for a query, or the database of its object, or the process's.
  fileprivate static func usual(
    for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?
  ) -> Database? {
    Database.router?.database(for: access, of: model, near: origin) ?? origin ?? Database.default
  }

  /// The database that the current task's writes and `transaction` use by default; nil when none is set.
  public static var current: Database? { try? Session.database(for: nil, .write) }

  /// Runs the closure with this database as the default of the current task and its children.
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
