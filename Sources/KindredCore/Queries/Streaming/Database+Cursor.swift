extension Database {
  /// Opens a cursor on the task's transaction, or on its own connection.
  func openCursor(_ key: PlanKey) async throws -> ExplainingCursor {
    let plan = try plans.plan(for: key)
    key.query.countRun(plan, on: self)
    return try await openCursor(plan, try plan.boundValues(key.values))
  }

  /// Opens a cursor for the statement of a plan.
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> ExplainingCursor {
    guard mayBeWrapped, let wrappers = StatementWrappers.applying(to: self) else {
      return try await openUnwrappedCursor(plan, values)
    }
    let statement = DatabaseStatement(plan, form: .stream, wrappers.showsValues ? values : nil)
    var cursor: ExplainingCursor?
    _ = try await wrappers.run(statement, on: self) {
      cursor = try await openUnwrappedCursor(plan, values)
      return StatementOutcome(changes: 0, insertedKey: 0, rows: 0)
    }
    guard let cursor else { throw StatementWrappers.notRun }
    return cursor
  }

  private func openUnwrappedCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> ExplainingCursor {
    try await explaining(plan) {
      let transaction = Transaction.current(on: self)
      let cursor = try await observing(plan, values: values) { () async throws -> any StatementCursor in
        guard let transaction else { return try await driver.openCursor(plan, values) }
        return try await transaction.statement { try await $0.openCursor(plan, values) }
      }
      return ExplainingCursor(cursor, plan, transaction)
    }
  }
}

/// A cursor whose errors name model, table and column. They abort its transaction.
final class ExplainingCursor: Sendable {
  private let cursor: any StatementCursor
  private let plan: StatementPlan
  private let transaction: Transaction?

  fileprivate init(_ cursor: any StatementCursor, _ plan: StatementPlan, _ transaction: Transaction?) {
    self.cursor = cursor
    self.plan = plan
    self.transaction = transaction
  }

  deinit { cursor.close() }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    do {
      guard let transaction else { return try await cursor.read(upTo: count, links, read) }
      return try await transaction.statement { _ in try await cursor.read(upTo: count, links, read) }
    } catch {
      throw explained(error)
    }
  }

  /// How to step through the rows without the cursor; nil inside a transaction, where other statements may run in
  /// between.
  func steps() throws -> RowSteps? { transaction == nil ? try cursor.steps() : nil }

  /// Interprets any status other than 'row'.
  func ended(_ status: Int32) throws {
    do { try cursor.ended(status) } catch { throw explained(error) }
  }

  func explained(_ error: any Error) -> any Error { Database.explained(error, plan) }

  func close() { cursor.close() }
}
