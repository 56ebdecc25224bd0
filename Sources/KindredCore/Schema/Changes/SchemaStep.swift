/// What an editor makes of changes: statements that are run as one piece, and what they mean for a running system.
///
/// The command that prints SQL, the linter, the executor and the journal read the same steps.
public struct SchemaStep: Sendable, Hashable {
  /// What a step keeps others from doing while it runs, weakest first. The names are PostgreSQL's.
  public enum Lock: Int, Sendable, Hashable, Comparable, Codable {
    /// Others read and write.
    case none
    /// Others read and write, but change no schema.
    case shareUpdateExclusive
    /// Others read and change no rows.
    case share
    case shareRowExclusive
    /// Others wait.
    case accessExclusive

    /// Whether one keeps others from less than another.
    public static func < (lhs: Lock, rhs: Lock) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  /// How much of a table a step touches.
  public enum Work: Int, Sendable, Hashable, Comparable, Codable {
    /// The catalogue only.
    case catalogue
    /// Every row is read.
    case scan
    /// Every row is written.
    case rewrite

    /// Whether one is less work than another.
    public static func < (lhs: Work, rhs: Work) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  /// The statements, run in this order.
  public var sql: [String]
  /// Whether the statements run in a transaction, together with the journal and with neighbouring steps. One that does
  /// not has a single statement.
  public var isTransactional: Bool
  /// The strongest lock that it takes.
  public var lock: Lock
  /// The most that it does to the rows of an existing table.
  public var work: Work
  /// The tables that it takes the lock on.
  public var tables: [String]
  /// A query that returns rows where the step cannot run, and what it means: values that do not fit, duplicates, orphans.
  public var precondition: Precondition?
  /// Whether the transaction of the step must not enforce foreign keys while it runs, as a table that others point to is
  /// made anew. SQLite can only change this outside a transaction.
  public var suspendsForeignKeys: Bool
  /// Statements that remove what an interrupted run of a step without a transaction has left, before it is run again.
  public var cleanup: [String]
  /// A query that returns a row where there is something to remove; nil where the statements can always run. What a
  /// failed step has left may have the name of something that was there before, and has to stay.
  public var cleanupCondition: String?
  /// What the step does to the schema. The changes of the steps follow each other in the order of the steps. Empty for a step that prepares another.
  public var changes: [SchemaChange]
  /// Values for the rows that exist, which are written in batches, each in a transaction of its own. The statements are what
  /// all batches do together.
  public var fill: RowFill?
  /// The triggers, indexes and views that the schema does not know, use a table that is made anew, and are kept.
  public var keeps: [String] = []

  /// A query whose rows stand in the way of a step.
  public struct Precondition: Sendable, Hashable {
    /// The query, which returns the rows that stand in the way, or one of them.
    public var sql: String
    /// What it means that it returns some.
    public var problem: String

    /// Makes a precondition.
    public init(sql: String, problem: String) {
      self.sql = sql
      self.problem = problem
    }
  }

  /// Values of a column for the rows that exist.
  public struct RowFill: Sendable, Hashable {
    /// The table.
    public var table: String
    /// The column.
    public var column: String
    /// The value, as SQL.
    public var value: String
    /// The condition on the rows, as SQL.
    public var condition: String

    /// Makes a fill.
    public init(table: String, column: String, value: String, condition: String) {
      self.table = table
      self.column = column
      self.value = value
      self.condition = condition
    }
  }

  /// Makes a step.
  public init(
    _ sql: [String], isTransactional: Bool = true, lock: Lock = .none, work: Work = .catalogue, tables: [String] = [],
    precondition: Precondition? = nil, suspendsForeignKeys: Bool = false, cleanup: [String] = [],
    changes: [SchemaChange] = []
  ) {
    self.sql = sql
    self.isTransactional = isTransactional
    self.lock = lock
    self.work = work
    self.tables = tables
    self.precondition = precondition
    self.suspendsForeignKeys = suspendsForeignKeys
    self.cleanup = cleanup
    self.changes = changes
  }
}
