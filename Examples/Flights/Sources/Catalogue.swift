import Kindred

/// The airports and planes that the flights may point to.
///
/// The files do not fit together in two places, and the database enforces foreign keys:
///
/// - Some tail numbers are missing, and many more stand for planes that planes.csv does not have. Nothing is known
///   about such a plane, so the flight's `plane` is empty; `tailNumber` keeps what was reported.
/// - Four destinations in the Caribbean are not in airports.csv. A flight without a destination would be wrong in every
///   count of arrivals, so these airports are added, with their code as name and nothing else.
struct Catalogue {
  private var airports: Set<String>
  private let planes: Set<String>
  private var added: [Airport] = []

  /// What was found, for the report.
  private(set) var addedAirports: [String] = []
  private(set) var unknownPlanes: Set<String> = []
  private(set) var flightsOfUnknownPlanes = 0
  private(set) var flightsWithoutTailNumber = 0

  /// Reads the keys that are in the database.
  init() async throws {
    airports = Set(try await Airport.objects.values { $0.code }.all())
    planes = Set(try await Plane.objects.values { $0.tailNumber }.all())
  }

  /// Sets a flight's plane, where it is known, and notes airports that are not.
  mutating func link(_ flight: inout Flight) {
    if let tailNumber = flight.tailNumber {
      if planes.contains(tailNumber) {
        flight.planeID = tailNumber
      } else {
        flightsOfUnknownPlanes += 1
        unknownPlanes.insert(tailNumber)
      }
    } else {
      flightsWithoutTailNumber += 1
    }
    for code in [flight.originID, flight.destinationID] where !airports.contains(code) {
      airports.insert(code)
      addedAirports.append(code)
      added.append(Airport(code: code, name: code))
    }
  }

  /// The airports noted since the last call, which have to be stored before the flights.
  mutating func takeAddedAirports() -> [Airport] {
    defer { added = [] }
    return added
  }
}
