/// A message about the sources, in the compiler's format.
package struct Remark: Hashable, CustomStringConvertible {
  /// The severity.
  package enum Severity: String, Sendable {
    case error
    case warning
    case note
  }

  /// The severity.
  package let severity: Severity
  /// What is wrong.
  package let message: String
  /// The position.
  package let place: Place

  /// The line in the format of compilers.
  package var description: String { "\(place): \(severity.rawValue): \(message)" }
}
