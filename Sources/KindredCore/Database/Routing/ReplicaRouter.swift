import Synchronization

/// Sends writes to a primary database and distributes reads over its replicas.
///
/// Replicas lag behind. So a task reads from the primary for a while after it has written, and so do all reads in a
/// transaction. Child tasks and other tasks do not know what a task has written. Inside ``readingOwnWrites(_:)``, all
/// tasks of the closure share this knowledge: use it around the handling of a request.
///
/// ```swift
/// Database.router = ReplicaRouter(primary: primary, replicas: [near, far])
/// ```
public final class ReplicaRouter: DatabaseRouter {
  /// The time of the last write of a closure's tasks.
  private final class Writes: Sendable {
    let last = Mutex<ContinuousClock.Instant?>(nil)
  }

  @TaskLocal private static var writes: Writes?

  /// The primary database.
  public let primary: Database
  /// The replicas.
  public let replicas: [Database]
  /// How long a task reads from the primary after a write.
  public let stickiness: Duration
  private let turn = Atomic<Int>(0)
  /// The time of each task's last write. A new task may reuse the number of a finished one; that only sends its reads
  /// to the primary.
  private let tasks = Mutex<[Int: ContinuousClock.Instant]>([:])

  /// Makes a router. Without replicas, all reads go to the primary.
  ///
  /// - Parameter readingOwnWritesFor: How long a task reads from the primary after a write. Choose more than the
  ///   replication lag.
  public init(primary: Database, replicas: [Database], readingOwnWritesFor stickiness: Duration = .seconds(10)) {
    self.primary = primary
    self.replicas = replicas
    self.stickiness = stickiness
  }

  /// Runs the closure. After a write in one of its tasks, all of them read from the primary for a while.
  public static func readingOwnWrites<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    try await $writes.withValue(Writes()) { try await body() }
  }

  /// The primary for writes, for transactions and after a write; otherwise the replicas in turn. What is loaded for the
  /// objects of a replica comes from the same one, and objects from other databases stay on theirs.
  public func database(for access: DatabaseAccess, of model: ModelSchema?, near origin: Database?) -> Database? {
    if let origin, origin !== primary, !replicas.contains(where: { $0 === origin }) { return origin }
    guard access == .read, !replicas.isEmpty, !primary.isInTransaction, !hasWritten else { return primary }
    if let origin, origin !== primary { return origin }
    let number = turn.wrappingAdd(1, ordering: .relaxed).oldValue
    return replicas[number % replicas.count & Int.max]
  }

  /// Records that the current task has written.
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
