/// The current row of a result, while it is being read.
///
/// A row is borrowed from the driver and cannot outlive the step that produced it. Models read it through the code
/// that `@Model` generates; a type of your own reads it in ``FieldValue/init(row:column:)``.
@frozen
public struct DatabaseRow: ~Copyable {
  @usableFromInline let handle: OpaquePointer?
  @usableFromInline let functions: UnsafePointer<CellFunctions>
  /// The index of the first column of the model that is being read.
  @usableFromInline let base: Int32
  /// The sibling groups for the foreign keys of the model that is being read; nil if siblings are not collected.
  /// Unretained: the reader of the result keeps them alive.
  @usableFromInline let links: UncountedReference<PeerLinks>?

  /// Wraps a driver's cursor.
  ///
  /// - Parameters:
  ///   - handle: The first argument of the driver's functions.
  ///   - functions: The driver's table, which must outlive the row.
  @inlinable
  public init(handle: OpaquePointer?, functions: UnsafePointer<CellFunctions>) {
    self.init(handle: handle, functions: functions, links: nil)
  }

  /// - Parameters:
  ///   - base: The index of the first column of the model that is being read.
  ///   - links: The sibling groups of its foreign keys. They must outlive the row.
  @inlinable
  package init(
    handle: OpaquePointer?, functions: UnsafePointer<CellFunctions>, base: Int32 = 0, links: PeerLinks?
  ) {
    self.handle = handle
    self.functions = functions
    self.base = base
    self.links = links.map { UncountedReference($0) }
  }
}

extension DatabaseRow {
  /// How the cell is stored.
  @inlinable
  public func storageClass(_ column: Int32) -> StorageClass {
    StorageClass(rawValue: functions.pointee.storageClass(handle, base + column)) ?? .null
  }

  /// Whether the cell is SQL NULL.
  @inlinable
  public func isNull(_ column: Int32) -> Bool {
    functions.pointee.storageClass(handle, base + column) == StorageClass.null.rawValue
  }

  /// Reads an integer.
  ///
  /// Drivers return 0 for anything that is not a number, so the storage class is checked only if the result is 0: the
  /// check costs nothing on most rows.
  ///
  /// - Throws: ``CellError`` when the cell is NULL or not a number.
  @inlinable @inline(__always)
  public func integer(_ column: Int32) throws -> Int64 {
    let value = functions.pointee.integer(handle, base + column)
    if value == 0 { try expect(.integer, column) }
    return value
  }

  /// Reads an integer where it may be NULL.
  ///
  /// - Throws: ``CellError`` when the cell holds something else.
  @inlinable @inline(__always)
  public func optionalInteger(_ column: Int32) throws -> Int64? {
    let value = functions.pointee.integer(handle, base + column)
    if value == 0 {
      if isNull(column) { return nil }
      try expect(.integer, column)
    }
    return value
  }

  /// Reads a double where it may be NULL.
  ///
  /// - Throws: ``CellError`` when the cell holds something else.
  @inlinable @inline(__always)
  public func optionalDouble(_ column: Int32) throws -> Double? {
    let value = functions.pointee.real(handle, base + column)
    if value == 0 {
      if isNull(column) { return nil }
      try expect(.real, column)
    }
    return value
  }

  /// Reads a double.
  ///
  /// - Throws: ``CellError`` when the cell is NULL or not a number.
  @inlinable @inline(__always)
  public func double(_ column: Int32) throws -> Double {
    let value = functions.pointee.real(handle, base + column)
    if value == 0 { try expect(.real, column) }
    return value
  }

  /// Reads text.
  ///
  /// - Throws: ``CellError`` when the cell is NULL or is not valid UTF-8.
  @inlinable @inline(__always)
  public func string(_ column: Int32) throws -> String {
    guard let value = try optionalString(column) else { throw error(.null, column) }
    return value
  }

  /// Reads text where it may be NULL.
  ///
  /// - Throws: ``CellError`` when the cell holds something else, or text that is not valid UTF-8.
  @inlinable @inline(__always)
  public func optionalString(_ column: Int32) throws -> String? {
    var length: Int32 = 0
    guard let text = functions.pointee.text(handle, base + column, &length) else {
      if isNull(column) { return nil }
      throw error(.wrongType(expected: "text"), column)
    }
    // Of all validating ways to make a string from bytes, this is the only one without generic metadata look-ups.
    let value = UnsafeRawPointer(text).withMemoryRebound(to: CChar.self, capacity: 1) { String(validatingCString: $0) }
    if let value, length < 0 || value.utf8.count == Int(length) { return value }
    return try unusualText(text, length, column)
  }

  /// Handles text that contains a NUL character or is not valid UTF-8.
  @usableFromInline
  func unusualText(_ text: UnsafePointer<UInt8>, _ length: Int32, _ column: Int32) throws -> String {
    // The text is terminated by its only NUL, so it must be invalid UTF-8.
    guard length >= 0,
      let value = String(validating: UnsafeBufferPointer(start: text, count: Int(length)), as: UTF8.self)
    else { throw error(.invalidUTF8, column) }
    return value
  }

  /// Calls the closure with the bytes of the cell, which are valid only inside it.
  ///
  /// - Throws: ``CellError`` when the cell is NULL, or what the closure throws.
  @inlinable
  public func withBytes<R>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    if isNull(column) { throw CellError(.null, column: base + column) }
    var count: Int32 = 0
    let start = functions.pointee.blob(handle, base + column, &count)
    return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(count)))
  }

  /// What the rows of the result share, if anything; it notes the row's key.
  @inlinable @inline(__always)
  public func origin(key: some KeyValue) -> RowOrigin? {
    guard let links, links.with({ $0.origin != nil }) else { return nil }
    return note(key)
  }

  @usableFromInline
  func note(_ key: some KeyValue) -> RowOrigin? {
    guard let origin = links?.object.origin else { return nil }
    if let stored = key.stored { origin.note(stored) }
    return origin
  }

  /// Makes an error about a cell, with its column.
  @inlinable
  public func error(_ reason: CellError.Reason, _ column: Int32) -> CellError {
    CellError(reason, column: base + column)
  }

  @usableFromInline
  func expect(_ expected: StorageClass, _ column: Int32) throws {
    switch storageClass(column) {
    case .integer: return
    case .real:
      // Drivers return 0 for a real number that is not whole; a real 0 is a valid integer.
      if expected == .real || functions.pointee.real(handle, base + column) == 0 { return }
      throw error(.wrongType(expected: "an integer"), column)
    case .null: throw error(.null, column)
    case .text, .blob: throw error(.wrongType(expected: expected == .integer ? "an integer" : "a number"), column)
    }
  }

  /// Throws if the cell holds a form of its value that Kindred does not write. Does not check for NULL.
  @inlinable
  func expect(form: WrittenForm, _ column: Int32) throws {
    guard let check = functions.pointee.hasWrittenForm else { return }
    if !check(handle, base + column, form.rawValue) { throw error(.otherForm, column) }
  }

  @inlinable
  func convert<Value>(
    _ function: CellFunctions.Conversion, _ column: Int32, initial: Value, expected: StaticString
  ) throws -> Value {
    guard let value = try convertOptional(function, column, initial: initial, expected: expected) else {
      throw error(.null, column)
    }
    return value
  }

  /// The same for a cell that may be NULL.
  @inlinable
  func convertOptional<Value>(
    _ function: CellFunctions.Conversion, _ column: Int32, initial: Value, expected: StaticString
  ) throws -> Value? {
    var value = initial
    let status = withUnsafeMutablePointer(to: &value) { function(handle, base + column, UnsafeMutableRawPointer($0)) }
    if status == CellStatus.converted.rawValue { return value }
    if status == CellStatus.null.rawValue { return nil }
    throw conversionError(status, column, expected)
  }

  @usableFromInline
  func conversionError(_ status: Int32, _ column: Int32, _ expected: StaticString) -> CellError {
    switch status {
    case CellStatus.unrepresentable.rawValue:
      error(.message("holds \(expected) that the field's type cannot represent"), column)
    default: error(.wrongType(expected: expected), column)
    }
  }
}
