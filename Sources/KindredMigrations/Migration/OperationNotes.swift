/// What is known about an operation beside what it does. It is not part of a migration's checksum.
public struct OperationNotes: Sendable {
  /// Where the operation stands in the source.
  public var source: OperationSource?
  /// The findings of the linter that are accepted.
  public var acknowledgements: [Acknowledgement] = []
  /// Whether a squash leaves the operation out, because it only changes rows that a new database does not have.
  public var isElidable = false

  /// No notes.
  public init() {}
}

extension OperationNotes: Hashable {
  /// Always true: operations are the same wherever they stand.
  public static func == (lhs: OperationNotes, rhs: OperationNotes) -> Bool { true }
  /// Hashes nothing.
  public func hash(into hasher: inout Hasher) {}
}

/// A place in the source.
public struct OperationSource: Sendable, Hashable, CustomStringConvertible {
  /// The module and the file, such as `Blog/0004_tags.swift`.
  public let fileID: String
  /// The line, from 1.
  public let line: UInt

  /// Names a place.
  public init(fileID: StaticString, line: UInt) {
    self.fileID = fileID.description
    self.line = line
  }

  /// The name of the file.
  public var file: String { fileID.split(separator: "/").last.map(String.init) ?? fileID }
  /// The file and the line: `0004_tags.swift:12`.
  public var description: String { "\(file):\(line)" }
}

/// A finding of the linter that was looked at and is accepted.
public struct Acknowledgement: Sendable, Hashable, Codable {
  /// The rule.
  public let rule: LintRule
  /// Why it is accepted.
  public let reason: String

  /// Accepts the findings of a rule.
  public init(_ rule: LintRule, _ reason: String) {
    self.rule = rule
    self.reason = reason
  }
}
