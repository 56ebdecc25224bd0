/// A statement that has run.
public struct StatementEvent: Sendable {
  /// The statement's text, with placeholders.
  public let sql: String
  /// How long it took, including reading its rows; for a stream, until the first row was available.
  public let duration: Duration
  /// The bound values, if ``Database/Options/logsValues`` is true.
  public let values: [DatabaseValue]?
  /// Whether it failed.
  public let failed: Bool
}
