/// The storage class of a cell.
@frozen
public enum StorageClass: Int32, Sendable {
  /// A signed 64-bit integer.
  case integer = 1
  /// A 64-bit floating-point number.
  case real = 2
  /// Text.
  case text = 3
  /// Bytes.
  case blob = 4
  /// SQL NULL.
  case null = 5
}

/// The result of a conversion function of ``CellFunctions``.
@frozen
public enum CellStatus: Int32, Sendable {
  /// The value was written to the output pointer.
  case converted = 0
  /// The cell is SQL NULL.
  case null = 1
  /// The cell does not hold a value of the requested type.
  case malformed = 2
  /// The cell holds a value of the requested type that the field's Swift type cannot represent, such as infinity.
  case unrepresentable = 3
}

/// A key type whose values can be spelled in several ways in an untyped cell.
@frozen
public enum WrittenForm: Int32, Sendable {
  /// Text, stored as text.
  case text = 1
  /// A UUID.
  case uuid = 2
  /// A date.
  case date = 3
  /// A time of day.
  case time = 4
}

/// A driver's table of C functions that read the current row of a result.
///
/// Rows are read through this table instead of a protocol, so that the loop over rows is specialised in the user's
/// module and each cell costs one indirect C call. The functions take the driver's handle and the column's index.
@frozen
public struct CellFunctions: Sendable {
  /// Reads a 64-bit integer.
  public typealias Integer = @convention(c) (OpaquePointer?, Int32) -> Int64
  /// Reads a double.
  public typealias Real = @convention(c) (OpaquePointer?, Int32) -> Double
  /// Reads a pointer to NUL-terminated UTF-8 text, and writes the number of its bytes, or -1 if the text cannot contain
  /// NUL. Returns nil for SQL NULL and for cells without text. Valid until the cursor moves.
  public typealias Text = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<Int32>) -> UnsafePointer<UInt8>?
  /// Reads a pointer to bytes, and writes their number. May return nil for an empty value. Valid until the cursor
  /// moves.
  public typealias Blob = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<Int32>) -> UnsafeRawPointer?
  /// Reads the raw value of a ``StorageClass``.
  public typealias Number = @convention(c) (OpaquePointer?, Int32) -> Int32
  /// Writes a converted value to the pointer and returns the raw value of a ``CellStatus``.
  public typealias Conversion = @convention(c) (OpaquePointer?, Int32, UnsafeMutableRawPointer) -> Int32

  /// Whether a cell is spelled as the driver would write its value. Takes the raw value of a ``WrittenForm``.
  public typealias FormCheck = @convention(c) (OpaquePointer?, Int32, Int32) -> Bool

  /// The number of columns.
  public typealias Count = @convention(c) (OpaquePointer?) -> Int32
  /// The name of a column, terminated by NUL. Valid as long as the result.
  public typealias Name = @convention(c) (OpaquePointer?, Int32) -> UnsafePointer<CChar>?

  @usableFromInline let integer: Integer
  @usableFromInline let real: Real
  @usableFromInline let text: Text
  @usableFromInline let blob: Blob
  @usableFromInline let storageClass: Number
  @usableFromInline let timestamp: Conversion
  @usableFromInline let date: Conversion
  @usableFromInline let time: Conversion
  @usableFromInline let interval: Conversion
  @usableFromInline let uuid: Conversion
  @usableFromInline let decimal: Conversion
  @usableFromInline let list: Conversion?
  @usableFromInline let hasWrittenForm: FormCheck?
  let columnCount: Count?
  let columnName: Name?

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - integer: Reads an integer or a Boolean; 0 for NULL and for anything that is not a whole number.
  ///   - real: Reads a double; 0 for NULL and for anything that is not a number.
  ///   - text: Reads UTF-8 text.
  ///   - blob: Reads bytes.
  ///   - storageClass: The raw value of the cell's ``StorageClass``.
  ///   - timestamp: Writes an `Int64`: microseconds since 1970-01-01 00:00 UTC.
  ///   - date: Writes an `Int32`: days since 1970-01-01.
  ///   - time: Writes an `Int64`: microseconds since midnight.
  ///   - interval: Writes an `Int64`: microseconds.
  ///   - uuid: Writes 16 bytes.
  ///   - decimal: Writes a `Foundation.Decimal`.
  ///   - list: Writes a `[DatabaseValue]`, the elements of an array; nil for databases without arrays.
  ///   - hasWrittenForm: Whether a cell is spelled as the driver would write it; nil for databases with typed columns,
  ///     where each value has one form.
  ///   - columnCount: The number of columns; nil if columns cannot be found by name.
  ///   - columnName: The name of a column.
  public init(
    integer: @escaping Integer, real: @escaping Real, text: @escaping Text, blob: @escaping Blob,
    storageClass: @escaping Number, timestamp: @escaping Conversion, date: @escaping Conversion,
    time: @escaping Conversion, interval: @escaping Conversion, uuid: @escaping Conversion,
    decimal: @escaping Conversion, list: Conversion? = nil, hasWrittenForm: FormCheck? = nil,
    columnCount: Count? = nil, columnName: Name? = nil
  ) {
    self.integer = integer
    self.real = real
    self.text = text
    self.blob = blob
    self.storageClass = storageClass
    self.timestamp = timestamp
    self.date = date
    self.time = time
    self.interval = interval
    self.uuid = uuid
    self.decimal = decimal
    self.list = list
    self.hasWrittenForm = hasWrittenForm
    self.columnCount = columnCount
    self.columnName = columnName
  }
}
