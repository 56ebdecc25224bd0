#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value kept as a JSON document in one column.
///
/// A property declared with `@Field(.json)` has the plain type; in queries its column has this wrapper type.
public struct JSON<Value: Codable & Sendable>: Sendable {
  /// The document's value.
  public var value: Value

  /// Wraps a value.
  public init(_ value: Value) { self.value = value }
}

extension JSON: FieldValue {
  /// The type without its optionality.
  public typealias Base = JSON<Value>

  /// The column type.
  public static var columnType: ColumnType { .json }

  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
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
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return .json([UInt8](try encoder.encode(value)))
    } catch {
      throw FieldValueError("the value of type \(Value.self) cannot be written as JSON")
    }
  }
}
