import Foundation

/// Reads the records of a CSV file (RFC 4180) one by one; memory does not grow with the file.
///
/// Fields may be quoted, and then hold commas, line breaks and doubled quotes. Lines end in LF or CRLF.
struct CSVReader {
  private static let chunkSize = 1 << 18

  private let name: String
  private let columns: [String]
  private let file: FileHandle
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 0

  /// Opens a file and checks that its first record names these columns, in this order.
  init(_ url: URL, columns: [String]) throws {
    name = url.lastPathComponent
    self.columns = columns
    file = try FileHandle(forReadingFrom: url)
    var header = CSVRecord()
    guard try read(into: &header), header.texts == columns else {
      throw CSVError(file: name, line: 1, problem: "the columns are not \(columns.joined(separator: ", "))")
    }
  }

  /// Reads the next record into one that is used again and again.
  ///
  /// - Returns: Whether there was one.
  mutating func next(into record: inout CSVRecord) throws -> Bool {
    guard try read(into: &record) else { return false }
    if record.count == columns.count { return true }
    throw CSVError(file: name, line: line, problem: "there are \(record.count) fields instead of \(columns.count)")
  }

  private mutating func read(into record: inout CSVRecord) throws -> Bool {
    record.start(file: name, line: line + 1)
    guard var byte = try nextByte() else { return false }
    while true {
      if byte == UInt8(ascii: "\"") {
        try readQuoted(into: &record)
      } else if byte == UInt8(ascii: ",") {
        record.endField()
      } else if byte == UInt8(ascii: "\n") {
        line += 1
        record.endField()
        return true
      } else if byte != UInt8(ascii: "\r") {
        record.append(byte)
      }
      guard let following = try nextByte() else {
        record.endField()
        return true
      }
      byte = following
    }
  }

  /// Reads up to the closing quote.
  private mutating func readQuoted(into record: inout CSVRecord) throws {
    while let byte = try nextByte() {
      if byte == UInt8(ascii: "\n") { line += 1 }
      guard byte == UInt8(ascii: "\"") else {
        record.append(byte)
        continue
      }
      guard try peekByte() == UInt8(ascii: "\"") else { return }
      position += 1
      record.append(byte)
    }
    throw CSVError(file: name, line: line + 1, problem: "a quote is not closed")
  }

  private mutating func nextByte() throws -> UInt8? {
    guard let byte = try peekByte() else { return nil }
    position += 1
    return byte
  }

  @inline(__always)
  private mutating func peekByte() throws -> UInt8? {
    if position == chunk.count {
      guard let data = try file.read(upToCount: Self.chunkSize), !data.isEmpty else { return nil }
      chunk = Array(data)
      position = 0
    }
    return chunk[position]
  }
}

/// A file that is not what it should be.
struct CSVError: Error, CustomStringConvertible {
  let file: String
  let line: Int
  let problem: String

  var description: String { "\(file), line \(line): \(problem)" }
}
