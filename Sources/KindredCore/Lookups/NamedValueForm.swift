#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values in the form of named expressions. What JSON has by itself is plain; other values have a key with their type:
/// `{"date": "2008-02-29"}`.
enum NamedValueForm {
  /// The keys of values that JSON does not have.
  static let kinds: [NamedKey] = [
    "double", "decimal", "bytes", "timestamp", "date", "time", "interval", "uuid", "json", "list",
  ]

  static func encode(_ value: DatabaseValue, to encoder: any Encoder) throws {
    switch value {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .integer(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .text(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .list(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(NamedExpression(.value(value))) }
    case .double: try encode(value, "double", to: encoder)
    case .decimal: try encode(value, "decimal", to: encoder)
    case .bytes: try encode(value, "bytes", to: encoder)
    case .timestamp: try encode(value, "timestamp", to: encoder)
    case .date: try encode(value, "date", to: encoder)
    case .time: try encode(value, "time", to: encoder)
    case .interval: try encode(value, "interval", to: encoder)
    case .uuid: try encode(value, "uuid", to: encoder)
    case .json: try encode(value, "json", to: encoder)
    }
  }

  private static func encode(_ value: DatabaseValue, _ key: NamedKey, to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    try container.encode(FieldCodec.text(of: value), forKey: key)
  }

  /// A value that JSON has by itself.
  static func decodeScalar(from decoder: any Decoder) throws -> DatabaseValue {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() { return .null }
    if let value = try? container.decode(Bool.self) { return .bool(value) }
    if let value = try? container.decode(Int64.self) { return .integer(value) }
    if let value = try? container.decode(Double.self) { return .double(value) }
    if let value = try? container.decode(String.self) { return .text(value) }
    throw NamedForm.corrupted("A value is a number, a text, true, false or null.", decoder.codingPath)
  }

  /// A value that has a key with its type.
  static func decode(_ key: NamedKey, from container: KeyedDecodingContainer<NamedKey>) throws -> DatabaseValue {
    if key.stringValue == "list" {
      let items = try container.decode([NamedExpression].self, forKey: key)
      guard case .value(let value) = NamedExpression.list(items).node else {
        throw NamedForm.corrupted(
          "\"list\" has values only; a list with expressions is a plain array.", container.codingPath)
      }
      return value
    }
    let kind: ColumnType.Kind =
      switch key.stringValue {
      case "double": .double
      case "decimal": .decimal(digits: nil, places: nil)
      case "bytes": .bytes
      case "timestamp": .timestamp
      case "date": .date
      case "time": .time
      case "interval": .interval
      case "uuid": .uuid
      default: .json
      }
    // A number may also be a number.
    if let number = try? container.decode(Double.self, forKey: key),
      let value = try? FieldCodec.convert(.double(number), to: kind)
    {
      return value
    }
    do {
      return try FieldCodec.parse(container.decode(String.self, forKey: key), as: kind)
    } catch let error as FieldValueError {
      throw NamedForm.corrupted("\"\(key.stringValue)\": \(error.problem).", container.codingPath)
    }
  }
}
