import Kindred

// Questions whose answers are read into structs of their own, and which need more than a filter.

extension Questions {
  mutating func reports() async throws {
    try await delays()
    try await records()
    try await reliability()
  }

  private mutating func delays() async throws {
    try await ask(
      11, "In which months, as New York counts them, did flights leave latest?",
      """
      try await withTimeZone("America/New_York") {
        try await Flight.objects.filter { $0.departureDelay != nil }
          .values {
            MonthOfDelays.Columns(
              month: $0.timeHour.truncated(to: .month), flights: $0.count(), delay: $0.departureDelay.avg())
          }
          .order { $0.delay.desc }[..<3].all()
      }
      """
    ) {
      try await withTimeZone("America/New_York") {
        try await Flight.objects.filter { $0.departureDelay != nil }
          .values {
            MonthOfDelays.Columns(
              month: $0.timeHour.truncated(to: .month), flights: $0.count(), delay: $0.departureDelay.avg())
          }
          .order { $0.delay.desc }[..<3].all()
      }
    }
  }

  private mutating func records() async throws {
    try await ask(
      12, "Which airlines with more than 10,000 flights arrived most punctually?",
      """
      try await Airline.objects
        .values {
          AirlineYear.Columns(
            airline: $0, flights: $0.flights.count(), delay: $0.flights.arrivalDelay.avg(),
            farthest: $0.flights.distance.max())
        }
        .filter { $0.flights > 10_000 }.order { $0.delay }[..<3].all()
      """
    ) {
      try await Airline.objects
        .values {
          AirlineYear.Columns(
            airline: $0, flights: $0.flights.count(), delay: $0.flights.arrivalDelay.avg(),
            farthest: $0.flights.distance.max())
        }
        .filter { $0.flights > 10_000 }.order { $0.delay }[..<3].all()
    }
    try await ask(
      13, "How many departures and how many hours of rain or snow had each airport with a weather station?",
      """
      try await Airport.objects
        .filter { airport in Weather.objects.filter { $0.origin == airport }.hasRows }
        .values { airport in
          AirportYear.Columns(
            code: airport.code,
            departures: Flight.objects.filter { $0.origin == airport }.rowCount,
            wetHours: Weather.objects.filter { $0.origin == airport && $0.precipitation > 0 }.rowCount)
        }
        .order { $0.departures.desc }.all()
      """
    ) {
      try await Airport.objects
        .filter { airport in Weather.objects.filter { $0.origin == airport }.hasRows }
        .values { airport in
          AirportYear.Columns(
            code: airport.code,
            departures: Flight.objects.filter { $0.origin == airport }.rowCount,
            wetHours: Weather.objects.filter { $0.origin == airport && $0.precipitation > 0 }.rowCount)
        }
        .order { $0.departures.desc }.all()
    }
  }

  private mutating func reliability() async throws {
    try await ask(
      14, "How many planes never flew farther than 500 miles?",
      """
      try await Plane.objects
        .filter { plane in Flight.objects.filter { $0.plane == plane }.values { $0.distance.max() }.scalar <= 500 }
        .count()
      """
    ) {
      try await Plane.objects
        .filter { plane in Flight.objects.filter { $0.plane == plane }.values { $0.distance.max() }.scalar <= 500 }
        .count()
    }
    try await ask(
      15, "Which airlines cancelled most flights, and how many arrived more than an hour late?",
      """
      try await Flight.objects
        .values {
          Reliability.Columns(
            carrier: $0.carrierID, flights: $0.count(), cancelled: $0.count(filter: $0.departureTime == nil),
            late: $0.count(filter: $0.arrivalDelay > 60))
        }
        .order { $0.cancelled.desc }[..<3].all()
      """
    ) {
      try await Flight.objects
        .values {
          Reliability.Columns(
            carrier: $0.carrierID, flights: $0.count(), cancelled: $0.count(filter: $0.departureTime == nil),
            late: $0.count(filter: $0.arrivalDelay > 60))
        }
        .order { $0.cancelled.desc }[..<3].all()
    }
  }
}
