/// What the current task has chosen: a database, and the transactions that it is in.
enum Session {
  @TaskLocal static var database: Database?
  @TaskLocal static var transaction: Transaction?

  /// Tells one task from another for as long as both exist.
  static var task: Int? { withUnsafeCurrentTask { $0?.hashValue } }

  /// The database of a query: the one it names, the task's, the router's choice, or the process's.
  static func database(
    for chosen: Database?, _ access: DatabaseAccess = .read, of model: ModelSchema? = nil
  ) throws -> Database {
    if let chosen { return chosen }
    if let database { return database }
    if let database = transaction?.database { return database }
    if let database = Database.router?.database(for: access, of: model, near: nil) { return database }
    if let database = Database.default { return database }
    throw KindredError(
      .noDatabase, "No database is set. Assign Database.default at start, or name one with using(_:) or use(_:).")
  }
}

extension Database {
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
    try await Session.$database.withValue(self) { try await body() }
  }
}
