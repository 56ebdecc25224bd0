import CPostgres
import KindredCore

/// The functions that read the cells of a result. All results are binary. The functions take a pointer to a
/// `kindred_result_row`.
enum PostgresCells {
  /// Never freed, so that rows can point to it.
  nonisolated(unsafe) static let functions: UnsafePointer<CellFunctions> = {
    let table = UnsafeMutablePointer<CellFunctions>.allocate(capacity: 1)
    table.initialize(
      to: CellFunctions(
        integer: kindred_result_integer, real: real, text: kindred_result_text, blob: blob, storageClass: storageClass,
        timestamp: timestamp,
        date: date, time: time, interval: interval, uuid: uuid, decimal: decimal, list: list,
        columnCount: { handle in handle.map { PQnfields(UnsafePointer<kindred_result_row>($0).pointee.result) } ?? 0 },
        columnName: { handle, column in
          handle.flatMap { PQfname(UnsafePointer<kindred_result_row>($0).pointee.result, column) }.map {
            UnsafePointer($0)
          }
        }))
    return UnsafePointer(table)
  }()

  /// Calls the closure with each row of a result. The row is reused; only its index changes.
  ///
  /// - Parameter userTypes: The known user-defined types.
  static func forEachRow(
    of result: OpaquePointer, userTypes: UserTypes? = nil, _ links: PeerLinks?, _ body: RowBody
  ) throws {
    let count = PQntuples(result)
    guard count > 0 else { return }
    let columns = PQnfields(result)
    try withUnsafeTemporaryAllocation(of: Oid.self, capacity: max(1, Int(columns))) { types in
      for column in 0..<columns {
        let type = PQftype(result, column)
        let form = type < TypeOID.firstUserDefined ? type : userTypes?.form(of: type).type ?? type
        types.initializeElement(at: Int(column), to: form)
      }
      guard let start = types.baseAddress else { return }
      var place = kindred_result_row(
        result: result, types: start, column_count: UInt32(columns), index: 0, any_integer: integer, any_text: text)
      try withUnsafeMutablePointer(to: &place) { place in
        let row = DatabaseRow(handle: OpaquePointer(place), functions: functions, links: links)
        while place.pointee.index < count {
          try body(row)
          place.pointee.index += 1
        }
      }
    }
  }

  /// One cell: its type and its bytes; nil bytes for NULL.
  struct Cell {
    let type: Oid
    let start: UnsafeRawPointer?
    let count: Int

    @inline(__always)
    init(_ handle: OpaquePointer?, _ column: Int32) {
      guard let handle else {
        self.init(type: 0, start: nil, count: 0)
        return
      }
      self.init(UnsafePointer<kindred_result_row>(handle), column)
    }

    private init(type: Oid, start: UnsafeRawPointer?, count: Int) {
      self.type = type
      self.start = start
      self.count = count
    }

    @inline(__always)
    init(_ place: UnsafePointer<kindred_result_row>, _ column: Int32) {
      let (result, row) = (place.pointee.result, place.pointee.index)
      type = kindred_result_type(place, column)
      count = Int(PQgetlength(result, row, column))
      // libpq returns an empty text for NULL.
      if count == 0 && PQgetisnull(result, row, column) == 1 {
        start = nil
      } else {
        start = UnsafeRawPointer(PQgetvalue(result, row, column))
      }
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count) }

    /// The integer in the cell; nil if there is none.
    @inline(__always)
    var integer: Int64? {
      guard let start else { return nil }
      switch (type, count) {
      case (TypeOID.int8, 8): return Int64(network: start)
      case (TypeOID.int4, 4): return Int64(Int32(network: start))
      case (TypeOID.int2, 2): return Int64(Int16(network: start))
      case (TypeOID.bool, 1): return start.load(as: UInt8.self) == 0 ? 0 : 1
      case (TypeOID.oid, 4): return Int64(UInt32(network: start))
      default: return nil
      }
    }

    /// The number in the cell; nil if there is none.
    var real: Double? {
      guard let start else { return nil }
      switch (type, count) {
      case (TypeOID.float8, 8): return Double(bitPattern: UInt64(network: start))
      case (TypeOID.float4, 4): return Double(Float(bitPattern: UInt32(network: start)))
      case (TypeOID.numeric, _): return NumericText.double(bytes)
      default: return integer.map(Double.init)
      }
    }

    /// The integer in a cell of a type that also has fractions; nil if the number is not whole.
    var wholeReal: Int64? {
      if type == TypeOID.numeric { return NumericText.integer(bytes) }
      return real.flatMap { Int64(exactly: $0) }
    }
  }

  private static let integer: CellFunctions.Integer = { handle, column in
    let cell = Cell(handle, column)
    return cell.integer ?? cell.wholeReal ?? 0
  }

  private static let real: CellFunctions.Real = { handle, column in Cell(handle, column).real ?? 0 }

  private static let text: CellFunctions.Text = { handle, column, length in
    let cell = Cell(handle, column)
    guard let start = cell.start else { return nil }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    // The binary form of jsonb begins with a version number.
    let version = cell.type == TypeOID.jsonb ? 1 : 0
    guard cell.count >= version, version == 1 || TypeOID.isText(cell.type) else { return nil }
    length.pointee = Int32(clamping: cell.count - version)
    return bytes + version
  }

  private static let blob: CellFunctions.Blob = { handle, column, length in
    let cell = Cell(handle, column)
    let version = cell.type == TypeOID.jsonb && cell.count > 0 ? 1 : 0
    length.pointee = Int32(clamping: cell.count - version)
    return cell.start.map { $0 + version }
  }

  private static let storageClass: CellFunctions.Number = { handle, column in
    let cell = Cell(handle, column)
    guard cell.start != nil else { return StorageClass.null.rawValue }
    switch cell.type {
    case TypeOID.int8, TypeOID.int4, TypeOID.int2, TypeOID.bool, TypeOID.oid: return StorageClass.integer.rawValue
    case TypeOID.float8, TypeOID.float4: return StorageClass.real.rawValue
    // A number out of the range of a double counts as text, so that it is not read as 0.
    case TypeOID.numeric: return (NumericText.isDouble(cell.bytes) ? StorageClass.real : .text).rawValue
    case TypeOID.bytea: return StorageClass.blob.rawValue
    default: return StorageClass.text.rawValue
    }
  }
}
