#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values as a row, so that a type or a model reads them as if they came from a database.
///
/// Uses pointers, because rows are read through C functions. The cells live until the read ends.
package final class ValueRow {
  fileprivate struct Cell {
    let value: DatabaseValue
    /// The value's bytes with a NUL terminator; nil for values without bytes.
    let bytes: UnsafeMutableBufferPointer<UInt8>?
  }

  private let cells: [Cell]

  private init(_ values: [DatabaseValue]) { cells = values.map { Cell(value: $0, bytes: Self.bytes(of: $0)) } }

  deinit { for cell in cells { cell.bytes?.deallocate() } }

  private static func bytes(of value: DatabaseValue) -> UnsafeMutableBufferPointer<UInt8>? {
    let content: [UInt8]
    switch value {
    case .text(let text): content = Array(text.utf8)
    case .bytes(let bytes), .json(let bytes): content = bytes
    case .null, .bool, .integer, .double, .timestamp, .date, .time, .interval, .uuid, .decimal, .list: return nil
    }
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: content.count + 1)
    _ = bytes.initialize(from: content + [0])
    return bytes
  }

  /// Calls the closure with a row of these values.
  package static func read<Result>(
    _ values: [DatabaseValue], _ body: (borrowing DatabaseRow) throws -> Result
  ) throws -> Result {
    let row = ValueRow(values)
    return try withExtendedLifetime(row) {
      try withUnsafePointer(to: functions) { functions in
        let handle = OpaquePointer(Unmanaged.passUnretained(row).toOpaque())
        return try body(DatabaseRow(handle: handle, functions: functions))
      }
    }
  }

  /// Reads a value as one of a type.
  package static func read<Value: FieldValue>(_ value: DatabaseValue, as type: Value.Type) throws -> Value {
    try read([value]) { try Value(row: $0, column: 0) }
  }

  private static func cell(_ handle: OpaquePointer?, _ column: Int32) -> Cell? {
    guard let handle else { return nil }
    let cells = Unmanaged<ValueRow>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue().cells
    return cells.indices.contains(Int(column)) ? cells[Int(column)] : nil
  }

  private static let functions = CellFunctions(
    integer: { handle, column in ValueRow.cell(handle, column)?.integer ?? 0 },
    real: { handle, column in ValueRow.cell(handle, column)?.real ?? 0 },
    text: { handle, column, length in
      guard let bytes = ValueRow.cell(handle, column)?.bytes, let start = bytes.baseAddress else { return nil }
      length.pointee = Int32(clamping: bytes.count - 1)
      return UnsafePointer(start)
    },
    blob: { handle, column, length in
      guard let bytes = ValueRow.cell(handle, column)?.bytes, let start = bytes.baseAddress else { return nil }
      length.pointee = Int32(clamping: bytes.count - 1)
      return UnsafeRawPointer(start)
    },
    storageClass: { handle, column in (ValueRow.cell(handle, column)?.storageClass ?? .null).rawValue },
    timestamp: { handle, column, output in
      ValueRow.give(handle, column, output) { if case .timestamp(let value) = $0 { value } else { nil } }
    },
    date: { handle, column, output in
      ValueRow.give(handle, column, output) { if case .date(let value) = $0 { value } else { nil } }
    },
    time: { handle, column, output in
      ValueRow.give(handle, column, output) { if case .time(let value) = $0 { value } else { nil } }
    },
    interval: { handle, column, output in
      ValueRow.give(handle, column, output) { if case .interval(let value) = $0 { value } else { nil } }
    },
    uuid: { handle, column, output in
      ValueRow.give(handle, column, output) { if case .uuid(let value) = $0 { value.uuid } else { nil } }
    },
    decimal: { handle, column, output in
      ValueRow.give(handle, column, output) { if case .decimal(let value) = $0 { value } else { nil } }
    },
    list: { handle, column, output in
      ValueRow.give(handle, column, output) { if case .list(let value) = $0 { value } else { nil } }
    })

  private static func give<Result>(
    _ handle: OpaquePointer?, _ column: Int32, _ output: UnsafeMutableRawPointer, _ result: (DatabaseValue) -> Result?
  ) -> Int32 {
    guard let value = cell(handle, column)?.value, !value.isNull else { return CellStatus.null.rawValue }
    guard let found = result(value) else { return CellStatus.malformed.rawValue }
    output.assumingMemoryBound(to: Result.self).pointee = found
    return CellStatus.converted.rawValue
  }
}

extension ValueRow.Cell {
  fileprivate var integer: Int64 {
    switch value {
    case .integer(let value), .interval(let value): value
    case .bool(let value): value ? 1 : 0
    case .null, .double, .text, .bytes, .timestamp, .date, .time, .uuid, .decimal, .json, .list: 0
    }
  }

  fileprivate var real: Double {
    switch value {
    case .double(let value): value
    case .integer(let value): Double(value)
    case .decimal(let value): Double(value.description) ?? 0
    case .null, .bool, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json, .list: 0
    }
  }

  fileprivate var storageClass: StorageClass {
    switch value {
    case .null: .null
    case .bool, .integer, .interval, .timestamp, .date, .time: .integer
    case .double, .decimal: .real
    case .text, .json: .text
    case .bytes, .uuid, .list: .blob
    }
  }
}
