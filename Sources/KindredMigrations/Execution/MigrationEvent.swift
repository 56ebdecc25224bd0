/// What a ``Migrator`` reports while it works.
public enum MigrationEvent: Sendable {
  /// Another process migrates; its name, and the migration that it is at.
  case waiting(holder: String, migration: MigrationID?)
  /// A migration begins, or goes on behind the steps that are done.
  case began(MigrationID, isForwards: Bool, stepsDone: Int, stepsTotal: Int)
  /// A step begins.
  case step(MigrationID, summary: String, number: Int, of: Int)
  /// A step waits for a lock of the database, and is tried again.
  case retrying(MigrationID, attempt: Int)
  /// Rows of a backfill are done.
  case rows(MigrationID, RowProgress)
  /// A migration is applied, or undone.
  case finished(MigrationID, isForwards: Bool, Duration)
  /// A migration was recorded without running it.
  case recorded(MigrationID)
  /// Something that does not keep the migrations from being applied.
  case warning(MigrationID, String)
}

/// How far a backfill is.
public struct RowProgress: Sendable, Hashable {
  /// The table.
  public let table: String
  /// The number of rows that this run has done.
  public let done: Int
  /// The number of rows that there were to be done when it began. It is an estimate, as others insert rows meanwhile.
  public let total: Int
  /// How long the rest will take, at the speed so far; nil at the end.
  public let timeLeft: Duration?

  /// Estimates the time that is left.
  ///
  /// - Parameter elapsed: The time since the first row.
  package init(table: String, done: Int, total: Int, elapsed: Duration) {
    self.table = table
    self.done = done
    self.total = max(done, total)
    timeLeft = done > 0 && total > done ? elapsed / Double(done) * Double(total - done) : nil
  }

  /// How much of the rows is done, from 0 to 100.
  public var percent: Int { total > 0 ? done * 100 / total : 100 }
}
