import ExampleSupport
import Kindred

/// A loop over flights that reads the objects to which they point: one statement for the flights, and one for each of the
/// three relations, however many flights there are.
struct LoopOverFlights {
  private static let count = 10_000

  let transcript: Transcript
  let database: Database

  /// Runs the loop and prints its statements.
  ///
  /// - Throws: ``WrongStatements`` if there are not four.
  func run() async throws {
    transcript.chapter("A loop over 10,000 flights")
    transcript.terminal.line()
    for line in [
      "for flight in try await Flight.objects.order { $0.id }[..<10_000].all() {",
      "  let seats = try await flight.plane?.seats",
      "  let origin = try await flight.origin.name",
      "  let airline = try await flight.carrier.name",
      "}",
    ] {
      transcript.terminal.line(" ▸ " + line, .bold)
    }
    var (seats, places) = (0, Set<String>())
    let start = ContinuousClock.now
    let statements = try await database.recordingStatements {
      for flight in try await Flight.objects.order({ $0.id })[..<Self.count].all() {
        seats += try await flight.plane?.seats ?? 0
        let origin = try await flight.origin.name
        let airline = try await flight.carrier.name
        places.insert("\(airline) from \(origin)")
      }
    }
    let duration = ContinuousClock.now - start
    for (number, statement) in statements.enumerated() {
      transcript.terminal.paragraph("    \(number + 1). ", Self.shortened(statement.sql), .dim)
    }
    transcript.terminal.line("    = \(seats) seats, \(places.count) pairs of airline and airport", .green)
    transcript.terminal.line("    time \(transcript.text(of: duration))", .dim)
    if statements.count != 4 { throw WrongStatements(count: statements.count) }
  }

  /// A statement without the middle of its list of columns or of values.
  private static func shortened(_ sql: String) -> String {
    sql.count <= 300 ? sql : "\(sql.prefix(180)) … \(sql.suffix(60))"
  }
}

/// The loop did not run four statements.
struct WrongStatements: Error, CustomStringConvertible {
  let count: Int

  var description: String { "The loop over flights was to run 4 statements, and ran \(count)." }
}
