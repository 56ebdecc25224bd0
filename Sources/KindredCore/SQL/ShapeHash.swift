/// Hashes the shape of a query.
///
/// Swift's own hasher resists attackers who choose what is hashed, and costs accordingly. Shapes come from the program's
/// source, and the plan cache compares what it finds, so that a multiplication per part is enough here.
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

  /// Combines what only Swift's hasher knows to take apart.
  mutating func combine(hashOf part: some Hashable) { combine(part.hashValue) }
}
