import Foundation
import Kindred

/// Points and spans of time, and numbers to compute with.
@Model
struct Event {
  @Field(maxLength: 40) var name: String = ""
  @Field(index: true) var start: Date = Date(timeIntervalSince1970: 0)
  var end: Date?
  @Field(index: true) var day: CalendarDate = CalendarDate(daysSince1970: 0)
  var until: CalendarDate?
  var opens: TimeOfDay?
  var closes: TimeOfDay?
  var length: Duration = .zero
  var pause: Duration?
  var count: Int = 1
  var factor: Double = 1
  var token: UUID?
  var position: Int = 0
}
