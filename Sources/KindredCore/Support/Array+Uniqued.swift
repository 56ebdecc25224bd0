extension [DatabaseValue] {
  /// The values without repetitions, in their order.
  func uniqued() -> [DatabaseValue] {
    if isAscending { return self }
    var seen = KeyNumbers()
    return filter { value in
      let count = seen.count
      return seen.number(of: value) == count
    }
  }

  /// Whether they are integers in ascending order, and so all different.
  private var isAscending: Bool {
    var last: Int64?
    for value in self {
      guard case .integer(let number) = value else { return false }
      if let last, number <= last { return false }
      last = number
    }
    return true
  }
}
