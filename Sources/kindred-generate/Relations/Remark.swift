/// A message about the sources, in the compiler's format.
package struct Remark: Hashable, CustomStringConvertible {
  /// How grave it is.
  package enum Severity: String, Sendable {
    case error
    case warning
    case note
  }

  /// How grave it is.
  package let severity: Severity
  /// What is wrong.
  package let message: String
  /// Where.
  package let place: Place

  /// The line that tools read.
  package var description: String { "\(place): \(severity.rawValue): \(message)" }
}
