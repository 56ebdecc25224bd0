/// The shared part of the integer conformances: a range check when reading and when binding.
@usableFromInline
protocol IntegerFieldValue: KeyValue, FixedWidthInteger {}

extension IntegerFieldValue {
  @inlinable @inline(__always)
  static func read(_ row: borrowing DatabaseRow, _ column: Int32) throws -> Self {
    try fitting(row.integer(column), row, column)
  }

  @inlinable @inline(__always)
  static func fitting(_ number: Int64, _ row: borrowing DatabaseRow, _ column: Int32) throws -> Self {
    guard let value = Self(exactly: number) else { throw row.error(.outOfRange(Self.self), column) }
    return value
  }

  /// Reads the value from a row where it may be NULL.
  @inlinable
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Self? {
    guard let number = try row.optionalInteger(column) else { return nil }
    return try fitting(number, row, column)
  }

  @inlinable @inline(__always)
  func stored() throws -> Int64 {
    guard let value = Int64(exactly: self) else {
      throw FieldValueError.integerOutOfRange
    }
    return value
  }
}

extension Int: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .integer(bits: 64) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension Int64: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .integer(bits: 64) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension Int32: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .integer(bits: 32) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension Int16: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .integer(bits: 16) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension Int8: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .integer(bits: 16) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

// Databases have no unsigned integers, so a column has the next larger signed type. There is none above 64 bits, so the
// largest values of UInt and UInt64 are refused.

extension UInt: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .unsigned(bits: 64) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension UInt64: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .unsigned(bits: 64) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension UInt32: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .unsigned(bits: 64) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension UInt16: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .unsigned(bits: 32) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}

extension UInt8: KeyValue, IntegerFieldValue {
  /// The column type.
  public static var columnType: ColumnType { .unsigned(bits: 16) }
  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws { self = try Self.read(row, column) }
  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.integer(stored()) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { .integer(try stored()) }
}
