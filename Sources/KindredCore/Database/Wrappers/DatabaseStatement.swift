/// A statement that is about to run, as a wrapper sees it. See ``Database/withStatementWrapper(showsValues:_:during:)``.
public struct DatabaseStatement: Sendable {
  /// What a statement does.
  public enum Kind: Sendable, Hashable {
    /// Reads rows.
    case read
    /// Changes rows, or does anything else that is not only reading.
    case write
    /// Changes the schema.
    case schema
  }

  /// How a statement is run.
  public enum Form: Sendable, Hashable {
    /// Once, with all of its rows.
    case single
    /// Once for each of several sets of values.
    case batch(count: Int)
    /// Its rows are read bit by bit. The wrapper is around the beginning, before the first row.
    case stream
  }

  /// The text, with placeholders.
  public let sql: String
  /// What it does.
  public let kind: Kind
  /// How it is run.
  public let form: Form
  /// The name of the model; nil for a statement about none.
  public let model: String?
  /// The name of the model's table.
  public let table: String?
  /// The bound values, if they were asked for; nil for a batch.
  public internal(set) var values: [DatabaseValue]?

  init(_ plan: StatementPlan, form: Form = .single, _ values: [DatabaseValue]? = nil) {
    sql = plan.sql
    kind = plan.raw?.changesSchema == true ? .schema : plan.isWrite ? .write : .read
    self.form = form
    model = plan.model?.name
    table = plan.model?.table
    self.values = values
  }

  init(schema sql: String) {
    self.sql = sql
    kind = .schema
    form = .single
    model = nil
    table = nil
    values = nil
  }
}

/// The result of a statement, as a wrapper sees it. Only running a statement makes one.
public struct StatementResult: Sendable {
  /// The number of rows that were read; 0 for a stream and a batch.
  public let rows: Int
  /// The number of rows that were inserted, changed or deleted; 0 for a batch.
  public let changes: Int

  init(_ outcome: StatementOutcome) {
    rows = outcome.rows
    changes = outcome.changes
  }
}

/// A closure around a statement: it gets the statement, and a closure that runs it. It returns what that closure returns.
///
/// See ``Database/withStatementWrapper(showsValues:_:during:)``.
public typealias StatementWrapper =
  @Sendable (_ statement: DatabaseStatement, _ run: () async throws -> StatementResult) async throws -> StatementResult
