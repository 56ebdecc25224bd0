import CPostgres
import KindredCore

/// The functions that write parameters, in the binary form of the type that the server expects.
enum PostgresParameters {
  /// The column's type does not accept such a value.
  static let wrongType: Int32 = 1
  /// The column's type is too small for the value.
  static let outOfRange: Int32 = 2
  /// JSON that contains a NUL character.
  static let nulInDocument: Int32 = 3

  /// The parameters exceed the server's size limit.
  static let tooLarge: Int32 = 4

  /// The problem of a parameter, as a sentence fragment.
  static func problem(_ status: Int32, _ buffer: ParameterBuffer) -> String? {
    switch status {
    case wrongType: "the column has a type that does not take such a value"
    case outOfRange: "the number does not fit the column's type"
    case nulInDocument: "PostgreSQL cannot store JSON with a NUL character in a text"
    case tooLarge:
      "the value has \(buffer.largestSize) bytes; PostgreSQL takes at most \(ParameterBuffer.maximumBytes) in one "
        + "statement, for all its values together"
    default: nil
    }
  }

  /// Never freed, so that writers can point to it.
  nonisolated(unsafe) static let functions: UnsafePointer<ParameterFunctions> = {
    let table = UnsafeMutablePointer<ParameterFunctions>.allocate(capacity: 1)
    table.initialize(
      to: ParameterFunctions(
        null: { handle, _ in buffer(handle)?.appendNull() ?? wrongType }, integer: integer, bool: bool, real: real,
        text: text, blob: blob, timestamp: timestamp, date: date, time: time, interval: interval, uuid: uuid,
        decimal: decimal, json: json,
        beginList: { handle, index, count in buffer(handle)?.beginList(index, count: count) ?? wrongType },
        endList: { handle, _ in buffer(handle)?.endList() ?? wrongType }))
    return UnsafePointer(table)
  }()

  private static func buffer(_ handle: OpaquePointer?) -> ParameterBuffer? {
    handle.map { Unmanaged<ParameterBuffer>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  private static func append(
    _ handle: OpaquePointer?, _ index: Int32, _ write: (inout [UInt8], Oid) -> Int32
  ) -> Int32 {
    buffer(handle)?.append(index, write) ?? wrongType
  }

  /// Checks the size before the value is copied.
  private static func tooLarge(_ handle: OpaquePointer?, _ count: Int) -> Int32 {
    buffer(handle)?.largestSize = count
    return tooLarge
  }

  private static let integer: ParameterFunctions.Integer = { handle, index, value in
    append(handle, index) { write(integer: value, as: $1, to: &$0) }
  }

  private static func write(integer value: Int64, as type: Oid, to bytes: inout [UInt8]) -> Int32 {
    switch type {
    case TypeOID.int8: bytes.append(network: value)
    case TypeOID.int4:
      guard let value = Int32(exactly: value) else { return outOfRange }
      bytes.append(network: value)
    case TypeOID.int2:
      guard let value = Int16(exactly: value) else { return outOfRange }
      bytes.append(network: value)
    case TypeOID.oid:
      guard let value = UInt32(exactly: value) else { return outOfRange }
      bytes.append(network: value)
    case TypeOID.float8, TypeOID.float4:
      let near = type == TypeOID.float4 ? Double(Float(value)) : Double(value)
      guard Int64(exactly: near) == value else { return outOfRange }
      return write(real: near, as: type, to: &bytes)
    case TypeOID.numeric: return write(numeric: "\(value)", to: &bytes)
    default: return wrongType
    }
    return 0
  }

  private static let bool: ParameterFunctions.Integer = { handle, index, value in
    append(handle, index) { bytes, type in
      guard type == TypeOID.bool else { return write(integer: value, as: type, to: &bytes) }
      bytes.append(value == 0 ? 0 : 1)
      return 0
    }
  }

  private static let real: ParameterFunctions.Real = { handle, index, value in
    append(handle, index) { write(real: value, as: $1, to: &$0) }
  }

  private static func write(real value: Double, as type: Oid, to bytes: inout [UInt8]) -> Int32 {
    switch type {
    case TypeOID.float8: bytes.append(network: value.bitPattern)
    case TypeOID.float4:
      let narrow = Float(value)
      guard narrow.isInfinite == value.isInfinite, narrow.isZero == value.isZero else { return outOfRange }
      bytes.append(network: narrow.bitPattern)
    case TypeOID.numeric: return value.isFinite ? write(numeric: "\(value)", to: &bytes) : outOfRange
    case TypeOID.int8, TypeOID.int4, TypeOID.int2:
      guard let whole = Int64(exactly: value) else { return outOfRange }
      return write(integer: whole, as: type, to: &bytes)
    default: return wrongType
    }
    return 0
  }

  private static func write(numeric text: String, to bytes: inout [UInt8]) -> Int32 {
    var text = text
    return text.withUTF8 { NumericText.encode(UnsafeRawBufferPointer($0), to: &bytes) ? 0 : outOfRange }
  }

  private static let text: ParameterFunctions.Bytes = { handle, index, start, count in
    append(handle, index) { bytes, type in
      if count > ParameterBuffer.maximumBytes { return tooLarge(handle, count) }
      if type == TypeOID.jsonb { bytes.append(1) } else if !TypeOID.isText(type) { return wrongType }
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
      return 0
    }
  }

  private static let blob: ParameterFunctions.Bytes = { handle, index, start, count in
    append(handle, index) { bytes, type in
      if count > ParameterBuffer.maximumBytes { return tooLarge(handle, count) }
      guard type == TypeOID.bytea || type >= TypeOID.firstUserDefined else { return wrongType }
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
      return 0
    }
  }

  private static let json: ParameterFunctions.Bytes = { handle, index, start, count in
    if count > ParameterBuffer.maximumBytes { return tooLarge(handle, count) }
    if hasEscapedNUL(UnsafeRawBufferPointer(start: start, count: count)) { return nulInDocument }
    return text(handle, index, start, count)
  }

  /// Whether JSON contains the escape of a NUL character, which the server refuses. An escaped backslash before `u0000`
  /// is not one.
  private static func hasEscapedNUL(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x5C else {
        index += 1
        continue
      }
      if bytes[index...].starts(with: [0x5C, 0x75, 0x30, 0x30, 0x30, 0x30]) { return true }
      index += 2
    }
    return false
  }

  private static let decimal: ParameterFunctions.Bytes = { handle, index, start, count in
    append(handle, index) { bytes, type in
      let digits = UnsafeRawBufferPointer(start: start, count: count)
      if type == TypeOID.numeric { return NumericText.encode(digits, to: &bytes) ? 0 : outOfRange }
      let text = String(decoding: digits, as: UTF8.self)
      if let whole = Int64(text) { return write(integer: whole, as: type, to: &bytes) }
      guard type == TypeOID.float8 || type == TypeOID.float4, let value = Double(text) else {
        return TypeOID.isText(type) ? wrongType : outOfRange
      }
      return write(real: value, as: type, to: &bytes)
    }
  }

  private static let uuid: ParameterFunctions.Bytes = { handle, index, start, count in
    append(handle, index) { bytes, type in
      guard type == TypeOID.uuid else { return wrongType }
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
      return 0
    }
  }

  private static let timestamp: ParameterFunctions.Integer = { handle, index, value in
    append(handle, index) { bytes, type in
      guard Gregorian.storableTimestamps.contains(value) else { return ParameterError.dateOutOfRange }
      guard type == TypeOID.timestamptz || type == TypeOID.timestamp else { return wrongType }
      bytes.append(network: value - PostgresEpoch.microseconds)
      return 0
    }
  }

  private static let date: ParameterFunctions.Integer = { handle, index, value in
    append(handle, index) { bytes, type in
      guard Gregorian.storableDays.contains(value) else { return ParameterError.dateOutOfRange }
      switch type {
      case TypeOID.date: bytes.append(network: Int32(clamping: value) - PostgresEpoch.days)
      case TypeOID.timestamptz, TypeOID.timestamp:
        bytes.append(network: value * Gregorian.microsecondsPerDay - PostgresEpoch.microseconds)
      default: return wrongType
      }
      return 0
    }
  }

  private static let time: ParameterFunctions.Integer = { handle, index, value in
    append(handle, index) { bytes, type in
      guard (0..<Gregorian.microsecondsPerDay).contains(value) else { return ParameterError.timeOutOfRange }
      guard type == TypeOID.time else { return wrongType }
      bytes.append(network: value)
      return 0
    }
  }

  private static let interval: ParameterFunctions.Integer = { handle, index, value in
    append(handle, index) { bytes, type in
      switch type {
      case TypeOID.interval:
        bytes.append(network: value)
        bytes.append(network: Int32(0))
        bytes.append(network: Int32(0))
        return 0
      case TypeOID.int8: return write(integer: value, as: type, to: &bytes)
      default: return wrongType
      }
    }
  }
}
