import Logging

/// A closure to run after the commit of its transaction.
struct CommitHook: Sendable {
  let isRobust: Bool
  let body: @Sendable () async throws -> Void
}

extension Database {
  /// Runs a closure after the commit of the outermost transaction, or at once if the task is in no transaction.
  ///
  /// Closures run in the order in which they were added. Those of a transaction or savepoint that is rolled back never
  /// run. An error does not undo the commit: the later closures do not run, and `transaction` throws a ``KindredError``
  /// of code ``KindredError/Code/commitHook`` with the error inside.
  ///
  /// ```swift
  /// try await database.transaction {
  ///   let order = try await Order.objects.create(item: item)
  ///   try await database.onCommit { try await mail.confirm(order) }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - robust: Whether an error of the closure is only logged.
  ///   - body: The closure.
  /// - Throws: Outside of a transaction, the closure's error, unless `robust`.
  public func onCommit(robust: Bool = false, _ body: @escaping @Sendable () async throws -> Void) async throws {
    let hook = CommitHook(isRobust: robust, body: body)
    if let transaction = Transaction.current(on: self) {
      try transaction.add(hook)
    } else {
      try await run(hook)
    }
  }

  /// Runs the hooks of a committed transaction.
  func run(_ hooks: [CommitHook]) async throws {
    for (index, hook) in hooks.enumerated() {
      do {
        try await run(hook)
      } catch {
        let rest = hooks.count - index - 1
        let others = rest == 0 ? "" : " \(rest) further closures did not run."
        throw KindredError(
          .commitHook, "The transaction is committed, but a closure given to onCommit failed: \(error).\(others)"
        ) { $0.underlying = error }
      }
    }
  }

  private func run(_ hook: CommitHook) async throws {
    do {
      try await hook.body()
    } catch  where hook.isRobust {
      options.logger.error("a closure given to onCommit failed", metadata: ["error": "\(error)"])
    }
  }
}

/// Runs a closure after the commit on the task's database. See ``Database/onCommit(robust:_:)``.
public func onCommit(robust: Bool = false, _ body: @escaping @Sendable () async throws -> Void) async throws {
  try await Session.database(for: nil, .write).onCommit(robust: robust, body)
}
