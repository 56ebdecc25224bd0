/// Reads JSON text.
///
/// Elements that a path does not lead to are skipped without being parsed.
package struct JSONReader {
  /// Why a text cannot be read.
  package enum Failure: Error {
    case malformed
    /// More than ``JSONReader/deepest`` arrays and objects inside each other.
    case tooDeep
  }

  /// How many arrays and objects may be inside each other: as many as `JSONDecoder` reads.
  package static let deepest = 512

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The document in a text.
  package static func tree(_ bytes: [UInt8]) throws(Failure) -> JSONTree {
    var reader = JSONReader(bytes)
    let tree = try reader.value()
    guard reader.isAtEnd else { throw .malformed }
    return tree
  }

  /// Whether only white space is left.
  private var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.count
    }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func require(_ byte: UInt8) throws(Failure) {
    guard take(byte) else { throw .malformed }
  }

  private mutating func take(word: StaticString) throws(Failure) {
    let count = word.utf8CodeUnitCount
    guard bytes[position...].starts(with: word.description.utf8) else { throw .malformed }
    position += count
  }

  // MARK: - Values

  /// Reads a value.
  package mutating func value() throws(Failure) -> JSONTree {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "n"):
      try take(word: "null")
      return .null
    case UInt8(ascii: "t"):
      try take(word: "true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try take(word: "false")
      return .bool(false)
    default:
      guard let number = JSONNumber(numberText()) else { throw .malformed }
      return .number(number)
    }
  }

  private mutating func numberText() -> ArraySlice<UInt8> {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) {
      position += 1
    }
    return bytes[start..<position]
  }

  private mutating func enter() throws(Failure) {
    depth += 1
    if depth > Self.deepest { throw .tooDeep }
  }

  private mutating func array() throws(Failure) -> JSONTree {
    try enter()
    try require(UInt8(ascii: "["))
    var elements: [JSONTree] = []
    if !take(UInt8(ascii: "]")) {
      repeat { elements.append(try value()) } while take(UInt8(ascii: ","))
      try require(UInt8(ascii: "]"))
    }
    depth -= 1
    return .array(elements)
  }

  private mutating func object() throws(Failure) -> JSONTree {
    try enter()
    try require(UInt8(ascii: "{"))
    var members: [JSONTree.Member] = []
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipSpace()
        let key = try string()
        try require(UInt8(ascii: ":"))
        members.append(JSONTree.Member(key: key, value: try value()))
      } while take(UInt8(ascii: ","))
      try require(UInt8(ascii: "}"))
    }
    depth -= 1
    return .object(of: members)
  }

  // MARK: - Strings

  /// The bytes between quotation marks, as they are written.
  private mutating func rawString() throws(Failure) -> (bytes: ArraySlice<UInt8>, isEscaped: Bool) {
    guard next == UInt8(ascii: "\"") else { throw .malformed }
    position += 1
    let start = position
    var isEscaped = false
    while let byte = next {
      if byte == UInt8(ascii: "\"") {
        defer { position += 1 }
        return (bytes[start..<position], isEscaped)
      }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        position += 1
      }
      position += 1
    }
    throw .malformed
  }

  private mutating func string() throws(Failure) -> [UInt8] {
    let (raw, isEscaped) = try rawString()
    guard isEscaped else { return Array(raw) }
    var text: [UInt8] = []
    var rest = raw
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
      case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"): text += String(try Self.scalar(&rest)).utf8
      case nil, .some: throw .malformed
      }
    }
    return text
  }

  /// A scalar after `\u`. One half of a surrogate pair becomes the replacement character.
  private static func scalar(_ rest: inout ArraySlice<UInt8>) throws(Failure) -> Unicode.Scalar {
    func unit(_ rest: inout ArraySlice<UInt8>) throws(Failure) -> UInt32 {
      let digits = rest.prefix(4)
      guard digits.count == 4, digits.first != UInt8(ascii: "+"),
        let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw .malformed }
      rest = rest.dropFirst(4)
      return unit
    }
    let first = try unit(&rest)
    if (0xD800..<0xDC00).contains(first), rest.starts(with: #"\u"#.utf8) {
      var after = rest.dropFirst(2)
      let second = try unit(&after)
      if (0xDC00..<0xE000).contains(second) {
        rest = after
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    return Unicode.Scalar(first) ?? "\u{FFFD}"
  }

  // MARK: - Paths

  /// The value at the end of a path; nil if there is none.
  ///
  /// A key leads into objects only, an index into arrays only. As in PostgreSQL, a single value is its own only element.
  package static func find(_ path: [JSONPathElement], in bytes: [UInt8]) throws(Failure) -> JSONTree? {
    var reader = JSONReader(bytes)
    for element in path {
      guard try reader.enter(element) else { return nil }
    }
    return try reader.value()
  }

  /// Moves to an element of the value; false if there is none.
  private mutating func enter(_ element: JSONPathElement) throws(Failure) -> Bool {
    skipSpace()
    switch element {
    case .key(let key):
      guard next == UInt8(ascii: "{") else { return false }
      return try enter(key: Array(key.utf8))
    case .index(let index):
      if next == UInt8(ascii: "[") { return try enter(index: index) }
      // A single value is an array of itself.
      return next != UInt8(ascii: "{") && (index == 0 || index == -1)
    }
  }

  private mutating func enter(key: [UInt8]) throws(Failure) -> Bool {
    position += 1
    // The last member of the name counts.
    var found: Int?
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipSpace()
        let start = position
        let (raw, isEscaped) = try rawString()
        var isFound = raw.elementsEqual(key)
        if isEscaped {
          position = start
          isFound = try string() == key
        }
        try require(UInt8(ascii: ":"))
        if isFound { found = position }
        try skip()
      } while take(UInt8(ascii: ","))
      try require(UInt8(ascii: "}"))
    }
    guard let found else { return false }
    position = found
    return true
  }

  private mutating func enter(index: Int) throws(Failure) -> Bool {
    position += 1
    var starts: [Int] = []
    if !take(UInt8(ascii: "]")) {
      repeat {
        if starts.count == index { return true }
        starts.append(position)
        try skip()
      } while take(UInt8(ascii: ","))
      try require(UInt8(ascii: "]"))
    }
    let place = index < 0 ? starts.count + index : index
    guard starts.indices.contains(place) else { return false }
    position = starts[place]
    return true
  }

  /// Skips a value.
  private mutating func skip() throws(Failure) {
    skipSpace()
    var open = 0
    repeat {
      switch next {
      case nil: throw .malformed
      case UInt8(ascii: "\""): _ = try rawString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // The end of what is around the value.
        if open == 0 { throw .malformed }
        open -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if open == 0 { throw .malformed }
        position += 1
      case .some: skipWord()
      }
      if open > 0 { skipSpace() }
    } while open > 0
  }

  private mutating func skipWord() {
    position += 1
    while let byte = next, ![0x2C, 0x3A, 0x5D, 0x7D, 0x20, 0x0A, 0x0D, 0x09, 0x22].contains(byte) { position += 1 }
  }
}
