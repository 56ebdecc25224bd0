import Foundation
import Kindred

/// The fields of one record, which are taken one after the other.
struct CSVRecord {
  /// The fields' bytes, without quotes and commas.
  private var bytes: [UInt8] = []
  /// Where each field ends in `bytes`.
  private var ends: [Int] = []
  private var taken = 0
  private var file = ""
  private var line = 0

  /// Takes the text of a record, without the line feed behind it, apart.
  mutating func split(_ text: ArraySlice<UInt8>, file: String, line: Int) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: text)
    ends.removeAll(keepingCapacity: true)
    (self.file, self.line, taken) = (file, line, 0)
    let count = bytes.count
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      // Bytes only move towards the start, so that a field can be written where it stands.
      var written = 0
      var index = 0
      var isQuoted = false
      while index < count {
        let byte = start[index]
        if byte == 0x22 {
          let isDoubled = isQuoted && index + 1 < count && start[index + 1] == 0x22
          if isDoubled {
            start[written] = byte
            written += 1
            index += 1
          } else {
            isQuoted = !isQuoted
          }
        } else if byte == 0x2C && !isQuoted {
          ends.append(written)
        } else if byte != 0x0D || isQuoted || index + 1 < count {
          start[written] = byte
          written += 1
        }
        index += 1
      }
      ends.append(written)
    }
    if count == 0 { ends.append(0) }
  }

  /// The number of fields.
  var count: Int { ends.count }

  /// All fields as texts.
  var texts: [String] {
    ends.indices.map { String(decoding: bytes[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]], as: UTF8.self) }
  }

  /// Moves to the next field and gives its bytes; nil for an empty one and for "NA", which means missing in these files.
  private mutating func field<Value>(_ read: (UnsafeBufferPointer<UInt8>) throws -> Value) throws -> Value? {
    guard taken < ends.count else { throw error("is not there") }
    let start = taken == 0 ? 0 : ends[taken - 1]
    let length = ends[taken] - start
    taken += 1
    return try bytes.withUnsafeBufferPointer { buffer in
      guard length > 0, let first = buffer.baseAddress else { return nil }
      let isMissing = length == 2 && first[start] == 0x4E && first[start + 1] == 0x41
      return isMissing ? nil : try read(UnsafeBufferPointer(start: first + start, count: length))
    }
  }

  private func error(_ problem: String) -> CSVError {
    CSVError(file: file, line: line, problem: "field \(taken) \(problem)")
  }
}

// MARK: - Taking fields

extension CSVRecord {
  /// The next field as text.
  mutating func optionalText() throws -> String? { try field { String(decoding: $0, as: UTF8.self) } }

  /// The next field as text.
  mutating func text() throws -> String { try required(try optionalText()) }

  /// The next field as a whole number.
  mutating func optionalInteger() throws -> Int? {
    guard let number = try field(CSVRecord.parse) else { return nil }
    guard let number else { throw error("is not a whole number") }
    return number
  }

  /// The next field as a whole number.
  mutating func integer() throws -> Int { try required(try optionalInteger()) }

  /// The next field as a number.
  mutating func optionalNumber() throws -> Double? {
    guard let text = try optionalText() else { return nil }
    guard let number = Double(text) else { throw error("is not a number") }
    return number
  }

  /// The next field as a number.
  mutating func number() throws -> Double { try required(try optionalNumber()) }

  /// The next field as a whole hour in UTC, such as `2013-01-01T10:00:00Z`.
  mutating func hour() throws -> Date {
    let text = try text()
    guard text.utf8.count == 20, text.hasSuffix(":00:00Z"), let day = CalendarDate(String(text.prefix(10))),
      let hour = Int(text.dropFirst(11).prefix(2)), (0..<24).contains(hour)
    else { throw error("is not a whole hour such as 2013-01-01T10:00:00Z") }
    return Date(timeIntervalSince1970: Double(Int(day.daysSince1970) * 24 + hour) * 3600)
  }

  /// A whole number of up to 18 digits, which cannot overflow.
  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    let isNegative = start[0] == 0x2D
    var index = isNegative ? 1 : 0
    guard bytes.count > index, bytes.count - index <= 18 else { return nil }
    var value = 0
    while index < bytes.count {
      let digit = Int(start[index]) - 48
      guard digit >= 0 && digit <= 9 else { return nil }
      value = value * 10 + digit
      index += 1
    }
    return isNegative ? -value : value
  }

  private func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw error("is empty") }
    return value
  }
}
