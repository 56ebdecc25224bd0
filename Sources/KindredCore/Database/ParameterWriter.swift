#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Binds the parameters of one statement, from the first to the last.
@frozen
public struct ParameterWriter: ~Copyable {
  @usableFromInline let handle: OpaquePointer?
  @usableFromInline let functions: UnsafePointer<ParameterFunctions>
  @usableFromInline var position: Int32
  /// The limits on the digits of decimal parameters; nil when there are none.
  @usableFromInline let limits: DecimalLimits?

  /// The unused part of the buffer that keeps text until the statement has run; nil for drivers without one.
  @usableFromInline var room: UnsafeMutableRawBufferPointer?

  /// Wraps a driver's prepared statement.
  @inlinable
  public init(handle: OpaquePointer?, functions: UnsafePointer<ParameterFunctions>) {
    self.init(handle: handle, functions: functions, limits: nil)
  }

  @inlinable
  package init(handle: OpaquePointer?, functions: UnsafePointer<ParameterFunctions>, limits: DecimalLimits?) {
    self.handle = handle
    self.functions = functions
    self.position = 0
    self.limits = limits
    self.room = nil
  }

  /// - Parameter room: A buffer for text. It must stay valid until the parameters are bound again or the statement
  ///   ends. The driver needs ``ParameterFunctions/keptText``.
  package init(
    handle: OpaquePointer?, functions: UnsafePointer<ParameterFunctions>, limits: DecimalLimits?,
    room: UnsafeMutableRawBufferPointer
  ) {
    self.init(handle: handle, functions: functions, limits: limits)
    self.room = room
  }

  /// The index of the last parameter bound; 0 before the first.
  @inlinable
  public var index: Int32 { position }

  @inlinable @inline(__always)
  mutating func advance() -> Int32 {
    position &+= 1
    return position
  }

  @inlinable @inline(__always)
  func check(_ status: Int32) throws {
    if status != 0 { throw ParameterError(index: index, status: status, problem: nil) }
  }

  /// Binds NULL.
  @inlinable
  public mutating func null() throws { try check(functions.pointee.null(handle, advance())) }

  /// Binds an integer.
  @inlinable
  public mutating func integer(_ value: Int64) throws { try check(functions.pointee.integer(handle, advance(), value)) }

  /// Binds a Boolean.
  @inlinable
  public mutating func bool(_ value: Bool) throws {
    try check(functions.pointee.bool(handle, advance(), value ? 1 : 0))
  }

  /// Binds a double.
  @inlinable
  public mutating func double(_ value: Double) throws { try check(functions.pointee.real(handle, advance(), value)) }

  /// Binds text.
  ///
  /// - Throws: ``ParameterError`` when the text contains a NUL character, which no backend compares correctly.
  public mutating func text(_ value: String) throws {
    let index = advance()
    // Nearly all strings are contiguous UTF-8, which is bound without a copy.
    if let status = value.utf8.withContiguousStorageIfAvailable({ bind($0, index) }) { return try check(status) }
    var copy = value
    try check(copy.withUTF8 { bind($0, index) })
  }

  @inline(__always)
  private mutating func bind(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int32) -> Int32 {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return functions.pointee.text(handle, index, nil, 0) }
    if memchr(start, 0, bytes.count) != nil { return ParameterError.nulCharacter }
    if let kept = keep(bytes) { return kept.function(handle, index, kept.place, bytes.count) }
    return functions.pointee.text(handle, index, start, bytes.count)
  }

  /// Copies bytes to the buffer; nil if they do not fit.
  @inline(__always)
  private mutating func keep(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (function: ParameterFunctions.Bytes, place: UnsafeRawPointer)? {
    guard let room, room.count >= bytes.count, let place = room.baseAddress, let start = bytes.baseAddress,
      let function = functions.pointee.keptText
    else { return nil }
    place.copyMemory(from: start, byteCount: bytes.count)
    self.room = UnsafeMutableRawBufferPointer(rebasing: room[bytes.count...])
    return (function, UnsafeRawPointer(place))
  }

  /// Binds JSON text.
  public mutating func json(_ value: [UInt8]) throws {
    let index = advance()
    try check(value.withUnsafeBytes { functions.pointee.json(handle, index, $0.baseAddress, $0.count) })
  }

  /// Binds bytes.
  @inlinable
  public mutating func blob(_ value: UnsafeRawBufferPointer) throws {
    try check(functions.pointee.blob(handle, advance(), value.baseAddress, value.count))
  }

  /// Binds a timestamp, in microseconds since 1970-01-01 00:00 UTC.
  @inlinable
  public mutating func timestamp(microseconds: Int64) throws {
    try check(functions.pointee.timestamp(handle, advance(), microseconds))
  }

  /// Binds a calendar date, in days since 1970-01-01.
  @inlinable
  public mutating func date(days: Int32) throws { try check(functions.pointee.date(handle, advance(), Int64(days))) }

  /// Binds a time of day, in microseconds since midnight.
  @inlinable
  public mutating func time(microseconds: Int64) throws {
    try check(functions.pointee.time(handle, advance(), microseconds))
  }

  /// Binds a duration, in microseconds.
  @inlinable
  public mutating func interval(microseconds: Int64) throws {
    try check(functions.pointee.interval(handle, advance(), microseconds))
  }

  /// Binds a UUID.
  @inlinable
  public mutating func uuid(_ value: UUID) throws {
    let index = advance()
    try check(withUnsafeBytes(of: value.uuid) { functions.pointee.uuid(handle, index, $0.baseAddress, $0.count) })
  }

  /// Binds a list as one parameter: natively if the driver has lists, else as JSON text.
  ///
  /// The elements are bound by the same functions as parameters, with other indices.
  package mutating func list(_ values: [DatabaseValue]) throws {
    guard let begin = functions.pointee.beginList, let end = functions.pointee.endList else {
      if let json = ListText.write(values) { return try self.json(json) }
      throw FieldValueError("in(…) does not support long lists of such values; use shorter lists")
    }
    let index = advance()
    try check(begin(handle, index, Int64(values.count)))
    do {
      for value in values { try value.bind(to: &self) }
    } catch let error as ParameterError {
      // Replaces the element's index, which is not a parameter index.
      throw ParameterError(index: index, status: error.status, problem: error.problem)
    }
    position = index
    try check(end(handle, index))
  }

  /// Binds a decimal number.
  public mutating func decimal(_ value: Decimal) throws {
    var text = value.description
    let index = advance()
    try limits?.check(value, index: index)
    try check(text.withUTF8 { functions.pointee.decimal(handle, index, $0.baseAddress, $0.count) })
  }
}

/// A parameter that could not be bound. It reaches the user as a ``KindredError`` that names the field.
public struct ParameterError: Error, Sendable {
  /// The parameter's index, from 1.
  public let index: Int32
  /// The driver's code.
  public let status: Int32
  /// A sentence fragment about the value, without the value; nil if the driver's code explains it.
  public let problem: String?

  /// Makes an error about one parameter.
  public init(index: Int32, status: Int32, problem: String?) {
    self.index = index
    self.status = status
    self.problem = problem
  }

  /// The code for text that contains a NUL character.
  public static let nulCharacter: Int32 = -1
  /// The code for a decimal with more digits than the backend keeps.
  public static let tooManyDigits: Int32 = -2
  /// The code for a timestamp or a date outside the years 1 to 9999.
  public static let dateOutOfRange: Int32 = -3

  /// The code for a time of day outside 00:00 to 24:00.
  public static let timeOutOfRange: Int32 = -5

  /// The code for the key of an object that was never saved.
  public static let unsavedKey: Int32 = -4

  /// The problem, if the code is one of Kindred's own.
  package var text: String? {
    if let problem { return problem }
    return switch status {
    case Self.nulCharacter: "text with a NUL character cannot be stored or compared; use Data for bytes"
    case Self.tooManyDigits: "this database keeps 15 significant digits of a decimal; the value has more"
    case Self.dateOutOfRange: "the date is outside the years 1 to 9999"
    case Self.timeOutOfRange: "the time of day is not between 00:00 and 24:00"
    default: nil
    }
  }
}
