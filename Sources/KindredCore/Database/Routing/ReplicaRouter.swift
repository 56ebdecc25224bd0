import Synchronization

/// Sends what is written to one database and spreads what is read over its copies.
///
/// Copies lag behind. So a task that has written reads from the primary for a while, and so does everything in a
/// transaction. What a task has written, its children and other tasks do not know of; inside ``readingOwnWrites(_:)``
/// all tasks of the closure share it, which is the thing to put around the handling of a request.
///
/// ```swift
/// Database.router = ReplicaRouter(primary: primary, replicas: [near, far])
/// ```
public final class ReplicaRouter: DatabaseRouter {
  /// When the tasks of one closure have written last.
  private final class Writes: Sendable {
    let last = Mutex<ContinuousClock.Instant?>(nil)
  }

  @TaskLocal private static var writes: Writes?

  /// The database that is written.
  public let primary: Database
  /// Its copies.
  public let replicas: [Database]
  /// How long a task reads from the primary after it has written.
  public let stickiness: Duration
  private let turn = Atomic<Int>(0)
  /// When each task has written last. A task may get the mark of one that is gone; it then reads what is newer.
  private let tasks = Mutex<[Int: ContinuousClock.Instant]>([:])

  /// Makes a router. Without replicas all is read from the primary.
  ///
  /// - Parameter readingOwnWritesFor: How long a task reads from the primary after it has written: longer than the
  ///   copies lag behind.
  public init(primary: Database, replicas: [Database], readingOwnWritesFor stickiness: Duration = .seconds(10)) {
    self.primary = primary
    self.replicas = replicas
    self.stickiness = stickiness
  }

  /// Runs the closure; once one of its tasks has written, all of them read from the primary for a while.
  public static func readingOwnWrites<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    try await $writes.withValue(Writes()) { try await body() }
  }

  /// The primary for writing, in its transactions and after writing; otherwise one replica after the other. Objects of
  /// other databases keep to theirs.
  public func database(for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?) -> Database? {
    if let origin, origin !== primary, !replicas.contains(where: { $0 === origin }) { return origin }
    guard access == .read, !replicas.isEmpty, !primary.isInTransaction, !hasWritten else { return primary }
    let number = turn.wrappingAdd(1, ordering: .relaxed).oldValue
    return replicas[number % replicas.count & Int.max]
  }

  /// Notes that the current task has written.
  public func wrote(to database: Database) {
    guard database === primary else { return }
    let now = ContinuousClock.now
    Self.writes?.last.withLock { $0 = now }
    guard let task = Session.task else { return }
    tasks.withLock { tasks in
      if tasks.count >= 1024 { tasks = tasks.filter { now - $0.value < stickiness } }
      tasks[task] = now
    }
  }

  private var hasWritten: Bool {
    let shared = Self.writes?.last.withLock { $0 }
    let own = Session.task.flatMap { task in tasks.withLock { $0[task] } }
    let now = ContinuousClock.now
    return [shared, own].compactMap { $0 }.contains { now - $0 < stickiness }
  }
}
