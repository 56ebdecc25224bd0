/// The isolation levels of the SQL standard, in their order.
public enum IsolationLevel: Int, Sendable, Comparable, CaseIterable {
  /// Each statement sees everything that was committed before the statement.
  case readCommitted
  /// All statements see what was committed before the first one.
  case repeatableRead
  /// The outcome is the same as if the transactions ran one after the other.
  case serializable

  /// Whether a level is weaker than another one.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// The options of a transaction.
package struct TransactionOptions: Sendable {
  /// nil for the server's default.
  package var isolation: IsolationLevel?
  package var isReadOnly = false
  package var isDeferrable = false
  package var statementTimeout: Duration?
  package var lockTimeout: Duration?
  /// Whether SQLite does not look at foreign keys meanwhile, so that a table can be copied and dropped.
  package var suspendsForeignKeys = false
  /// The place in the source that began the transaction.
  package var site: LeaseSite?

  package init() {}

  /// A time-out in whole milliseconds, rounded up.
  package static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = min(max(duration, .zero), .seconds(2_000_000)).components
    return max(1, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// Throws if the options contradict each other or the enclosing transaction.
  func check(inside outer: TransactionOptions?) throws {
    if [statementTimeout, lockTimeout].compactMap({ $0 }).contains(where: { $0 <= .zero }) {
      throw KindredError(.transaction, "A time-out has to be above zero; this one would stop every statement.")
    }
    if isDeferrable && !(isReadOnly && isolation == .serializable) {
      throw KindredError(
        .transaction, "Only a serializable, read-only transaction can be deferrable; set readOnly: true.")
    }
    guard let outer else { return }
    if let isolation, isolation > (outer.isolation ?? .readCommitted) {
      throw KindredError(
        .transaction,
        "The isolation level \(isolation) was asked for inside a transaction that has another one; the outermost "
          + "transaction chooses it.")
    }
    if isDeferrable && !outer.isDeferrable {
      throw KindredError(.transaction, "Only the outermost transaction can be deferrable.")
    }
  }

  /// The options of a nested transaction, which inherits time-outs and the read-only mode.
  func nested(in outer: TransactionOptions) -> TransactionOptions {
    var options = outer
    options.isReadOnly = isReadOnly || outer.isReadOnly
    options.statementTimeout = statementTimeout ?? outer.statementTimeout
    options.lockTimeout = lockTimeout ?? outer.lockTimeout
    return options
  }
}
