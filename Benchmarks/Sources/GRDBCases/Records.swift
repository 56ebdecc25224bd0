import Foundation
import GRDB

/// Reads its columns by index: GRDB's fastest form.
struct Entry: FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "entry"
  static var databaseSelection: [any SQLSelectable] {
    ["id", "blog_id", "headline", "body", "pub_date", "rating", "comments"].map { Column($0) }
  }

  var id: Int64?
  var blogID: Int64
  var headline: String
  var body: String
  var pubDate: Double
  var rating: Int
  var comments: Int

  func encode(to container: inout PersistenceContainer) {
    container["id"] = id
    container["blog_id"] = blogID
    container["headline"] = headline
    container["body"] = body
    container["pub_date"] = pubDate
    container["rating"] = rating
    container["comments"] = comments
  }

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

extension Entry {
  init(row: Row) {
    id = row[0]
    blogID = row[1]
    headline = row[2]
    body = row[3]
    pubDate = row[4]
    rating = row[5]
    comments = row[6]
  }
}

/// The same through `Codable`.
struct CodableEntry: Codable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "entry"

  var id: Int64?
  var blogID: Int64
  var headline: String
  var body: String
  var pubDate: Double
  var rating: Int
  var comments: Int

  enum CodingKeys: String, CodingKey {
    case id, headline, body, rating, comments
    case blogID = "blog_id"
    case pubDate = "pub_date"
  }

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

struct Flight: FetchableRecord, TableRecord {
  static let databaseTableName = "flight"

  var id: Int64
  var year, month, day: Int
  var depTime: Int?
  var schedDepTime: Int
  var depDelay: Int?
  var arrTime: Int?
  var schedArrTime: Int
  var arrDelay: Int?
  var carrier: String
  var flight: Int
  var tailnum: String?
  var origin, dest: String
  var airTime: Int?
  var distance, hour, minute: Int
  var timeHour: Date
}

extension Flight {
  init(row: Row) {
    id = row[0]
    (year, month, day) = (row[1], row[2], row[3])
    (depTime, schedDepTime, depDelay) = (row[4], row[5], row[6])
    (arrTime, schedArrTime, arrDelay) = (row[7], row[8], row[9])
    (carrier, flight, tailnum, origin, dest) = (row[10], row[11], row[12], row[13], row[14])
    (airTime, distance, hour, minute, timeHour) = (row[15], row[16], row[17], row[18], row[19])
  }
}

/// The same through `Codable`.
struct CodableFlight: Codable, FetchableRecord, TableRecord {
  static let databaseTableName = "flight"

  var id: Int64
  var year, month, day: Int
  var depTime: Int?
  var schedDepTime: Int
  var depDelay: Int?
  var arrTime: Int?
  var schedArrTime: Int
  var arrDelay: Int?
  var carrier: String
  var flight: Int
  var tailnum: String?
  var origin, dest: String
  var airTime: Int?
  var distance, hour, minute: Int
  var timeHour: Date

  enum CodingKeys: String, CodingKey {
    case id, year, month, day, carrier, flight, tailnum, origin, dest, distance, hour, minute
    case depTime = "dep_time"
    case schedDepTime = "sched_dep_time"
    case depDelay = "dep_delay"
    case arrTime = "arr_time"
    case schedArrTime = "sched_arr_time"
    case arrDelay = "arr_delay"
    case airTime = "air_time"
    case timeHour = "time_hour"
  }
}

/// What the cases ask of either kind of record.
protocol EntryRecord: FetchableRecord, MutablePersistableRecord, Sendable {
  var id: Int64? { get }
  var comments: Int { get }
  init(id: Int64?, blogID: Int64, headline: String, body: String, pubDate: Double, rating: Int, comments: Int)
}

extension Entry: EntryRecord {}
extension CodableEntry: EntryRecord {}

protocol FlightRecord: FetchableRecord, TableRecord {
  var distance: Int { get }
  var departure: Date { get }
}

extension Flight: FlightRecord {
  var departure: Date { timeHour }
}

extension CodableFlight: FlightRecord {
  var departure: Date { timeHour }
}
