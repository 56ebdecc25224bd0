import Foundation
import Kindred

// How a record of each file becomes a model. Fields are taken in the order of the columns, which `CSVReader` checks.

extension Airline {
  static let columns = ["carrier", "name"]

  init(_ record: inout CSVRecord) throws {
    self.init(code: try record.text(), name: try record.text())
  }
}

extension Airport {
  static let columns = ["faa", "name", "lat", "lon", "alt", "tz", "dst", "tzone"]

  init(_ record: inout CSVRecord) throws {
    self.init(
      code: try record.text(), name: try record.text(), latitude: try record.number(), longitude: try record.number(),
      altitude: try record.integer(), utcOffset: try record.integer(), daylightSaving: try record.text(),
      timeZone: try record.optionalText())
  }
}

extension Plane {
  static let columns = ["tailnum", "year", "type", "manufacturer", "model", "engines", "seats", "speed", "engine"]

  init(_ record: inout CSVRecord) throws {
    self.init(
      tailNumber: try record.text(), year: try record.optionalInteger(), type: try record.text(),
      manufacturer: try record.text(), model: try record.text(), engines: try record.integer(),
      seats: try record.integer(), speed: try record.optionalInteger(), engine: try record.text())
  }
}

extension Weather {
  static let columns = [
    "origin", "year", "month", "day", "hour", "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip",
    "pressure", "visib", "time_hour",
  ]

  init(_ record: inout CSVRecord) throws {
    let (origin, year, month, day) = (
      try record.text(), try record.integer(), try record.integer(), try record.integer()
    )
    let (hour, temperature) = (try record.integer(), try record.optionalNumber())
    let (dewPoint, humidity) = (try record.optionalNumber(), try record.optionalNumber())
    let wind = WeatherDetails.Wind(
      direction: try record.optionalInteger(), speed: try record.optionalNumber(), gust: try record.optionalNumber())
    self.init(
      originID: origin, year: year, month: month, day: day, hour: hour, temperature: temperature, dewPoint: dewPoint,
      humidity: humidity, windDirection: wind.direction, windSpeed: wind.speed, windGust: wind.gust,
      precipitation: try record.number(), pressure: try record.optionalNumber(), visibility: try record.number(),
      timeHour: try record.hour(), details: WeatherDetails(temperature: temperature, wind: wind))
  }
}

extension Flight {
  static let columns = [
    "year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time", "arr_delay",
    "carrier", "flight", "tailnum", "origin", "dest", "air_time", "distance", "hour", "minute", "time_hour",
  ]

  /// Makes a flight; its plane stays empty until `Catalogue` has looked the tail number up.
  init(_ record: inout CSVRecord) throws {
    self.init(
      year: try record.integer(), month: try record.integer(), day: try record.integer(),
      departureTime: try record.optionalInteger(), scheduledDepartureTime: try record.integer(),
      departureDelay: try record.optionalInteger(), arrivalTime: try record.optionalInteger(),
      scheduledArrivalTime: try record.integer(), arrivalDelay: try record.optionalInteger(),
      carrierID: try record.text(), number: try record.integer(), tailNumber: try record.optionalText(), planeID: nil,
      originID: try record.text(), destinationID: try record.text(), airTime: try record.optionalInteger(),
      distance: try record.integer(), hour: try record.integer(), minute: try record.integer(),
      timeHour: try record.hour())
  }
}
