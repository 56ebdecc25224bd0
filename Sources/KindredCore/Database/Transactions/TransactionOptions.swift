/// How much of what other transactions do a transaction sees. The levels and their order are the SQL standard's.
public enum IsolationLevel: Int, Sendable, Comparable, CaseIterable {
  /// Each statement sees what was committed before it began.
  case readCommitted
  /// All statements see what was committed before the first one.
  case repeatableRead
  /// The outcome is one that running the transactions one after the other could have had.
  case serializable

  /// Whether a level promises less than another one.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What a transaction was asked to be.
package struct TransactionOptions: Sendable {
  /// nil for the server's own.
  package var isolation: IsolationLevel?
  package var isReadOnly = false
  package var isDeferrable = false
  package var statementTimeout: Duration?
  package var lockTimeout: Duration?
  /// Where it was asked for.
  package var site: LeaseSite?

  package init() {}

  /// A time-out in whole milliseconds, rounded up.
  package static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = min(max(duration, .zero), .seconds(2_000_000)).components
    return max(1, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// Throws when the options contradict each other, or cannot be had inside a transaction that has its own.
  func check(inside outer: TransactionOptions?) throws {
    if [statementTimeout, lockTimeout].compactMap({ $0 }).contains(where: { $0 <= .zero }) {
      throw KindredError(.transaction, "A time-out has to be above zero; this one would stop every statement.")
    }
    if isDeferrable && !(isReadOnly && isolation == .serializable) {
      throw KindredError(
        .transaction, "Only a transaction that is serializable and only reads can be deferrable; set readOnly: true.")
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

  /// The options of a transaction inside another one, whose time-outs and ban on writing go on.
  func nested(in outer: TransactionOptions) -> TransactionOptions {
    var options = outer
    options.isReadOnly = isReadOnly || outer.isReadOnly
    options.statementTimeout = statementTimeout ?? outer.statementTimeout
    options.lockTimeout = lockTimeout ?? outer.lockTimeout
    return options
  }
}
