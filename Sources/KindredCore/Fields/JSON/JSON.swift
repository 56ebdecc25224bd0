#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value that a column keeps as a JSON document: ``JSON`` or ``JSONValue``. Look-ups inside documents are for these.
public protocol JSONFieldValue: FieldValue {
  /// The type of the document.
  associatedtype Document: Codable & Sendable
}

/// A value kept as a JSON document in one column.
///
/// A property declared with `@Field(.json)` has the plain type; in queries its column has this wrapper type.
public struct JSON<Value: Codable & Sendable>: Sendable {
  /// The document's value.
  public var value: Value

  /// Wraps a value.
  public init(_ value: Value) { self.value = value }
}

extension JSON: Equatable where Value: Equatable {}
extension JSON: Hashable where Value: Hashable {}

extension JSON: JSONFieldValue {
  /// The type without its optionality.
  public typealias Base = JSON<Value>
  /// The type of the document.
  public typealias Document = Value

  /// The column type.
  public static var columnType: ColumnType { .json }

  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    // Read without Foundation, which would round large numbers.
    if Value.self == JSONValue.self, let any = try JSONValue(row: row, column: column) as? Value {
      value = any
      return
    }
    let bytes = try row.withBytes(column) { Data($0) }
    do {
      value = try JSONDecoder().decode(Value.self, from: bytes)
    } catch {
      throw row.error(.message("holds JSON that is not a \(Value.self)"), column)
    }
  }

  /// Reads the value from a row where it may be NULL. JSON `null` is nil as well, unless the type itself decodes
  /// `null`.
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> JSON<Value>? {
    if row.isNull(column) { return nil }
    do {
      return try JSON(row: row, column: column)
    } catch {
      if try row.withBytes(column, ListText.isNull) { return nil }
      throw error
    }
  }

  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue {
    if let value = value as? JSONValue { return try value.databaseValue() }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return .json([UInt8](try encoder.encode(value)))
    } catch {
      throw FieldValueError("the value of type \(Value.self) cannot be written as JSON")
    }
  }
}
