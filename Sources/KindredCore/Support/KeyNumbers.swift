/// Keys with numbers from 0 on, in the order in which they were added.
///
/// Most keys are integers, which are looked up without the cost of a value of any type.
struct KeyNumbers: Sendable {
  private var integers: [Int64: Int32] = [:]
  private var others: [DatabaseValue: Int32] = [:]

  /// How many different keys there are.
  private(set) var count = 0

  /// The number of a key, which is added if it is new.
  mutating func number(of key: DatabaseValue) -> Int32 {
    if case .integer(let value) = key { return number(of: value) }
    return note(Self.value(&others[key, default: Int32(truncatingIfNeeded: count)]))
  }

  /// The number of an integer, which is added if it is new.
  mutating func number(of key: Int64) -> Int32 {
    note(Self.value(&integers[key, default: Int32(truncatingIfNeeded: count)]))
  }

  /// The number of a key; nil if it was not added.
  func find(_ key: DatabaseValue) -> Int32? {
    if case .integer(let value) = key { return integers[value] }
    return others[key]
  }

  /// Reads a place that was made if it was missing. So a key is looked up once.
  @inline(__always)
  private static func value(_ place: inout Int32) -> Int32 { place }

  private mutating func note(_ number: Int32) -> Int32 {
    if number == count { count += 1 }
    return number
  }
}
