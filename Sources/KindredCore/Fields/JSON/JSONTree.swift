/// A parsed JSON document, as PostgreSQL's `jsonb` keeps it: texts are bytes, and the members of an object are sorted by
/// the length of their keys and then by their bytes, without duplicates.
package indirect enum JSONTree: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string([UInt8])
  case array([JSONTree])
  case object([Member])

  /// A member of an object.
  package struct Member: Sendable, Equatable {
    package var key: [UInt8]
    package var value: JSONTree

    package init(key: [UInt8], value: JSONTree) {
      self.key = key
      self.value = value
    }
  }

  /// An object. Of two members with the same key, the later one counts.
  package static func object(of members: [Member]) -> JSONTree {
    var sorted: [Member] = []
    let order = members.enumerated().sorted { lhs, rhs in
      lhs.element.key == rhs.element.key
        ? lhs.offset < rhs.offset : precedes(lhs.element.key, rhs.element.key)
    }
    for (_, member) in order {
      if sorted.last?.key == member.key { sorted.removeLast() }
      sorted.append(member)
    }
    return .object(sorted)
  }

  private static func precedes(_ lhs: [UInt8], _ rhs: [UInt8]) -> Bool {
    lhs.count == rhs.count ? lhs.lexicographicallyPrecedes(rhs) : lhs.count < rhs.count
  }

  /// The name of its type, as `jsonb_typeof` gives it.
  package var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// Whether it has neither elements nor members.
  package var isScalar: Bool {
    switch self {
    case .null, .bool, .number, .string: true
    case .array, .object: false
    }
  }

  /// The value of a member of an object.
  private func member(_ key: [UInt8]) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

// MARK: - Text

extension JSONTree {
  /// The text that PostgreSQL writes for a `jsonb`.
  package var text: [UInt8] {
    var text: [UInt8] = []
    write(to: &text)
    return text
  }

  private func write(to text: inout [UInt8]) {
    switch self {
    case .null: text += "null".utf8
    case .bool(let value): text += (value ? "true" : "false").utf8
    case .number(let number): text += number.text
    case .string(let bytes): Self.write(string: bytes, to: &text)
    case .array(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", ".utf8 }
        element.write(to: &text)
      }
      text.append(UInt8(ascii: "]"))
    case .object(let members):
      text.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", ".utf8 }
        Self.write(string: member.key, to: &text)
        text += ": ".utf8
        member.value.write(to: &text)
      }
      text.append(UInt8(ascii: "}"))
    }
  }

  private static func write(string bytes: [UInt8], to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case 0x08: text += #"\b"#.utf8
      case 0x09: text += #"\t"#.utf8
      case 0x0A: text += #"\n"#.utf8
      case 0x0C: text += #"\f"#.utf8
      case 0x0D: text += #"\r"#.utf8
      case 0..<0x20: text += ((byte < 0x10 ? #"\u000"# : #"\u00"#) + String(byte, radix: 16)).utf8
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }

  /// The text of a string, and the JSON of anything else; nil for `null`. It is what `->>` gives.
  package var plainText: [UInt8]? {
    switch self {
    case .null: nil
    case .string(let bytes): bytes
    case .bool, .number, .array, .object: text
    }
  }
}

// MARK: - Comparing

extension JSONTree {
  /// Bytes that are equal for equal documents, and in the order of `jsonb`: null, strings, numbers, Booleans, arrays,
  /// objects. Longer arrays and larger objects are greater. An empty array that is the whole document comes first.
  package var sortKey: [UInt8] {
    if case .array(let elements) = self, elements.isEmpty { return [0] }
    var key: [UInt8] = []
    appendKey(to: &key)
    return key
  }

  private func appendKey(to key: inout [UInt8]) {
    switch self {
    case .null: key.append(1)
    case .string(let bytes):
      key.append(2)
      Self.append(string: bytes, to: &key)
    case .number(let number): key += [3] + number.sortKey
    case .bool(let value): key += [4, value ? 1 : 0]
    case .array(let elements):
      key.append(5)
      Self.append(elements.count, to: &key)
      for element in elements { element.appendKey(to: &key) }
    case .object(let members):
      key.append(6)
      Self.append(members.count, to: &key)
      for member in members {
        Self.append(string: member.key, to: &key)
        member.value.appendKey(to: &key)
      }
    }
  }

  /// A text with an end that no text contains.
  private static func append(string bytes: [UInt8], to key: inout [UInt8]) {
    for byte in bytes { key += byte == 0 ? [0, 1] : [byte] }
    key += [0, 0]
  }

  private static func append(_ count: Int, to key: inout [UInt8]) {
    for shift in stride(from: 56, through: 0, by: -8) { key.append(UInt8(truncatingIfNeeded: count >> shift)) }
  }

  /// Whether the document contains another one, as `@>` has it.
  ///
  /// An object contains one whose members it has, where a member's value contains the other's. An array contains one
  /// whose elements it has, in any order and number. As an exception, an array contains a scalar that is its element;
  /// this holds for the whole documents only.
  package func contains(_ other: JSONTree) -> Bool {
    if case .array(let elements) = self, other.isScalar { return elements.contains(other) }
    return deepContains(other)
  }

  private func deepContains(_ other: JSONTree) -> Bool {
    switch (self, other) {
    case (.object(let members), .object(let others)):
      guard members.count >= others.count else { return false }
      return others.allSatisfy { other in member(other.key)?.deepContains(other.value) ?? false }
    case (.array(let elements), .array(let others)):
      return others.allSatisfy { other in
        other.isScalar ? elements.contains(other) : elements.contains { !$0.isScalar && $0.deepContains(other) }
      }
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return self == other
    }
  }

  /// Whether an object has a key, an array has it as a string, or a string equals it: `?`.
  package func hasKey(_ key: [UInt8]) -> Bool {
    switch self {
    case .object(let members): members.contains { $0.key == key }
    case .array(let elements): elements.contains(.string(key))
    case .string(let text): text == key
    case .null, .bool, .number: false
    }
  }
}
