import Foundation
import Kindred

/// The fields of one record, which are taken one after the other.
struct CSVRecord {
  private var bytes: [UInt8] = []
  /// Where each field ends in `bytes`.
  private var ends: [Int] = []
  private var taken = 0
  private var file = ""
  private var line = 0

  mutating func start(file: String, line: Int) {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    taken = 0
    self.file = file
    self.line = line
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  @inline(__always)
  mutating func endField() { ends.append(bytes.count) }

  /// The number of fields.
  var count: Int { ends.count }

  /// All fields as texts.
  var texts: [String] {
    ends.indices.map { String(decoding: bytes[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]], as: UTF8.self) }
  }

  // MARK: Taking fields; "NA" stands for a missing value in these files.

  /// The next field as text.
  mutating func optionalText() throws -> String? { try field().map { String(decoding: bytes[$0], as: UTF8.self) } }

  /// The next field as text.
  mutating func text() throws -> String { try required(try optionalText()) }

  /// The next field as a whole number.
  mutating func optionalInteger() throws -> Int? {
    guard let range = try field() else { return nil }
    let isNegative = bytes[range].first == UInt8(ascii: "-")
    let digits = bytes[range].dropFirst(isNegative ? 1 : 0)
    var value = 0
    for byte in digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let digit = Int(byte) - 48
      guard !overflow, (0...9).contains(digit), product <= Int.max - digit else { throw error("is not a whole number") }
      value = product + digit
    }
    guard !digits.isEmpty else { throw error("is not a whole number") }
    return isNegative ? -value : value
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

  /// Where the next field is; nil when it is missing.
  private mutating func field() throws -> Range<Int>? {
    taken += 1
    guard taken <= ends.count else { throw error("is not there") }
    let range = (taken == 1 ? 0 : ends[taken - 2])..<ends[taken - 1]
    let isMissing = range.isEmpty || bytes[range].elementsEqual("NA".utf8)
    return isMissing ? nil : range
  }

  private func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw error("is empty") }
    return value
  }

  private func error(_ problem: String) -> CSVError {
    CSVError(file: file, line: line, problem: "field \(taken) \(problem)")
  }
}
