public import KindredCore

/// Sets a column of many rows, in batches that are committed one by one, so that no row is locked for long.
///
/// ```swift
/// Backfill("entry", set: "slug", to: .lower("headline"), where: .isNull("slug"), batch: 5_000)
/// ```
///
/// The batches follow the primary key. The last key is recorded with each batch: after an interruption, the next run goes
/// on behind it.
public struct Backfill: SchemaOperation, Hashable {
  /// How a backfill is undone.
  public enum Backwards: String, Sendable, Hashable, Codable {
    /// Nothing has to be done: the column is dropped, or its old values are not missed.
    case nothing
    /// It cannot be undone.
    case impossible
  }

  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The column that is set.
  public let column: String
  /// Its value, from the other columns of the row.
  public let value: NamedExpression
  /// The condition on the rows; nil for all.
  public let condition: NamedExpression?
  /// The number of rows in one transaction.
  public let batch: Int
  /// How it is undone.
  public let backwards: Backwards

  /// Sets a column.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - column: The column that is set.
  ///   - value: Its value, from the other columns of the row.
  ///   - condition: The condition on the rows; nil for all.
  ///   - batch: The number of rows in one transaction; at least 1.
  ///   - backwards: How it is undone.
  public init(
    _ table: String, set column: String, to value: NamedExpression, where condition: NamedExpression? = nil,
    batch: Int = 5_000, backwards: Backwards = .nothing
  ) {
    self.table = table
    self.column = column
    self.value = value
    self.condition = condition
    self.batch = max(1, batch)
    self.backwards = backwards
  }

  private struct Form: Encodable {
    let backfill: String
    let column: String
    let value: NamedExpression
    let condition: NamedExpression?
  }

  /// What the operation does.
  public var summary: String { "backfill \(table).\(column)" }
  /// The table, the column and the expressions. The size of the batches can be changed.
  public var signature: String {
    SignatureText.of(Form(backfill: table, column: column, value: value, condition: condition), orElse: summary)
  }
  /// The table.
  public var touches: OperationTouches { .tables([table]) }

  /// The batches.
  public func work(in state: SchemaState) throws -> [OperationWork] {
    guard let table = state[table], table.column(column) != nil else {
      throw MigrationError(
        .invalidOperation,
        "There is no column \"\(column)\" in a table \"\(self.table)\" at this place in the history.")
    }
    return [.backfill(self)]
  }

  /// Nothing, unless it is said to be impossible.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? { backwards == .nothing ? [] : nil }
}
