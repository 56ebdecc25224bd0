import CPostgres

/// The parameters of one or more runs of a statement, in binary.
final class ParameterBuffer {
  /// The types that the server gave to the parameters.
  let types: [Oid]
  private var bytes: [UInt8] = [0]
  /// Where each parameter starts, run after run.
  private var starts: [Int] = []
  /// How long each parameter is; -1 for NULL.
  private var lengths: [Int32] = []
  private var list: List?

  /// A parameter that is an array and is being written.
  private struct List {
    let element: Oid
    let hasNullAt: Int
  }

  init(types: [Oid]) { self.types = types }

  /// Writes a parameter, or an element of the list that was begun.
  ///
  /// - Parameter write: Appends the binary form for a type, and answers 0 or what is wrong.
  func append(_ index: Int32, _ write: (inout [UInt8], Oid) -> Int32) -> Int32 {
    guard let list else {
      let position = Int(index) - 1
      guard types.indices.contains(position) else { return PostgresParameters.wrongType }
      let start = bytes.count
      let status = write(&bytes, types[position])
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
    guard list == nil, types.indices.contains(position), let element = TypeOID.elements[types[position]] else {
      return PostgresParameters.wrongType
    }
    starts.append(bytes.count)
    bytes.append(network: Int32(1))
    list = List(element: element, hasNullAt: bytes.count)
    bytes.append(network: Int32(0))
    bytes.append(network: element)
    bytes.append(network: Int32(clamping: count))
    bytes.append(network: Int32(1))
    return 0
  }

  func endList() -> Int32 {
    list = nil
    lengths.append(Int32(clamping: bytes.count - (starts.last ?? 0)))
    return 0
  }

  private func set(_ value: Int32, at index: Int) {
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: index, as: Int32.self) }
  }

  /// Calls the closure with the parameters of a run, in the form that the library takes.
  func withPointers(
    run: Int,
    _ body: (
      Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> Int32
  ) -> Int32 {
    let count = types.count
    guard starts.count >= (run + 1) * count else { return 0 }
    return bytes.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let range = run * count..<(run + 1) * count
      let values = range.map { index in lengths[index] < 0 ? nil : base.map { $0 + starts[index] } }
      let formats = [Int32](repeating: 1, count: count)
      return body(Int32(count), values, Array(lengths[range]), formats)
    }
  }
}
