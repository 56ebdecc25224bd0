/// How many negations enclose a condition.
///
/// Inside any negation, a condition on a multi-valued relation becomes `EXISTS`. How a nil in a list is treated depends
/// on whether the number of negations is odd or even.
enum Negation: Sendable {
  case none
  case odd
  case even

  /// One more negation.
  var deeper: Negation {
    switch self {
    case .none, .even: .odd
    case .odd: .even
    }
  }
}
