import ExampleSupport
import Foundation
import Kindred

/// Loads the files into the tables, batch by batch.
struct Loader {
  /// Large enough that a batch's transaction costs little, small enough that memory does not matter.
  private static let batchSize = 10_000

  let folder: URL
  let terminal: Terminal

  /// Loads everything.
  ///
  /// - Returns: The number of rows.
  func run() async throws -> Int {
    var total = 0
    total += try await load("airlines.csv", Airline.columns, Airline.init) { try await Airline.objects.bulkCreate($0) }
    total += try await load("airports.csv", Airport.columns, Airport.init) { try await Airport.objects.bulkCreate($0) }
    total += try await load("planes.csv", Plane.columns, Plane.init) { try await Plane.objects.bulkCreate($0) }
    total += try await load("weather.csv", Weather.columns, Weather.init) { try await Weather.objects.bulkCreate($0) }
    return total + (try await loadFlights())
  }

  private func loadFlights() async throws -> Int {
    var catalogue = try await Catalogue()
    let count = try await load("flights.csv", Flight.columns, Flight.init) { batch in
      var flights = batch
      for index in flights.indices { catalogue.link(&flights[index]) }
      try await Airport.objects.bulkCreate(catalogue.takeAddedAirports())
      try await Flight.objects.bulkCreate(flights)
    }
    report(catalogue)
    return count
  }

  private func report(_ catalogue: Catalogue) {
    terminal.paragraph(
      "  ",
      "Planes: \(catalogue.flightsWithoutTailNumber) flights have no tail number, and \(catalogue.flightsOfUnknownPlanes) have "
        + "one of \(catalogue.unknownPlanes.count) planes that planes.csv lacks; their plane is empty.")
    terminal.paragraph(
      "  ",
      "Airports: \(catalogue.addedAirports.count) are not in airports.csv and were added with their code only: "
        + catalogue.addedAirports.sorted().joined(separator: ", ") + ".")
  }

  /// Reads one file and stores its records.
  private func load<M: Model>(
    _ file: String, _ columns: [String], _ make: (inout CSVRecord) throws -> M, store: ([M]) async throws -> Void
  ) async throws -> Int {
    var reader = try CSVReader(folder.appending(path: file), columns: columns)
    var progress = Progress(file: file, terminal: terminal)
    var record = CSVRecord()
    var batch: [M] = []
    while try reader.next(into: &record) {
      batch.append(try make(&record))
      guard batch.count == Self.batchSize else { continue }
      try await store(batch)
      progress.add(batch.count)
      batch.removeAll(keepingCapacity: true)
    }
    try await store(batch)
    progress.add(batch.count)
    progress.finish()
    return progress.rows
  }
}
