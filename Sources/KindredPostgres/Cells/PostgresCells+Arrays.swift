import CPostgres
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The binary form of an array: the number of dimensions, whether there are NULLs, the element type, the length and
/// first index of each dimension, and the elements, each preceded by its length.
extension PostgresCells {
  static let list: CellFunctions.Conversion = { handle, column, output in
    let cell = Cell(handle, column)
    if cell.start == nil { return CellStatus.null.rawValue }
    guard let element = TypeOID.elements[cell.type], let values = elements(cell.bytes, element) else {
      return CellStatus.malformed.rawValue
    }
    output.assumingMemoryBound(to: [DatabaseValue].self).pointee = values
    return CellStatus.converted.rawValue
  }

  /// The elements of a one-dimensional array; nil for other arrays, and if an element cannot be represented.
  ///
  /// - Parameter basic: The basic type with the elements' binary form, if their own type is user-defined.
  private static func elements(_ bytes: UnsafeRawBufferPointer, _ basic: Oid) -> [DatabaseValue]? {
    var position = 0
    func take(_ count: Int) -> UnsafeRawPointer? {
      guard count >= 0, bytes.count - position >= count, let start = bytes.baseAddress else { return nil }
      defer { position += count }
      return start + position
    }
    guard let head = take(12) else { return nil }
    let named = Oid(network: head + 8)
    let type = named < TypeOID.firstUserDefined ? named : basic
    switch Int32(network: head) {
    case 0: return []
    case 1: break
    default: return nil
    }
    guard let dimension = take(8) else { return nil }
    var values: [DatabaseValue] = []
    for _ in 0..<Swift.max(0, Int32(network: dimension)) {
      guard let length = take(4).map({ Int(Int32(network: $0)) }) else { return nil }
      if length < 0 {
        values.append(.null)
        continue
      }
      guard let start = take(length), let value = value(type, start, length) else { return nil }
      values.append(value)
    }
    return values
  }

  private static func value(_ type: Oid, _ start: UnsafeRawPointer, _ count: Int) -> DatabaseValue? {
    switch (type, count) {
    case (TypeOID.int8, 8): return .integer(Int64(network: start))
    case (TypeOID.int4, 4): return .integer(Int64(Int32(network: start)))
    case (TypeOID.int2, 2): return .integer(Int64(Int16(network: start)))
    case (TypeOID.bool, 1): return .bool(start.load(as: UInt8.self) != 0)
    case (TypeOID.float8, 8): return .double(Double(bitPattern: UInt64(network: start)))
    case (TypeOID.float4, 4): return .double(Double(Float(bitPattern: UInt32(network: start))))
    case (TypeOID.uuid, 16): return .uuid(UUID(uuid: start.loadUnaligned(as: uuid_t.self)))
    case (TypeOID.timestamptz, 8), (TypeOID.timestamp, 8):
      return microseconds(start).map { .timestamp(microseconds: $0) }
    case (TypeOID.date, 4): return days(start).map { .date(days: $0) }
    default:
      guard TypeOID.isText(type) else { return nil }
      return String(validating: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self).map { .text($0) }
    }
  }
}
