/// How many negations stand around a condition.
///
/// Under any number of them, a condition about a multi-valued relation is asked with `EXISTS`; whether a nil in a list
/// counts goes by their parity.
enum Negation: Sendable {
  case none
  case odd
  case even

  /// With one more.
  var deeper: Negation {
    switch self {
    case .none, .even: .odd
    case .odd: .even
    }
  }
}
