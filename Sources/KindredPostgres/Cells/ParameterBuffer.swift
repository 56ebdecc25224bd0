import CPostgres

/// The binary parameters of one or more runs of a statement.
///
/// Unchecked, because one task writes the buffer and then hands it on. This avoids run-time exclusivity checks.
final class ParameterBuffer: @unchecked Sendable {
  /// The maximum number of bytes in the parameters of one run. The server limits messages and rows to a gigabyte
  /// (`MaxAllocSize`), some of which is overhead.
  static let maximumBytes = 0x3FFF_FFFF - 1024

  /// The parameter types reported by the server.
  @exclusivity(unchecked) private(set) var types: [Oid]
  @exclusivity(unchecked) private var bytes: [UInt8] = [0]
  /// The start of each parameter, one run after another.
  @exclusivity(unchecked) private var starts: [Int] = []
  /// The length of each parameter; -1 for NULL.
  @exclusivity(unchecked) private var lengths: [Int32] = []
  @exclusivity(unchecked) private var list: List?
  /// The known user-defined types.
  private let userTypes: UserTypes?
  /// The size of the largest value, if the values are too large.
  @exclusivity(unchecked) var largestSize = 0

  /// An array parameter that is being written.
  private struct List {
    let element: Oid
    let hasNullAt: Int
  }

  /// - Parameters:
  ///   - runs: The number of runs.
  ///   - size: The estimated number of bytes.
  init(types: [Oid], userTypes: UserTypes? = nil, runs: Int = 1, size: Int = 0) {
    self.types = types
    self.userTypes = userTypes
    bytes.reserveCapacity(max(64, size))
    starts.reserveCapacity(types.count * runs)
    lengths.reserveCapacity(types.count * runs)
  }

  /// Reuses the buffer for another statement.
  func empty(for types: [Oid]) {
    self.types = types
    bytes.removeAll(keepingCapacity: true)
    bytes.append(0)
    starts.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    list = nil
  }

  /// The index (from 1) of the largest parameter, if the parameters of a run exceed the server's limit; else nil.
  func indexOfLargestIfTooLarge(_ most: Int = maximumBytes) -> Int32? {
    if bytes.count <= most { return nil }
    for first in stride(from: 0, to: lengths.count, by: max(1, types.count)) {
      let run = lengths[first..<min(first + types.count, lengths.count)]
      // Each value is preceded by its length and its format.
      guard run.reduce(0, { $0 + 6 + max(0, Int($1)) }) > most, let largest = run.max() else { continue }
      largestSize = Int(largest)
      return run.firstIndex(of: largest).map { Int32(clamping: $0 - first + 1) }
    }
    return nil
  }

  /// The basic type with the same binary form.
  @inline(__always)
  private func form(of type: Oid) -> Oid {
    type < TypeOID.firstUserDefined ? type : userTypes?.form(of: type).type ?? type
  }

  /// The number of bytes of the parameters.
  var size: Int { bytes.count }

  /// Writes a parameter, or an element of the current list.
  ///
  /// - Parameter write: Appends the binary form for a type, and returns 0 or an error code.
  func append(_ index: Int32, _ write: (inout [UInt8], Oid) -> Int32) -> Int32 {
    guard let list else {
      let position = Int(index) - 1
      guard types.indices.contains(position) else { return PostgresParameters.wrongType }
      let start = bytes.count
      let status = write(&bytes, form(of: types[position]))
      starts.append(start)
      lengths.append(Int32(clamping: bytes.count - start))
      return status
    }
    let start = bytes.count
    bytes.append(network: Int32(0))
    let status = write(&bytes, list.element)
    set(Int32(clamping: bytes.count - start - 4), at: start)
    return status
  }

  func appendNull() -> Int32 {
    if let list {
      bytes.append(network: Int32(-1))
      set(1, at: list.hasNullAt)
    } else {
      starts.append(0)
      lengths.append(-1)
    }
    return 0
  }

  func beginList(_ index: Int32, count: Int64) -> Int32 {
    let position = Int(index) - 1
    guard list == nil, types.indices.contains(position), let element = TypeOID.elements[form(of: types[position])]
    else { return PostgresParameters.wrongType }
    let named = userTypes?.form(of: types[position]).element ?? element
    starts.append(bytes.count)
    bytes.append(network: Int32(1))
    list = List(element: element, hasNullAt: bytes.count)
    bytes.append(network: Int32(0))
    bytes.append(network: named)
    bytes.append(network: Int32(clamping: count))
    bytes.append(network: Int32(1))
    return 0
  }

  func endList() -> Int32 {
    list = nil
    lengths.append(Int32(clamping: bytes.count - (starts.last ?? 0)))
    return 0
  }

  /// Appends the parameters as a row of a binary COPY.
  func appendRow(to data: inout [UInt8]) {
    data.append(network: Int16(clamping: types.count))
    for (start, length) in zip(starts, lengths) {
      data.append(network: length)
      if length > 0 { data.append(contentsOf: bytes[start..<start + Int(length)]) }
    }
  }

  private func set(_ value: Int32, at index: Int) {
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: index, as: Int32.self) }
  }

  /// Calls the closure with the parameters of a run, in the form that libpq takes.
  func withPointers(
    run: Int,
    _ body: (
      Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> Int32
  ) -> Int32 {
    let count = types.count
    let first = run * count
    guard starts.count >= first + count else { return 0 }
    return bytes.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      return lengths.withUnsafeBufferPointer { lengths in
        // On the stack, unless it is too large.
        withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
          withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { formats in
            for index in 0..<count {
              let isNull = lengths[first + index] < 0
              values.initializeElement(at: index, to: isNull ? nil : base.map { $0 + starts[first + index] })
              formats.initializeElement(at: index, to: 1)
            }
            return body(
              Int32(count), UnsafePointer(values.baseAddress), lengths.baseAddress.map { $0 + first },
              UnsafePointer(formats.baseAddress))
          }
        }
      }
    }
  }
}
