import Kindred

// Questions that need a window, a recursive table, JSON or a set.

extension Questions {
  mutating func sets() async throws {
    try await latest()
    try await reachable()
    try await storms()
    try await onlyFromLaGuardia()
    try await favourites()
  }

  private mutating func latest() async throws {
    try await ask(
      16, "Which flight of each airline left latest, of the three airlines that had the longest wait?",
      """
      try await Flight.objects.filter { $0.departureDelay != nil }
        .annotate { Window.rowNumber().over(partitionBy: $0.carrier, orderBy: $0.departureDelay.desc) }
        .filter { _, place in place == 1 }
        .order { flight, _ in flight.departureDelay.desc }[..<3]
        .values { flight, _ in
          LatestFlight.Columns(
            carrier: flight.carrierID, number: flight.number, origin: flight.originID,
            destination: flight.destinationID, delay: flight.departureDelay)
        }
        .all()
      """
    ) {
      try await Flight.objects.filter { $0.departureDelay != nil }
        .annotate { Window.rowNumber().over(partitionBy: $0.carrier, orderBy: $0.departureDelay.desc) }
        .filter { _, place in place == 1 }
        .order { flight, _ in flight.departureDelay.desc }[..<3]
        .values { flight, _ in
          LatestFlight.Columns(
            carrier: flight.carrierID, number: flight.number, origin: flight.originID,
            destination: flight.destinationID, delay: flight.departureDelay)
        }
        .all()
    }
  }

  private mutating func reachable() async throws {
    try await ask(
      17, "How many airports can be reached from Newark with one flight or two?",
      """
      let reached = Airport.objects.filter { $0.code == "EWR" }
        .values { ($0.code, Expr.value(0)) }
        .recursively("reached") { reached in
          Flight.objects.joining(reached) { flight, code, legs in flight.originID == code && legs < 2 }
            .values { flight, _, legs in (flight.destinationID, legs + 1) }
        }
      return try await reached.query.filter { _, legs in legs > 0 }
        .aggregate { code, _ in code.count(distinct: true) }
      """
    ) {
      let reached = Airport.objects.filter { $0.code == "EWR" }
        .values { ($0.code, Expr.value(0)) }
        .recursively("reached") { reached in
          Flight.objects.joining(reached) { flight, code, legs in flight.originID == code && legs < 2 }
            .values { flight, _, legs in (flight.destinationID, legs + 1) }
        }
      return try await reached.query.filter { _, legs in legs > 0 }
        .aggregate { code, _ in code.count(distinct: true) }
    }
  }

  private mutating func storms() async throws {
    let kennedy = try await Airport.objects.get(id: "JFK")
    try await ask(
      18, "How many hours of frost had JFK with gusts of more than 40 miles an hour?",
      "try await kennedy.weather.filter { $0.details.wind.gust > 40 && $0.details.temperature < 32 }.count()"
    ) {
      try await kennedy.weather.filter { $0.details.wind.gust > 40 && $0.details.temperature < 32 }.count()
    }
  }

  private mutating func onlyFromLaGuardia() async throws {
    try await ask(
      19, "Which airports are served from La Guardia, and neither from Newark nor from JFK?",
      """
      func served(from origin: String) -> QuerySet<Airport> {
        Airport.objects.filter { $0.arrivals.any { $0.originID == origin } }
      }
      return try await served(from: "LGA").difference(served(from: "EWR"), served(from: "JFK")).order { $0.code }.all()
      """
    ) {
      func served(from origin: String) -> QuerySet<Airport> {
        Airport.objects.filter { $0.arrivals.any { $0.originID == origin } }
      }
      return try await served(from: "LGA").difference(served(from: "EWR"), served(from: "JFK")).order { $0.code }.all()
    }
  }

  private mutating func favourites() async throws {
    try await ask(
      20, "Which are the two most frequent destinations of each airport of New York?",
      """
      try await Flight.objects
        .values { Route.Columns(origin: $0.originID, destination: $0.destinationID, flights: $0.count()) }
        .annotate { _, route in Window.rank().over(partitionBy: route.origin, orderBy: route.flights.desc) }
        .filter { _, rank in rank <= 2 }
        .order { route, _ in (route.origin, route.flights.desc) }
        .all().map(\\.0)
      """
    ) {
      try await Flight.objects
        .values { Route.Columns(origin: $0.originID, destination: $0.destinationID, flights: $0.count()) }
        .annotate { _, route in Window.rank().over(partitionBy: route.origin, orderBy: route.flights.desc) }
        .filter { _, rank in rank <= 2 }
        .order { route, _ in (route.origin, route.flights.desc) }
        .all().map(\.0)
    }
  }
}
