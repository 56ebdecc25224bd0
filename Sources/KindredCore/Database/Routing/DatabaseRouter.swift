import Synchronization

/// The kind of access to a database.
public enum DatabaseAccess: Sendable {
  /// Only reads.
  case read
  /// Writes, or a transaction.
  case write
}

/// Chooses the database for queries that name none, in a process with several databases.
///
/// The router is asked when neither `using(_:)` nor ``Database/use(_:)`` nor a transaction determines the database. Set
/// it once at start. ``ReplicaRouter`` is an example.
///
/// ```swift
/// struct LogsApart: DatabaseRouter {
///   let logs: Database
///
///   func database(for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?) -> Database? {
///     model == LogLine.schema ? logs : nil
///   }
/// }
/// Database.router = LogsApart(logs: logs)
/// ```
public protocol DatabaseRouter: Sendable {
  /// The database to use; nil for the default.
  ///
  /// - Parameters:
  ///   - access: Whether the query reads or writes.
  ///   - model: The queried model; nil for a transaction.
  ///   - origin: The database of the object whose relation is followed.
  func database(for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?) -> Database?

  /// Whether a query may follow a relation between two models. By default, only if both are written to the same
  /// database: databases cannot join with each other or enforce each other's foreign keys.
  func allowsRelation(from source: ModelSchema, to target: ModelSchema) -> Bool

  /// Called when the current task has changed a database; in a transaction, after the commit.
  func wrote(to database: Database)
}

extension DatabaseRouter {
  /// True if both models are written to the same database.
  public func allowsRelation(from source: ModelSchema, to target: ModelSchema) -> Bool {
    database(for: .write, of: source, near: nil) === database(for: .write, of: target, near: nil)
  }

  /// Does nothing.
  public func wrote(to database: Database) {}
}

extension Database {
  private static let processRouter = Mutex<(any DatabaseRouter)?>(nil)
  /// Lets processes without a router skip the lock. Read by every query.
  private static let hasRouter = Atomic<Bool>(false)

  /// Chooses the database for queries that name none; nil for ``Database/default``.
  public static var router: (any DatabaseRouter)? {
    get { hasRouter.load(ordering: .acquiring) ? processRouter.withLock { $0 } : nil }
    set {
      processRouter.withLock { $0 = newValue }
      hasRouter.store(newValue != nil, ordering: .releasing)
    }
  }

  /// Whether the current task is in a transaction of this database.
  public var isInTransaction: Bool { Transaction.current(on: self) != nil }

  /// Throws if the two models of a relation are in different databases.
  static func check(_ relation: RelationSchema) throws {
    guard let router, !router.allowsRelation(from: relation.source, to: relation.target) else { return }
    throw KindredError(
      .invalidQuery,
      "\(relation.source.name) and \(relation.target.name) are in different databases, so no query can follow "
        + "\"\(relation.name)\" between them. Read the keys from one, and look them up in the other."
    ) { $0.model = relation.source.name }
  }
}
