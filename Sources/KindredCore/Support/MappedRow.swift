/// A row whose columns are in another order: the columns of a model, wherever they are in the result.
///
/// Uses pointers, because rows are read through C functions. The original row is only used inside ``with(_:_:)``.
final class MappedRow {
  private var handle: OpaquePointer?
  private var functions: UnsafePointer<CellFunctions>
  /// For each column, its position in the original row.
  private let positions: [Int32]

  /// - Parameter row: Any row of the result.
  init(_ row: borrowing DatabaseRow, positions: [Int32]) {
    handle = row.handle
    functions = row.functions
    self.positions = positions
  }

  /// Calls the closure with the row in the other order.
  func with<Result>(_ row: borrowing DatabaseRow, _ body: (borrowing DatabaseRow) throws -> Result) throws -> Result {
    handle = row.handle
    functions = row.functions
    return try withUnsafePointer(to: Self.table) { table in
      let mapped = DatabaseRow(
        handle: OpaquePointer(Unmanaged.passUnretained(self).toOpaque()), functions: table, sharing: row.links)
      return try withExtendedLifetime(self) { try body(mapped) }
    }
  }

  /// The position in the original row; -1, which no row has, for a column that is not there.
  private func position(_ column: Int32) -> Int32 {
    positions.indices.contains(Int(column)) ? positions[Int(column)] : -1
  }

  private static func convert(
    _ handle: OpaquePointer?, _ column: Int32, _ output: UnsafeMutableRawPointer,
    _ function: (CellFunctions) -> CellFunctions.Conversion?
  ) -> Int32 {
    guard let row = row(handle), let function = function(row.functions.pointee) else {
      return CellStatus.malformed.rawValue
    }
    return function(row.handle, row.position(column), output)
  }

  private static func row(_ handle: OpaquePointer?) -> MappedRow? {
    handle.map { Unmanaged<MappedRow>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  private static let table = CellFunctions(
    integer: { handle, column in
      guard let row = MappedRow.row(handle) else { return 0 }
      return row.functions.pointee.integer(row.handle, row.position(column))
    },
    real: { handle, column in
      guard let row = MappedRow.row(handle) else { return 0 }
      return row.functions.pointee.real(row.handle, row.position(column))
    },
    text: { handle, column, length in
      guard let row = MappedRow.row(handle) else { return nil }
      return row.functions.pointee.text(row.handle, row.position(column), length)
    },
    blob: { handle, column, length in
      guard let row = MappedRow.row(handle) else { return nil }
      return row.functions.pointee.blob(row.handle, row.position(column), length)
    },
    storageClass: { handle, column in
      guard let row = MappedRow.row(handle) else { return StorageClass.null.rawValue }
      return row.functions.pointee.storageClass(row.handle, row.position(column))
    },
    timestamp: { MappedRow.convert($0, $1, $2) { $0.timestamp } },
    date: { MappedRow.convert($0, $1, $2) { $0.date } },
    time: { MappedRow.convert($0, $1, $2) { $0.time } },
    interval: { MappedRow.convert($0, $1, $2) { $0.interval } },
    uuid: { MappedRow.convert($0, $1, $2) { $0.uuid } },
    decimal: { MappedRow.convert($0, $1, $2) { $0.decimal } },
    list: { MappedRow.convert($0, $1, $2) { $0.list } },
    hasWrittenForm: { handle, column, form in
      guard let row = MappedRow.row(handle), let check = row.functions.pointee.hasWrittenForm else { return true }
      return check(row.handle, row.position(column), form)
    })
}

extension DatabaseRow {
  /// - Parameter links: The sibling groups of another row.
  fileprivate init(
    handle: OpaquePointer?, functions: UnsafePointer<CellFunctions>, sharing links: UncountedReference<PeerLinks>?
  ) {
    self.handle = handle
    self.functions = functions
    self.base = 0
    self.links = links
  }

  /// The names of the columns of the result.
  var columnNames: [String] {
    guard let count = functions.pointee.columnCount, let name = functions.pointee.columnName else { return [] }
    return (0..<count(handle)).map { column in
      name(handle, column).map { String(cString: $0) } ?? ""
    }
  }
}
