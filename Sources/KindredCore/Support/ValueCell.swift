#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value as a row with one cell, so that a type reads it as if from a database.
///
/// Uses pointers, because rows are read through C functions. The cell lives until the read ends.
final class ValueCell {
  private let value: DatabaseValue
  /// The value's bytes with a NUL terminator; nil for values without bytes.
  private let bytes: UnsafeMutableBufferPointer<UInt8>?

  private init(_ value: DatabaseValue) {
    self.value = value
    let content: [UInt8]? =
      switch value {
      case .text(let text): Array(text.utf8)
      case .bytes(let bytes), .json(let bytes): bytes
      case .null, .bool, .integer, .double, .timestamp, .date, .time, .interval, .uuid, .decimal, .list: nil
      }
    bytes = content.map { content in
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: content.count + 1)
      _ = bytes.initialize(from: content + [0])
      return bytes
    }
  }

  deinit { bytes?.deallocate() }

  /// Reads a value as one of a type.
  static func read<Value: FieldValue>(_ value: DatabaseValue, as type: Value.Type) throws -> Value {
    let cell = ValueCell(value)
    return try withExtendedLifetime(cell) {
      try withUnsafePointer(to: functions) { functions in
        let handle = OpaquePointer(Unmanaged.passUnretained(cell).toOpaque())
        return try Value(row: DatabaseRow(handle: handle, functions: functions), column: 0)
      }
    }
  }

  private static func cell(_ handle: OpaquePointer?) -> ValueCell? {
    handle.map { Unmanaged<ValueCell>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  private static let functions = CellFunctions(
    integer: { handle, _ in ValueCell.cell(handle)?.integer ?? 0 },
    real: { handle, _ in ValueCell.cell(handle)?.real ?? 0 },
    text: { handle, _, length in
      guard let bytes = ValueCell.cell(handle)?.bytes, let start = bytes.baseAddress else { return nil }
      length.pointee = Int32(clamping: bytes.count - 1)
      return UnsafePointer(start)
    },
    blob: { handle, _, length in
      guard let bytes = ValueCell.cell(handle)?.bytes, let start = bytes.baseAddress else { return nil }
      length.pointee = Int32(clamping: bytes.count - 1)
      return UnsafeRawPointer(start)
    },
    storageClass: { handle, _ in (ValueCell.cell(handle)?.storageClass ?? .null).rawValue },
    timestamp: { handle, _, output in
      ValueCell.give(handle, output) { if case .timestamp(let value) = $0 { value } else { nil } }
    },
    date: { handle, _, output in
      ValueCell.give(handle, output) { if case .date(let value) = $0 { value } else { nil } }
    },
    time: { handle, _, output in
      ValueCell.give(handle, output) { if case .time(let value) = $0 { value } else { nil } }
    },
    interval: { handle, _, output in
      ValueCell.give(handle, output) { if case .interval(let value) = $0 { value } else { nil } }
    },
    uuid: { handle, _, output in
      ValueCell.give(handle, output) { if case .uuid(let value) = $0 { value.uuid } else { nil } }
    },
    decimal: { handle, _, output in
      ValueCell.give(handle, output) { if case .decimal(let value) = $0 { value } else { nil } }
    },
    list: { handle, _, output in
      ValueCell.give(handle, output) { if case .list(let value) = $0 { value } else { nil } }
    })

  private static func give<Result>(
    _ handle: OpaquePointer?, _ output: UnsafeMutableRawPointer, _ result: (DatabaseValue) -> Result?
  ) -> Int32 {
    guard let value = cell(handle)?.value, !value.isNull else { return CellStatus.null.rawValue }
    guard let found = result(value) else { return CellStatus.malformed.rawValue }
    output.assumingMemoryBound(to: Result.self).pointee = found
    return CellStatus.converted.rawValue
  }

  private var integer: Int64 {
    switch value {
    case .integer(let value), .interval(let value): value
    case .bool(let value): value ? 1 : 0
    case .null, .double, .text, .bytes, .timestamp, .date, .time, .uuid, .decimal, .json, .list: 0
    }
  }

  private var real: Double {
    switch value {
    case .double(let value): value
    case .integer(let value): Double(value)
    case .null, .bool, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .decimal, .json, .list: 0
    }
  }

  private var storageClass: StorageClass {
    switch value {
    case .null: .null
    case .bool, .integer, .interval, .timestamp, .date, .time: .integer
    case .double, .decimal: .real
    case .text, .json: .text
    case .bytes, .uuid, .list: .blob
    }
  }
}
