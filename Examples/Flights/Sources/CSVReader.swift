import Foundation

/// Reads the records of a CSV file (RFC 4180) one by one; memory does not grow with the file.
///
/// Fields may be quoted, and then hold commas, line breaks and doubled quotes. Lines end in LF or CRLF. The loops over
/// bytes use pointers, which are fast in builds without optimisation too.
struct CSVReader {
  private static let chunkSize = 1 << 18

  private let name: String
  private let columns: [String]
  private let file: FileHandle
  /// What was read from the file and is not used yet, from `position` on.
  private var buffer: [UInt8] = []
  private var position = 0
  private var line = 1

  /// Opens a file and checks that its first record names these columns, in this order.
  init(_ url: URL, columns: [String]) throws {
    name = url.lastPathComponent
    self.columns = columns
    guard let file = try? FileHandle(forReadingFrom: url) else {
      throw CSVError(file: name, line: 0, problem: "the file cannot be read; Scripts/flights downloads it")
    }
    self.file = file
    var header = CSVRecord()
    guard try read(into: &header), header.texts == columns else {
      throw CSVError(file: name, line: 1, problem: "the columns are not \(columns.joined(separator: ", "))")
    }
  }

  /// Reads the next record into one that is used again and again.
  ///
  /// - Returns: Whether there was one.
  mutating func next(into record: inout CSVRecord) throws -> Bool {
    let start = line
    guard try read(into: &record) else { return false }
    if record.count == columns.count { return true }
    throw CSVError(file: name, line: start, problem: "the number of fields is \(record.count), not \(columns.count)")
  }

  private mutating func read(into record: inout CSVRecord) throws -> Bool {
    var scan = Scan(length: 0, lines: 0, isQuoted: false, isComplete: false)
    while !scan.isComplete {
      scan = scanRecord()
      if try !scan.isComplete && !refill() { break }
    }
    if scan.isQuoted { throw CSVError(file: name, line: line, problem: "a quote is not closed") }
    if scan.length == 0 && !scan.isComplete { return false }
    record.split(buffer[position..<position + scan.length], file: name, line: line)
    position += scan.length + (scan.isComplete ? 1 : 0)
    line += scan.lines
    return true
  }

  /// How far a record goes in the buffer.
  private struct Scan {
    var length: Int
    var lines: Int
    var isQuoted: Bool
    /// Whether its end was found: a line feed outside quotes, which is not part of it.
    var isComplete: Bool
  }

  private func scanRecord() -> Scan {
    buffer.withUnsafeBufferPointer { bytes in
      var scan = Scan(length: 0, lines: 0, isQuoted: false, isComplete: false)
      guard let start = bytes.baseAddress else { return scan }
      var index = position
      while index < bytes.count && !scan.isComplete {
        // A doubled quote opens and closes, or closes and opens: either way the state behind it is right.
        if start[index] == 0x22 { scan.isQuoted = !scan.isQuoted }
        if start[index] == 0x0A {
          scan.lines += 1
          scan.isComplete = !scan.isQuoted
        }
        index += 1
      }
      scan.length = index - position - (scan.isComplete ? 1 : 0)
      return scan
    }
  }

  /// Reads on; false at the end of the file.
  private mutating func refill() throws -> Bool {
    guard let data = try file.read(upToCount: Self.chunkSize), !data.isEmpty else { return false }
    buffer.removeFirst(position)
    position = 0
    buffer.append(contentsOf: data)
    return true
  }
}

/// A file that is not what it should be.
struct CSVError: Error, CustomStringConvertible {
  let file: String
  let line: Int
  let problem: String

  /// A line of 0 stands for the file as a whole.
  var description: String { line == 0 ? "\(file): \(problem)" : "\(file), line \(line): \(problem)" }
}
