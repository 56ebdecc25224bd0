import Foundation
import Kindred

// What the rows of the reports are read into.

/// The delays of a month, which begins at midnight in New York.
@Selection
struct MonthOfDelays {
  var month: Date
  var flights: Int
  var delay: Double?
}

/// An airline with its year.
@Selection
struct AirlineYear {
  var airline: Airline
  var flights: Int
  var delay: Double?
  var farthest: Int?
}

/// An airport with numbers from two relations.
@Selection
struct AirportYear {
  var code: String
  var departures: Int
  var wetHours: Int
}

/// How many flights of an airline went wrong.
@Selection
struct Reliability {
  var carrier: String
  var flights: Int
  var cancelled: Int
  var late: Int
}

/// The flight of an airline that left latest.
@Selection
struct LatestFlight {
  var carrier: String
  var number: Int
  var origin: String
  var destination: String
  var delay: Int?
}

/// How many flights there were from one airport to another.
@Selection
struct Route {
  var origin: String
  var destination: String
  var flights: Int
}

extension MonthOfDelays: CustomStringConvertible {
  // The first hour of a month in New York is in the same month in UTC.
  var description: String {
    "\(month.formatted(.iso8601.year().month())): \(flights) flights, \(twoPlaces(delay)) minutes late"
  }
}

extension AirlineYear: CustomStringConvertible {
  var description: String { "\(airline.code): \(flights) flights, \(twoPlaces(delay)) minutes, \(farthest ?? 0) miles" }
}

extension AirportYear: CustomStringConvertible {
  var description: String { "\(code): \(departures) departures, \(wetHours) wet hours" }
}

extension Reliability: CustomStringConvertible {
  var description: String { "\(carrier): \(cancelled) cancelled and \(late) late of \(flights)" }
}

extension LatestFlight: CustomStringConvertible {
  var description: String { "\(carrier) \(number) \(origin)–\(destination), \(delay ?? 0) minutes" }
}

extension Route: CustomStringConvertible {
  var description: String { "\(origin)–\(destination): \(flights)" }
}

/// A number with two decimal places, as `printf` writes it.
private func twoPlaces(_ number: Double?) -> String { String(format: "%.2f", number ?? 0) }
