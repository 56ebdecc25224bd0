// The form of types and defaults in JSON: a type is a text such as "varchar(100)" would be in SQL, but the same for all
// databases.

extension ColumnType: Codable {
  /// Encodes the type as a text: `"text(100)"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(kind.portableName)
  }

  /// Decodes a type.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let kind = Kind(portableName: text) else {
      throw NamedForm.corrupted("There is no column type \(NameText.quoted(text)).", decoder.codingPath)
    }
    self.init(kind)
  }

  /// The type as a text that is the same for all databases: `text(100)`, `integer(64)`, `decimal(10, 2)`.
  package var portableName: String { kind.portableName }
}

extension ColumnType.Kind {
  fileprivate var portableName: String {
    switch self {
    case .integer(let bits, let isSigned): "\(isSigned ? "integer" : "unsigned")(\(bits))"
    case .bool: "bool"
    case .double: "double"
    case .float: "float"
    case .decimal(digits: nil, places: nil): "decimal"
    case .decimal(let digits, let places):
      "decimal(\(digits.map(String.init) ?? "_"), \(places.map(String.init) ?? "_"))"
    case .text(let maxLength): maxLength.map { "text(\($0))" } ?? "text"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .date: "date"
    case .time: "time"
    case .interval: "interval"
    case .uuid: "uuid"
    case .json: "json"
    case .array(let element): "array(\(element.portableName))"
    }
  }

  fileprivate init?(portableName text: String) {
    guard let open = text.firstIndex(of: "(") else {
      guard let kind = Self.plain[text] else { return nil }
      self = kind
      return
    }
    guard text.hasSuffix(")") else { return nil }
    let argument = text[text.index(after: open)...].dropLast()
    switch text[..<open] {
    case "integer", "unsigned":
      guard let bits = Int(argument), [16, 32, 64].contains(bits) else { return nil }
      self = .integer(bits: bits, isSigned: text.hasPrefix("i"))
    case "text":
      guard let length = Int(argument) else { return nil }
      self = .text(maxLength: length)
    case "decimal":
      let parts = argument.split(separator: ",").map { $0.filter { $0 != " " } }
      guard parts.count == 2 else { return nil }
      let numbers = parts.map { Int($0) }
      guard zip(parts, numbers).allSatisfy({ $0 == "_" || $1 != nil }) else { return nil }
      self = .decimal(digits: numbers[0], places: numbers[1])
    case "array":
      guard let element = ColumnType.Kind(portableName: String(argument)) else { return nil }
      self = .array(element)
    default: return nil
    }
  }

  private static let plain: [String: ColumnType.Kind] = [
    "bool": .bool, "double": .double, "float": .float, "decimal": .decimal(digits: nil, places: nil),
    "text": .text(maxLength: nil), "bytes": .bytes, "timestamp": .timestamp, "date": .date, "time": .time,
    "interval": .interval, "uuid": .uuid, "json": .json,
  ]
}

extension DatabaseDefault: Codable {
  /// Encodes the default: `{"value": 5}`, or `{"current": "timestamp"}`.
  ///
  /// - Throws: `EncodingError` for a value that no column can hold.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    switch kind {
    case .value(let value): try container.encode(NamedExpression(.value(value)), forKey: "value")
    case .current(let moment): try container.encode(moment.rawValue, forKey: "current")
    case .unstorable(let reason):
      throw EncodingError.invalidValue(
        self, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: reason))
    }
  }

  /// Decodes a default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    if let text = try container.decodeIfPresent(String.self, forKey: "current") {
      guard let moment = Moment(rawValue: text) else {
        throw NamedForm.corrupted("There is no moment \(NameText.quoted(text)).", container.codingPath)
      }
      self.init(kind: .current(moment))
    } else {
      self.init(kind: .value(try container.decodeValue(forKey: "value")))
    }
  }
}

extension KeyedDecodingContainer<NamedKey> {
  /// Decodes a plain value.
  func decodeValue(forKey key: NamedKey) throws -> DatabaseValue {
    guard case .value(let value) = try decode(NamedExpression.self, forKey: key).node else {
      throw NamedForm.corrupted("\"\(key.stringValue)\" is a plain value.", codingPath)
    }
    return value
  }
}
