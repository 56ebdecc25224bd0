import Foundation
import Kindred

// All departures from the three airports of New York in 2013, with what belongs to them. The columns are those of the
// files; their names are written out.

@Model
struct Airline {
  @PrimaryKey(maxLength: 2) var code: String
  @Field(maxLength: 100) var name: String
}

/// Only code and name are known of every airport; see `Catalogue` for those that airports.csv does not have.
@Model
struct Airport {
  @PrimaryKey(maxLength: 3) var code: String
  @Field(maxLength: 100) var name: String
  var latitude: Double?
  var longitude: Double?
  /// In feet.
  var altitude: Int?
  /// Hours from UTC.
  var utcOffset: Int?
  @Field(maxLength: 1) var daylightSaving: String?
  @Field(maxLength: 50) var timeZone: String?
}

@Model
struct Plane {
  @PrimaryKey(maxLength: 6) var tailNumber: String
  var year: Int?
  @Field(maxLength: 50) var type: String
  @Field(maxLength: 50) var manufacturer: String
  @Field(maxLength: 50) var model: String
  var engines: Int
  var seats: Int
  var speed: Int?
  @Field(maxLength: 50) var engine: String
}

@Model(uniqueTogether: [["origin", "timeHour"]])
struct Weather {
  @ForeignKey(onDelete: .cascade, relatedName: "weather") var origin: Airport
  var year: Int
  var month: Int
  var day: Int
  var hour: Int
  var temperature: Double?
  var dewPoint: Double?
  var humidity: Double?
  var windDirection: Int?
  var windSpeed: Double?
  var windGust: Double?
  var precipitation: Double
  var pressure: Double?
  var visibility: Double
  var timeHour: Date
  @Field(.json) var details: WeatherDetails
}

/// What a station measured of temperature and wind, as services send it.
@JSONDocument
struct WeatherDetails: Codable {
  /// In degrees Fahrenheit.
  var temperature: Double?
  var wind: Wind

  /// The direction is in degrees; the speeds are in miles an hour.
  @JSONDocument
  struct Wind: Codable {
    var direction: Int?
    var speed: Double?
    var gust: Double?
  }
}

/// Times of day are numbers as in the file: 517 is 5:17. A cancelled flight has no actual times.
///
/// The index over plane and carrier serves look-ups by plane as well, so that `plane` needs none of its own. With it the
/// ninth question takes milliseconds; with two separate indexes SQLite reads millions of rows.
@Model(indexes: [.on("plane", "carrier")])
struct Flight {
  var year: Int
  var month: Int
  var day: Int
  var departureTime: Int?
  var scheduledDepartureTime: Int
  /// In minutes; negative when early.
  var departureDelay: Int?
  var arrivalTime: Int?
  var scheduledArrivalTime: Int
  var arrivalDelay: Int?
  @ForeignKey(onDelete: .protect, relatedName: "flights") var carrier: Airline
  var number: Int
  /// As reported; `plane` is what it stands for, where that is known.
  @Field(maxLength: 6) var tailNumber: String?
  @ForeignKey(onDelete: .setNull, relatedName: "flights", index: false) var plane: Plane?
  @ForeignKey(onDelete: .protect, relatedName: "departures") var origin: Airport
  @ForeignKey(onDelete: .protect, relatedName: "arrivals") var destination: Airport
  var airTime: Int?
  /// In miles.
  var distance: Int
  var hour: Int
  var minute: Int
  var timeHour: Date
}

extension Airline {
  var description: String { "\(code) \(name)" }
}

extension Airport {
  var description: String { "\(code) \(name)" }
}

extension Plane {
  var description: String { "\(tailNumber) \(manufacturer) \(model)" }
}

extension Flight {
  var description: String { "\(carrierID) \(number) \(originID)–\(destinationID) on \(year)-\(month)-\(day)" }
}
