import Synchronization

/// What a database is wanted for.
public enum DatabaseAccess: Sendable {
  /// Only reading.
  case read
  /// Changing it, or a transaction.
  case write
}

/// Chooses the database of a query that names none, for a process with several.
///
/// A router is asked where neither `using(_:)` nor ``Database/use(_:)`` nor a transaction has chosen. Set it once at
/// start. ``ReplicaRouter`` is one.
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
  /// The database to use; nil for the one that would be used without a router.
  ///
  /// - Parameters:
  ///   - access: Whether it is read or written.
  ///   - model: The model whose table it is about; nil for a transaction, which may be about any.
  ///   - origin: The database from which the object comes whose relation is followed.
  func database(for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?) -> Database?

  /// Whether a query may follow a relation between two models. By default it may when both are written to the same
  /// database: no database can join with another one, or enforce a key into it.
  func allowsRelation(from source: ModelSchema, to target: ModelSchema) -> Bool

  /// Hears that the current task has changed a database, behind the commit where it was in a transaction.
  func wrote(to database: Database)
}

extension DatabaseRouter {
  /// Compares the databases to which the two are written.
  public func allowsRelation(from source: ModelSchema, to target: ModelSchema) -> Bool {
    database(for: .write, of: source, near: nil) === database(for: .write, of: target, near: nil)
  }

  /// Does nothing.
  public func wrote(to database: Database) {}
}

extension Database {
  private static let processRouter = Mutex<(any DatabaseRouter)?>(nil)
  /// Asked on the way of every query, so that processes without a router take no lock.
  private static let hasRouter = Atomic<Bool>(false)

  /// What chooses the database of queries that name none; nil for ``Database/default``.
  public static var router: (any DatabaseRouter)? {
    get { hasRouter.load(ordering: .acquiring) ? processRouter.withLock { $0 } : nil }
    set {
      processRouter.withLock { $0 = newValue }
      hasRouter.store(newValue != nil, ordering: .releasing)
    }
  }

  /// Whether the current task is in a transaction of this database.
  public var isInTransaction: Bool { Transaction.current(on: self) != nil }

  /// Throws when the two models of a relation are kept in different databases.
  static func check(_ relation: RelationSchema) throws {
    guard let router, !router.allowsRelation(from: relation.source, to: relation.target) else { return }
    throw KindredError(
      .invalidQuery,
      "\(relation.source.name) and \(relation.target.name) are kept in different databases, so that no query can follow "
        + "\"\(relation.name)\" between them. Read the keys from one, and look them up in the other."
    ) { $0.model = relation.source.name }
  }
}
