/// Any JSON value, for documents whose form is not known in advance.
///
/// ```swift
/// @Model
/// struct Event {
///   @Field(.json) var data: JSONValue
/// }
/// try await Event.objects.create(data: ["kind": "click", "place": [10, 20], "user": .null])
/// ```
///
/// Two values are equal if a database says so: 1 equals 1.0, and the order of an object's members does not matter.
public enum JSONValue: Sendable, Hashable {
  /// The null of JSON, which is not the NULL of SQL.
  case null
  /// A Boolean.
  case bool(Bool)
  /// A number.
  case number(JSONNumber)
  /// A text.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object([String: JSONValue])
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(JSONNumber(floatLiteral: value)) }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object. Of two members with the same key, the later one counts.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(Dictionary(members) { _, last in last })
  }
}

// MARK: - Contents

extension JSONValue {
  /// The value of an object's member; nil if there is none.
  public subscript(key: String) -> JSONValue? { if case .object(let members) = self { members[key] } else { nil } }

  /// The element of an array; nil if there is none. Negative indexes count from the end.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self else { return nil }
    let index = index < 0 ? elements.count + index : index
    return elements.indices.contains(index) ? elements[index] : nil
  }

  /// The text; nil if it is not one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The Boolean; nil if it is not one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The integer; nil if it is not one.
  public var int: Int? { if case .number(let value) = self { value.int } else { nil } }
  /// The number; nil if it is not one, or out of the range of doubles.
  public var double: Double? { if case .number(let value) = self { value.double } else { nil } }
}

extension JSONValue: CustomStringConvertible {
  /// Reads JSON text; nil if it is not JSON.
  public init?(json text: String) {
    guard let tree = try? JSONReader.tree(Array(text.utf8)) else { return nil }
    self.init(tree)
  }

  /// The JSON text.
  public var description: String { String(decoding: tree.text, as: UTF8.self) }
}

// MARK: - Trees

extension JSONValue {
  package init(_ tree: JSONTree) {
    switch tree {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = .number(number)
    case .string(let bytes): self = .string(String(decoding: bytes, as: UTF8.self))
    case .array(let elements): self = .array(elements.map { JSONValue($0) })
    case .object(let members):
      let pairs = members.map { (String(decoding: $0.key, as: UTF8.self), JSONValue($0.value)) }
      self = .object(Dictionary(pairs) { _, last in last })
    }
  }

  package var tree: JSONTree {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let number): .number(number)
    case .string(let text): .string(Array(text.utf8))
    case .array(let elements): .array(elements.map(\.tree))
    case .object(let members):
      .object(of: members.map { JSONTree.Member(key: Array($0.key.utf8), value: $0.value.tree) })
    }
  }
}

// MARK: - Columns

extension JSONValue: JSONFieldValue {
  /// The type without its optionality.
  public typealias Base = JSONValue
  /// The type of the document.
  public typealias Document = JSONValue

  /// The column type.
  public static var columnType: ColumnType { .json }

  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let bytes = try row.withBytes(column) { [UInt8]($0) }
    do {
      self.init(try JSONReader.tree(bytes))
    } catch JSONReader.Failure.tooDeep {
      let problem = "holds JSON with more than \(JSONReader.deepest) arrays and objects inside each other"
      throw row.error(.message(problem), column)
    } catch {
      throw row.error(.message("holds a text that is not JSON"), column)
    }
  }

  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .json(tree.text) }
}

extension JSONValue: Codable {
  /// Decodes any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(JSONNumber.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Encodes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
