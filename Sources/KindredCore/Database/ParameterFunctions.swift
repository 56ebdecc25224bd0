/// A driver's table of C functions that bind the parameters of a prepared statement.
///
/// The functions take the driver's handle and the parameter's index, from 1. They return 0, or an error code of the
/// driver.
@frozen
public struct ParameterFunctions: Sendable {
  /// Binds NULL.
  public typealias Null = @convention(c) (OpaquePointer?, Int32) -> Int32
  /// Binds an integer, a Boolean, or a number of microseconds or days.
  public typealias Integer = @convention(c) (OpaquePointer?, Int32, Int64) -> Int32
  /// Binds a double.
  public typealias Real = @convention(c) (OpaquePointer?, Int32, Double) -> Int32
  /// Binds bytes, which the driver copies before it returns.
  public typealias Bytes = @convention(c) (OpaquePointer?, Int32, UnsafeRawPointer?, Int) -> Int32

  @usableFromInline let null: Null
  @usableFromInline let integer: Integer
  @usableFromInline let bool: Integer
  @usableFromInline let real: Real
  @usableFromInline let text: Bytes
  @usableFromInline let blob: Bytes
  @usableFromInline let timestamp: Integer
  @usableFromInline let date: Integer
  @usableFromInline let time: Integer
  @usableFromInline let interval: Integer
  @usableFromInline let uuid: Bytes
  @usableFromInline let decimal: Bytes
  @usableFromInline let json: Bytes
  @usableFromInline let keptText: Bytes?
  @usableFromInline let beginList: Integer?
  @usableFromInline let endList: Null?

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - null: Binds NULL.
  ///   - integer: Binds a 64-bit integer.
  ///   - bool: Binds a Boolean, 0 or 1.
  ///   - real: Binds a double.
  ///   - text: Binds UTF-8 text.
  ///   - blob: Binds bytes.
  ///   - timestamp: Binds microseconds since 1970-01-01 00:00 UTC.
  ///   - date: Binds days since 1970-01-01.
  ///   - time: Binds microseconds since midnight.
  ///   - interval: Binds microseconds.
  ///   - uuid: Binds 16 bytes.
  ///   - decimal: Binds a decimal number, written in ASCII digits.
  ///   - json: Binds JSON text.
  ///   - keptText: Binds UTF-8 text that stays in memory until the statement has run, so that it is not copied; nil if
  ///     the driver cannot do that.
  ///   - beginList: Begins a list parameter with a number of values; nil if the driver has no list parameters.
  ///   - endList: Ends the list.
  public init(
    null: @escaping Null, integer: @escaping Integer, bool: @escaping Integer, real: @escaping Real,
    text: @escaping Bytes, blob: @escaping Bytes, timestamp: @escaping Integer, date: @escaping Integer,
    time: @escaping Integer, interval: @escaping Integer, uuid: @escaping Bytes, decimal: @escaping Bytes,
    json: @escaping Bytes, keptText: Bytes? = nil, beginList: Integer? = nil, endList: Null? = nil
  ) {
    self.null = null
    self.integer = integer
    self.bool = bool
    self.real = real
    self.text = text
    self.blob = blob
    self.timestamp = timestamp
    self.date = date
    self.time = time
    self.interval = interval
    self.uuid = uuid
    self.decimal = decimal
    self.json = json
    self.keptText = keptText
    self.beginList = beginList
    self.endList = endList
  }
}
