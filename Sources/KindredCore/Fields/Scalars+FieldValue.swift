#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Bool: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .bool }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let number = try row.integer(column)
    guard number == 0 || number == 1 else { throw row.error(.outOfRange(Bool.self), column) }
    self = number == 1
  }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.bool(self) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .bool(self) }
}

extension Double: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .double }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try row.double(column) }
  /// Reads the value from a row where it may be NULL.
  @inlinable
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Double? {
    try row.optionalDouble(column)
  }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.double(Double.storable(self)) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .double(try Double.storable(self)) }

  /// Refuses NaN on every backend, because SQLite silently stores it as NULL.
  @inlinable
  static func storable(_ value: Double) throws -> Double {
    if value.isNaN { throw FieldValueError("not-a-number cannot be stored; use an optional field and nil") }
    return value
  }
}

extension Float: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .float }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let wide = try row.double(column)
    let narrow = Float(wide)
    if narrow.isInfinite && !wide.isInfinite { throw row.error(.outOfRange(Float.self), column) }
    self = narrow
  }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.double(Double.storable(Double(self))) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .double(try Double.storable(Double(self))) }
}

extension String: KeyValue {
  /// The column type.
  public static var columnType: ColumnType { .text }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try row.string(column) }
  /// Reads the value from a row where it may be NULL.
  @inlinable
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> String? {
    try row.optionalString(column)
  }
  /// Checks that the cell holds the form that Kindred writes.
  @inlinable
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try row.expect(form: .text, column)
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.text(self) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .text(self) }
}

extension Data: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .bytes }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    // SQLite would convert a number to the bytes of its digits.
    switch row.storageClass(column) {
    case .integer, .real: throw row.error(.wrongType(expected: "bytes"), column)
    case .text, .blob, .null: self = try row.withBytes(column) { Data($0) }
    }
  }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try withUnsafeBytes { try writer.blob($0) } }
  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .bytes([UInt8](self)) }
}

extension UUID: KeyValue {
  /// The column type.
  public static var columnType: ColumnType { .uuid }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let zero: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    let function = row.functions.pointee.uuid
    self = UUID(uuid: try row.convert(function, column, initial: zero, expected: "a UUID"))
  }
  /// Checks that the cell holds the form that Kindred writes.
  @inlinable
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try row.expect(form: .uuid, column)
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.uuid(self) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .uuid(self) }
}

extension Decimal: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .decimal }
  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let function = row.functions.pointee.decimal
    self = try row.convert(function, column, initial: Decimal(), expected: "a decimal number")
  }
  /// Binds the value as the next parameter.
  public func bind(to writer: inout ParameterWriter) throws { try writer.decimal(storable()) }
  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .decimal(try storable()) }

  private func storable() throws -> Decimal {
    if isNaN { throw FieldValueError("not-a-number cannot be stored; use an optional field and nil") }
    return self
  }
}
