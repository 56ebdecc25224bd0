#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The precision and scale of the columns that a statement's parameters are stored in, to refuse values that would be
/// rounded silently.
///
/// PostgreSQL rounds to the scale of the column; SQLite stores the value as it is.
@usableFromInline
package final class DecimalLimits: Sendable {
  private struct Limit {
    let digits: Int
    let places: Int
  }

  /// By parameter index, which starts at 1.
  private let limits: [Int32: Limit]

  /// The limits of the parameters that are stored in fields; nil when there are none.
  init?(_ fields: [FieldSchema?]) {
    var limits: [Int32: Limit] = [:]
    for (index, field) in fields.enumerated() {
      guard let field, case .decimal(let digits?, let places) = field.type.kind else { continue }
      limits[Int32(index) + 1] = Limit(digits: digits, places: places ?? 0)
    }
    if limits.isEmpty { return nil }
    self.limits = limits
  }

  /// - Throws: ``ParameterError`` when the value has more digits than the parameter's column keeps.
  func check(_ value: Decimal, index: Int32) throws {
    guard let problem = problem(value, index: index) else { return }
    throw ParameterError(index: index, status: ParameterError.tooManyDigits, problem: problem)
  }

  /// Why the parameter's column cannot keep the value; nil when it can.
  func problem(_ value: Decimal, index: Int32) -> String? {
    guard let limit = limits[index], !value.isZero else { return nil }
    var text = Substring(value.description)
    if text.first == "-" { text.removeFirst() }
    let parts = text.split(separator: ".")
    let whole = parts.first.map { $0.drop { $0 == "0" }.count } ?? 0
    let places = parts.count > 1 ? parts[1].reversed().drop { $0 == "0" }.count : 0
    if whole <= limit.digits - limit.places, places <= limit.places { return nil }
    return "the column keeps \(limit.digits) digits, \(limit.places) of them after the point; the value has more"
  }
}
