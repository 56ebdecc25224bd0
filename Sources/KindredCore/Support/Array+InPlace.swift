/// Visits elements without copying them: a copy would retain everything that the element refers to. The pointers must
/// not escape the closures.
extension Array {
  @inline(__always)
  func eachInPlace(_ body: (UnsafePointer<Element>) -> Void) {
    withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      for index in 0..<elements.count { body(first + index) }
    }
  }

  @inline(__always)
  func firstInPlace<Result>(_ body: (UnsafePointer<Element>) -> Result?) -> Result? {
    withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return nil }
      for index in 0..<elements.count { if let result = body(first + index) { return result } }
      return nil
    }
  }

  /// Whether both arrays have the same count and the closure returns true for each pair.
  @inline(__always)
  func pairsInPlace(
    _ others: [Element], _ holds: (UnsafePointer<Element>, UnsafePointer<Element>) -> Bool
  ) -> Bool {
    guard count == others.count else { return false }
    return withUnsafeBufferPointer { elements in
      others.withUnsafeBufferPointer { others in
        guard let first = elements.baseAddress, let firstOther = others.baseAddress else { return true }
        for index in 0..<elements.count where !holds(first + index, firstOther + index) { return false }
        return true
      }
    }
  }
}
