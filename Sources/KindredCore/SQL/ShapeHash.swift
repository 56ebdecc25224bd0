/// Hashes the shape of a query.
///
/// Swift's hasher is slower, because it resists crafted input. Shapes come from the program's source, and the plan
/// cache compares keys after a match, so one multiplication per part is enough.
struct ShapeHash {
  private(set) var value: UInt64 = 0

  mutating func combine(_ part: Int) {
    value = (value ^ UInt64(truncatingIfNeeded: part)) &* 0x9E37_79B9_7F4A_7C15
    value ^= value >> 32
  }

  mutating func combine(_ part: Bool) { combine(part ? 1 : 0) }

  /// Combines an object's identity.
  mutating func combine(_ object: AnyObject) { combine(Int(bitPattern: ObjectIdentifier(object))) }

  mutating func combine(_ path: RelationPath) { combine(path.step?.identity ?? 0) }

  /// Combines a value's `hashValue`, for types that are only `Hashable`.
  mutating func combine(hashOf part: some Hashable) { combine(part.hashValue) }
}
