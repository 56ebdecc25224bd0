import ExampleSupport
import Kindred

/// Questions, the first ten of them mostly asked through the managers that the foreign keys made.
struct Questions {
  let transcript: Transcript
  /// The first line of each answer, by the question's number.
  private(set) var answers: [Int: String] = [:]
  /// How long each question took, in milliseconds.
  private(set) var times: [Int: Double] = [:]

  init(transcript: Transcript) { self.transcript = transcript }

  mutating func run() async throws {
    transcript.chapter("Twenty questions")
    try await airlines()
    try await departures()
    try await spanning()
    try await weather()
    try await reports()
    try await sets()
  }

  mutating func ask<Answer>(
    _ number: Int, _ question: String, _ call: String, _ body: () async throws -> Answer
  ) async throws {
    let answer = try await transcript.ask(number, question, call, body)
    answers[number] = answer.lines.first
    times[number] = answer.duration / .milliseconds(1)
  }

  private mutating func airlines() async throws {
    let united = try await Airline.objects.get(id: "UA")
    try await ask(1, "How many flights did United Air Lines operate?", "try await united.flights.count()") {
      try await united.flights.count()
    }
    try await ask(
      2, "How many of its flights to Los Angeles landed at least half an hour early?",
      #"""
      try await united.flights
        .filter { $0.destination.name == "Los Angeles Intl" }
        .filter { $0.arrivalDelay <= -30 }
        .count()
      """#
    ) {
      try await united.flights
        .filter { $0.destination.name == "Los Angeles Intl" }
        .filter { $0.arrivalDelay <= -30 }
        .count()
    }
    let delta = try await Airline.objects.get(id: "DL")
    try await ask(
      3, "Does Delta fly from JFK to Portland, Oregon?",
      #"try await delta.flights.filter { $0.originID == "JFK" && $0.destinationID == "PDX" }.exists()"#
    ) {
      try await delta.flights.filter { $0.originID == "JFK" && $0.destinationID == "PDX" }.exists()
    }
    let virgin = try await Airline.objects.get(id: "VX")
    try await ask(
      4, "Where does Virgin America fly to?",
      "try await virgin.flights.order { $0.destination.name }.values { $0.destination.name }.distinct().all()"
    ) {
      try await virgin.flights.order { $0.destination.name }.values { $0.destination.name }.distinct().all()
    }
  }

  private mutating func departures() async throws {
    let newark = try await Airport.objects.get(id: "EWR")
    try await ask(
      5, "Which flight was the year's first by the timetable of Newark?",
      "try await newark.departures.order { ($0.timeHour, $0.minute) }.first()"
    ) {
      try await newark.departures.order { ($0.timeHour, $0.minute) }.first()
    }
    let kennedy = try await Airport.objects.get(id: "JFK")
    try await ask(
      6, "Which planes flew the five departures of JFK that waited longest?",
      """
      let flights = try await kennedy.departures.order { $0.departureDelay.desc.nullsLast }[..<5].all()
      for flight in flights { planes.append(try await flight.plane?.manufacturer) }
      """
    ) {
      let flights = try await kennedy.departures.order { $0.departureDelay.desc.nullsLast }[..<5].all()
      var planes: [String] = []
      for flight in flights {
        let plane = try await flight.plane?.manufacturer ?? "a plane that is not known"
        planes.append("\(flight), \(flight.departureDelay ?? 0) minutes late: \(plane)")
      }
      return planes
    }
  }

  private mutating func spanning() async throws {
    let laGuardia = try await Airport.objects.get(id: "LGA")
    try await ask(
      7, "How many departures from La Guardia were flown by an Airbus built before 1992?",
      #"""
      try await laGuardia.departures
        .filter { $0.plane.manufacturer.startsWith("AIRBUS") && $0.plane.year < 1992 }
        .count()
      """#
    ) {
      try await laGuardia.departures
        .filter { $0.plane.manufacturer.startsWith("AIRBUS") && $0.plane.year < 1992 }
        .count()
    }
    try await ask(
      8, "Which airlines fly to Hawaii's capital?",
      #"""
      try await Airline.objects
        .filter { $0.flights.destination.name.contains("Honolulu") }
        .distinct().order { $0.name }.all()
      """#
    ) {
      try await Airline.objects
        .filter { $0.flights.destination.name.contains("Honolulu") }
        .distinct().order { $0.name }.all()
    }
    try await ask(
      9, "How many planes flew both for Endeavor Air and for ExpressJet?",
      #"""
      try await Plane.objects
        .filter { $0.flights.carrierID == "9E" }
        .filter { $0.flights.carrierID == "EV" }
        .distinct().count()
      """#
    ) {
      try await Plane.objects
        .filter { $0.flights.carrierID == "9E" }
        .filter { $0.flights.carrierID == "EV" }
        .distinct().count()
    }
  }

  private mutating func weather() async throws {
    let kennedy = try await Airport.objects.get(id: "JFK")
    try await ask(
      10, "How many flights from JFK were cancelled in the hour of the year's strongest gust there?",
      """
      let storm = try await kennedy.weather.filter { !$0.windGust.isNull }.latest { $0.windGust }
      try await kennedy.departures.filter { $0.timeHour == storm.timeHour && $0.departureTime == nil }.count()
      """
    ) {
      let storm = try await kennedy.weather.filter { !$0.windGust.isNull }.latest { $0.windGust }
      return try await kennedy.departures.filter { $0.timeHour == storm.timeHour && $0.departureTime == nil }.count()
    }
  }
}
