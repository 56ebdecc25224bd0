import Foundation
import Measuring

/// The file of flights: no field of it has a comma or a quote.
struct FlightsFile {
  static let columns = """
    year, month, day, dep_time, sched_dep_time, dep_delay, arr_time, sched_arr_time, arr_delay, carrier, flight, tailnum, \
    origin, dest, air_time, distance, hour, minute, time_hour
    """

  /// Whether the fields of a column are numbers.
  static func isNumber(_ index: Int) -> Bool { ![9, 11, 12, 13, 18].contains(index) }

  private let lines: [Substring.UTF8View]

  init(_ path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw BenchmarkError("\(path) cannot be read; Scripts/bench downloads it.")
    }
    lines = text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst().map { $0 }
    guard lines.count == Dataset.flights else { throw BenchmarkError("\(path) has \(lines.count) flights.") }
  }

  /// Calls the closure with the fields of each flight: nil for a missing one, the time as Django stores it.
  func forEach(_ body: ([String?]) throws -> Void) throws {
    for line in lines {
      var fields: [String?] = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
        let field = String(Substring($0)).trimmingCharacters(in: .whitespacesAndNewlines)
        return field.isEmpty || field == "NA" ? nil : field
      }
      guard fields.count == 19 else { throw BenchmarkError("A line of the flights has \(fields.count) fields.") }
      fields[18] = fields[18]?.replacing("T", with: " ").replacing("Z", with: "")
      try body(fields)
    }
  }
}
