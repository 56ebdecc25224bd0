/// A statement that was run again and again for the rows of one result, for one row at a time: the N+1 problem.
///
/// ``Database/Options/repeatedStatements`` and ``Database/findingRepeatedStatements(_:during:)`` report it.
public struct RepeatedStatement: Sendable, CustomStringConvertible {
  /// What the statement read.
  public enum Cause: Sendable, Hashable {
    /// A single object of a relation: `entry.blog`, `place.restaurant`.
    case object
    /// A set of a relation: `blog.entrySet`.
    case set
    /// A deferred column: `page.body`.
    case column
    /// Nothing that belongs to the rows of a result.
    case other
  }

  /// The text, with placeholders.
  public let sql: String
  /// How often it was run.
  public let count: Int
  /// What it read.
  public let cause: Cause
  /// The name of the relation or deferred column, such as `Entry.blog`; nil for ``Cause/other``.
  public let relation: String?
  /// The model of the rows, or of the statement if it belongs to no rows.
  public let model: String
  /// The source file in which the rows were asked for by `all()`, such as `Shop/Orders.swift`; nil if that is not known.
  public let fileID: String?
  /// The line in that file.
  public let line: Int?

  /// What would avoid the repetition.
  public var advice: String {
    switch cause {
    case .object: "try selectRelated or prefetchRelated"
    case .set: "try prefetchRelated"
    case .column: "try undefer"
    case .other: "try one query for all of them, such as inBulk or a filter with in"
    }
  }

  /// Such as "17 × SELECT … for Entry.blog of the rows from Blog.swift:12, try selectRelated or prefetchRelated".
  public var description: String {
    guard let relation else { return "\(count) × \(sql), \(advice)" }
    let file = fileID?.split(separator: "/").last.map(String.init)
    let rows = if let file, let line { "the rows from \(file):\(line)" } else { "the rows of \(model)" }
    return "\(count) × \(sql) for \(relation) of \(rows), \(advice)"
  }
}

/// What is done about repeated statements. See ``Database/Options/repeatedStatements``.
public struct RepeatedStatementPolicy: Sendable {
  /// The number of runs from which a statement counts as repeated.
  let threshold: Int
  /// nil for the database's logger.
  let handler: (@Sendable (RepeatedStatement) -> Void)?

  /// Logs them as warnings.
  ///
  /// - Parameter threshold: The number of runs from which a statement counts as repeated.
  public static func log(atLeast threshold: Int = 5) -> RepeatedStatementPolicy {
    RepeatedStatementPolicy(threshold: threshold, handler: nil)
  }

  /// Calls the closure with each of them.
  ///
  /// - Parameter threshold: The number of runs from which a statement counts as repeated.
  public static func report(
    atLeast threshold: Int = 5, to handler: @escaping @Sendable (RepeatedStatement) -> Void
  ) -> RepeatedStatementPolicy {
    RepeatedStatementPolicy(threshold: threshold, handler: handler)
  }
}
