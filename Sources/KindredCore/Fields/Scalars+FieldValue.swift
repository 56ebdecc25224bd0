#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Bool: FieldValue {
  public static var columnType: ColumnType { .bool }
  @inlinable
  public init(row: borrowing Row, column: Int32) throws { self = try row.integer(column) != 0 }
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.bool(self) }
  public func databaseValue() throws -> DatabaseValue { .bool(self) }
}

extension Double: FieldValue {
  public static var columnType: ColumnType { .double }
  @inlinable
  public init(row: borrowing Row, column: Int32) throws { self = try row.double(column) }
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.double(Double.storable(self)) }
  public func databaseValue() throws -> DatabaseValue { .double(try Double.storable(self)) }

  /// SQLite turns NaN into NULL without a word, so that it is refused everywhere.
  @inlinable
  static func storable(_ value: Double) throws -> Double {
    if value.isNaN { throw FieldValueError("not-a-number cannot be stored; use an optional field and nil") }
    return value
  }
}

extension Float: FieldValue {
  public static var columnType: ColumnType { .float }
  @inlinable
  public init(row: borrowing Row, column: Int32) throws {
    let wide = try row.double(column)
    let narrow = Float(wide)
    if narrow.isInfinite && !wide.isInfinite { throw row.error(.outOfRange(Float.self), column) }
    self = narrow
  }
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.double(Double.storable(Double(self))) }
  public func databaseValue() throws -> DatabaseValue { .double(try Double.storable(Double(self))) }
}

extension String: KeyValue {
  public static var columnType: ColumnType { .text }
  @inlinable
  public init(row: borrowing Row, column: Int32) throws { self = try row.string(column) }
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.text(self) }
  public func databaseValue() throws -> DatabaseValue { .text(self) }
}

extension Data: FieldValue {
  public static var columnType: ColumnType { .bytes }
  @inlinable
  public init(row: borrowing Row, column: Int32) throws {
    // A backend would write a number's digits as bytes.
    switch row.storageClass(column) {
    case .integer, .real: throw row.error(.wrongType(expected: "bytes"), column)
    case .text, .blob, .null: self = try row.withBytes(column) { Data($0) }
    }
  }
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try withUnsafeBytes { try writer.blob($0) } }
  public func databaseValue() throws -> DatabaseValue { .bytes([UInt8](self)) }
}

extension UUID: KeyValue {
  public static var columnType: ColumnType { .uuid }
  @inlinable
  public init(row: borrowing Row, column: Int32) throws {
    let zero: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    let function = row.functions.pointee.uuid
    self = UUID(uuid: try row.convert(function, column, initial: zero, expected: "a UUID"))
  }
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.uuid(self) }
  public func databaseValue() throws -> DatabaseValue { .uuid(self) }
}

extension Decimal: FieldValue {
  public static var columnType: ColumnType { .decimal }
  public init(row: borrowing Row, column: Int32) throws {
    let function = row.functions.pointee.decimal
    self = try row.convert(function, column, initial: Decimal(), expected: "a decimal number")
  }
  public func bind(to writer: inout ParameterWriter) throws { try writer.decimal(storable()) }
  public func databaseValue() throws -> DatabaseValue { .decimal(try storable()) }

  private func storable() throws -> Decimal {
    if isNaN { throw FieldValueError("not-a-number cannot be stored; use an optional field and nil") }
    return self
  }
}
