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
  /// Where the foreign keys of the model that is being read find their siblings; nil when nobody collects them. Whoever
  /// reads the result keeps it alive, so that no row has to.
  @usableFromInline let links: UncountedReference<PeerLinks>?

  /// Wraps a driver's cursor.
  ///
  /// - Parameters:
  ///   - handle: What the driver's functions take as their first argument.
  ///   - functions: The driver's table, which must outlive the row.
  @inlinable
  public init(handle: OpaquePointer?, functions: UnsafePointer<CellFunctions>) {
    self.init(handle: handle, functions: functions, links: nil)
  }

  /// - Parameters:
  ///   - base: The index of the first column of the model that is being read.
  ///   - links: Where its foreign keys find their siblings. It has to live as long as the row.
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
  /// The storage class is asked for only when the answer is 0, which is what drivers answer for anything that is not
  /// a number: the check costs nothing on most rows.
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
    // Of the ways to make a text of bytes that have to be valid, the only one that looks up no generic types.
    let value = UnsafeRawPointer(text).withMemoryRebound(to: CChar.self, capacity: 1) { String(validatingCString: $0) }
    if let value, length < 0 || value.utf8.count == Int(length) { return value }
    return try unusualText(text, length, column)
  }

  /// A text with a NUL character in it, which ends no text here, or one that is not valid.
  @usableFromInline
  func unusualText(_ text: UnsafePointer<UInt8>, _ length: Int32, _ column: Int32) throws -> String {
    // One that ends at its NUL has none in it, so that it is not valid.
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

  /// An error about a cell, naming its place in the result.
  @inlinable
  public func error(_ reason: CellError.Reason, _ column: Int32) -> CellError {
    CellError(reason, column: base + column)
  }

  @usableFromInline
  func expect(_ expected: StorageClass, _ column: Int32) throws {
    switch storageClass(column) {
    case .integer: return
    case .real:
      // A real number that is not whole was answered by 0; one that is 0 is an integer.
      if expected == .real || functions.pointee.real(handle, base + column) == 0 { return }
      throw error(.wrongType(expected: "an integer"), column)
    case .null: throw error(.null, column)
    case .text, .blob: throw error(.wrongType(expected: expected == .integer ? "an integer" : "a number"), column)
    }
  }

  /// Throws where the cell holds another form of its value than the one that is written. NULL is for the reader to judge.
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

  /// The same where the cell may be NULL.
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
      error(.message("holds \(expected) that the type of the field does not have"), column)
    default: error(.wrongType(expected: expected), column)
    }
  }
}
