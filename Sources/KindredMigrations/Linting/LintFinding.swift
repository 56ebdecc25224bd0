/// Something about a migration that may lose rows, or stop a running system.
public struct LintFinding: Sendable, Hashable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: Int, Sendable, Hashable, Comparable, Codable {
    /// Good to know.
    case notice
    /// Look at it before the migration is applied.
    case warning
    /// Rows are lost, or the system stands still.
    case error

    /// Whether one is less bad than another.
    public static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  /// The rule.
  public let rule: LintRule
  /// How bad it is.
  public let severity: Severity
  /// The migration.
  public let migration: MigrationID
  /// Where the operation stands.
  public let source: OperationSource?
  /// What was found, and what to do instead.
  public let message: String
  /// Why it is accepted; nil if it is not.
  public let acknowledgement: String?

  /// `0004_tags.swift:12: error K305: …`
  public var description: String {
    "\(source?.description ?? migration.description): \(severity) \(rule): \(message)"
      + (acknowledgement.map { " (accepted: \($0))" } ?? "")
  }
}
