/// One statement that ran.
public struct StatementEvent: Sendable {
  /// The statement's text, with placeholders.
  public let sql: String
  /// How long it took, reading its rows included; for a stream, until the first row could be asked for.
  public let duration: Duration
  /// The bound values, when ``Database/Options/logsValues`` is on.
  public let values: [DatabaseValue]?
  /// Whether it failed.
  public let failed: Bool
}
