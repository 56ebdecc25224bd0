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
  /// Rows of a backfill are done. The total and the time that is left are estimates.
  case rows(MigrationID, done: Int, total: Int, left: Duration?)
  /// A migration is applied, or undone.
  case finished(MigrationID, isForwards: Bool, Duration)
  /// A migration was recorded without running it.
  case recorded(MigrationID)
  /// Something that does not keep the migrations from being applied.
  case warning(MigrationID, String)
}
